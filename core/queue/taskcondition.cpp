// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskcondition.h"

#include "taskrow.h"
#include "termcondition.h"

#include <limits>

namespace pult::queue {

using namespace Qt::StringLiterals;

namespace {

/// A run that overlaps the range: the present or last one, which stands in the task's row, or one before it.
void addRan(TaskCondition &condition, const TaskFilter &filter)
{
    if (!filter.ranFrom && !filter.ranTo)
        return;
    const qint64 from = filter.ranFrom ? toMicros(*filter.ranFrom) : 0;
    const qint64 to = filter.ranTo ? toMicros(*filter.ranTo) : std::numeric_limits<qint64>::max();
    condition.add(u"((started_at < ? and (state = 'running' or coalesce(finished_at, 0) >= ?)) or exists "
                  "(select 1 from task_attempts a where a.task_id = id and a.started_at < ? and a.finished_at >= ?))"_s,
                  {to, from, to, from});
}

} // namespace

QString TaskCondition::clause() const
{
    return terms.isEmpty() ? QString() : QString(u" where "_s + terms.join(u" and "_s));
}

TaskCondition conditionOf(const TaskFilter &filter)
{
    TaskCondition condition;
    if (!filter.states.isEmpty()) {
        QStringList stored;
        for (const TaskState state : filter.states)
            stored += storedStates(state);
        condition.add(stateIs(stored), {});
    }
    if (!filter.kind.isEmpty())
        condition.add(u"kind = ?"_s, {filter.kind});
    if (!filter.queue.isEmpty())
        condition.add(u"queue = ?"_s, {filter.queue});
    if (filter.batchId)
        condition.add(u"batch_id = ?"_s, {*filter.batchId});
    if (!filter.ids.isEmpty())
        condition.add(u"id {any_id}"_s, {jsonOf(filter.ids)});
    if (filter.unknownOnly)
        condition.add(u"outcome_unknown = 1"_s, {});
    addRan(condition, filter);
    if (filter.operation)
        condition.add(u"1 = 0"_s, {}); // deleted by it, so neither live nor finished
    if (!filter.text.isEmpty()) {
        const TermCondition text = textCondition(filter.text);
        condition.add(text.sql, text.values);
    }
    for (const TaskTerm &term : filter.terms) {
        const TermCondition one = conditionOf(term);
        condition.add(one.sql, one.values);
    }
    return condition;
}

TaskFilter fixedAt(const TaskFilter &filter, TimePoint now)
{
    TaskFilter fixed = filter;
    for (TaskTerm &term : fixed.terms)
        term = fixedAt(term, now);
    return fixed;
}

QJsonObject toJson(const TaskFilter &filter)
{
    QJsonObject object;
    QJsonArray states;
    for (const TaskState state : filter.states)
        states.append(nameOf(state));
    if (!states.isEmpty())
        object.insert(u"state"_s, states);
    if (!filter.kind.isEmpty())
        object.insert(u"kind"_s, filter.kind);
    if (!filter.queue.isEmpty())
        object.insert(u"queue"_s, filter.queue);
    if (!filter.text.isEmpty())
        object.insert(u"text"_s, filter.text);
    if (filter.batchId)
        object.insert(u"batch"_s, *filter.batchId);
    QJsonArray ids;
    for (const Id id : filter.ids)
        ids.append(id);
    if (!ids.isEmpty())
        object.insert(u"id"_s, ids);
    if (filter.unknownOnly)
        object.insert(u"unknown"_s, true);
    if (filter.ranFrom)
        object.insert(u"ran_from"_s, toMicros(*filter.ranFrom));
    if (filter.ranTo)
        object.insert(u"ran_to"_s, toMicros(*filter.ranTo));
    if (filter.operation)
        object.insert(u"operation"_s, *filter.operation);
    QJsonArray terms;
    for (const TaskTerm &term : filter.terms)
        terms.append(toJson(term));
    if (!terms.isEmpty())
        object.insert(u"terms"_s, terms);
    return object;
}

TaskFilter filterFromJson(const QJsonObject &object)
{
    TaskFilter filter;
    const QJsonArray states = object[u"state"_s].toArray();
    for (const QJsonValue &name : states) {
        if (const auto state = taskStateFromString(name.toString()))
            filter.states.append(*state);
    }
    filter.kind = object[u"kind"_s].toString();
    filter.queue = object[u"queue"_s].toString();
    filter.text = object[u"text"_s].toString();
    if (object.contains(u"batch"_s))
        filter.batchId = object[u"batch"_s].toInteger();
    const QJsonArray ids = object[u"id"_s].toArray();
    for (const QJsonValue &id : ids)
        filter.ids.append(id.toInteger());
    filter.unknownOnly = object[u"unknown"_s].toBool();
    if (object.contains(u"ran_from"_s))
        filter.ranFrom = fromMicros(object[u"ran_from"_s].toInteger());
    if (object.contains(u"ran_to"_s))
        filter.ranTo = fromMicros(object[u"ran_to"_s].toInteger());
    if (object.contains(u"operation"_s))
        filter.operation = object[u"operation"_s].toInteger();
    const QJsonArray terms = object[u"terms"_s].toArray();
    for (const QJsonValue &term : terms)
        filter.terms.append(termFromJson(term.toObject()));
    return filter;
}

} // namespace pult::queue
