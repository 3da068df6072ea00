// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "takeback.h"

#include "auditing.h"

#include <QJsonDocument>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// One task as the audit tells of it.
struct Record
{
    qint64 entry = 0;
    Id task = 0;
    QJsonObject before;
};

QString auditVerb(const TaskChange &change)
{
    QString verb = nameOf(change.verb);
    return u"task."_s + verb.replace(u'-', u'_');
}

/// The entries of an operation, without an index of their own: newer than its start, and their `after` names it.
QString ofOperation()
{
    return u" from audit where at >= ? and what = ? and (after like ? or after like ?)"_s;
}

QVariantList ofOperation(const Operation &operation)
{
    const QString named = u"%\"operation\":"_s + QString::number(operation.id);
    return {toMicros(operation.createdAt), auditVerb(operation.change), QString(named + u",%"_s),
            QString(named + u"}%"_s)};
}

bool hasWaitedSince(const LiveTask &task)
{
    return task.state == "scheduled"_L1 || task.state == "waiting_deps"_L1 || task.state == "available"_L1 ||
           task.state == "blocked"_L1;
}

/// One step, in its transaction.
class TakingBack final
{
public:
    TakingBack(Connection &connection, const Operation &undo)
        : m_connection(connection), m_undo(undo), m_moves(connection)
    {
    }

    Result<ChangeResult> run(const QList<Record> &records);

private:
    Result<> findLaterChanges(const QList<Record> &records);
    void judge(const QList<Record> &records);
    std::optional<Error> refusalOf(const LiveTask &task, const QJsonObject &before) const;
    Result<> apply();
    Result<> setPriorities();
    Result<> setTimes(const std::vector<const LiveTask *> &tasks);
    Result<> endAgain();
    void note(const LiveTask &task);

    Connection &m_connection;
    const Operation &m_undo;
    Moves m_moves;
    Chosen m_chosen;
    QHash<Id, QJsonObject> m_before;
    QHash<Id, QString> m_changedBy; ///< who, of tasks that were changed since
    std::vector<const LiveTask *> m_taken;
    ChangeResult m_result;
    QList<AuditLine> m_audit;
};

/// Looking at hidden values changes nothing.
Result<> TakingBack::findLaterChanges(const QList<Record> &records)
{
    QStringList objects;
    QHash<QString, const Record *> byObject;
    for (const Record &record : records) {
        objects.append(auditObject(record.task));
        byObject.insert(objects.constLast(), &record);
    }
    const Result<Rows> rows = m_connection.query(
        u"select id, object, who from audit where id > ? and object {any_text} and what <> 'task.reveal' order by id"_s,
        {records.constFirst().entry, jsonOf(objects)});
    if (!rows)
        return fail(rows.error());
    for (const Row &row : *rows) {
        const Record *record = byObject.value(row.at(1).toString());
        if (row.at(0).toLongLong() > record->entry)
            m_changedBy.insert(record->task, row.at(2).toString());
    }
    return {};
}

std::optional<Error> TakingBack::refusalOf(const LiveTask &task, const QJsonObject &before) const
{
    if (m_undo.change.verb == TaskVerb::SetPriority)
        return std::nullopt;
    // A retry counts from zero, a snooze goes on counting: another number means that it ran since.
    const int attempt = m_undo.change.verb == TaskVerb::Retry ? 0 : before[u"attempt"_s].toInt();
    if (!hasWaitedSince(task) || task.attempt != attempt || !before.contains(u"run_at"_s))
        return stateConflict(task.id, task.state, u"undo"_s);
    return std::nullopt;
}

void TakingBack::judge(const QList<Record> &records)
{
    QHash<Id, const LiveTask *> live;
    for (const LiveTask &task : m_chosen.live)
        live.insert(task.id, &task);
    QHash<Id, const EndedTask *> ended;
    for (const EndedTask &task : m_chosen.ended)
        ended.insert(task.id, &task);
    for (const Record &record : records) {
        std::optional<Error> refusal;
        if (const auto who = m_changedBy.constFind(record.task); who != m_changedBy.cend()) {
            refusal = Error{ErrorKind::Conflict, u"task_changed_since"_s, {QString::number(record.task), *who}, {}};
        } else if (const LiveTask *task = live.value(record.task)) {
            refusal = refusalOf(*task, record.before);
        } else if (const EndedTask *over = ended.value(record.task)) {
            refusal = stateConflict(over->id, over->state, u"undo"_s);
        } else {
            refusal = taskUnknown(record.task);
        }
        if (refusal) {
            m_result.refused.append({record.task, *refusal});
            continue;
        }
        m_before.insert(record.task, record.before);
        m_taken.push_back(live.value(record.task));
        m_result.done.append(record.task);
    }
}

void TakingBack::note(const LiveTask &task)
{
    const bool isPriority = m_undo.change.verb == TaskVerb::SetPriority;
    const QString changed = isPriority ? u"priority"_s : u"state"_s;
    const QJsonValue now = isPriority ? QJsonValue(m_undo.change.priority) : nameOf(outsideState(task.state));
    m_audit.append({u"task.undo"_s,
                    auditObject(task.id),
                    {{changed, now}},
                    {{changed, m_before[task.id][changed]}, {u"operation"_s, m_undo.id}}});
}

Result<> TakingBack::setPriorities()
{
    QJsonArray rows;
    for (const LiveTask *task : m_taken)
        rows.append(QJsonObject{{u"id"_s, task->id}, {u"priority"_s, m_before[task->id][u"priority"_s].toInt()}});
    const Result<qint64> set = m_connection.execute(
        u"update tasks set priority = x.priority from {rows:id bigint,priority int} where tasks.id = x.id"_s,
        {jsonOf(rows)});
    return set ? Result<>() : fail(set.error());
}

/// What is due already is promoted at once, which also looks at its key.
Result<> TakingBack::setTimes(const std::vector<const LiveTask *> &tasks)
{
    if (tasks.empty())
        return {};
    QJsonArray rows;
    for (const LiveTask *task : tasks) {
        const QJsonObject &before = m_before[task->id];
        const bool isRetryable = before[u"state"_s].toString() == nameOf(TaskState::Retryable);
        rows.append(QJsonObject{{u"id"_s, task->id},
                                {u"state"_s, isRetryable ? u"retryable"_s : u"scheduled"_s},
                                {u"due"_s, toMicros(fromIso(before[u"run_at"_s].toString()).value_or(TimePoint{}))},
                                {u"attempt"_s, before[u"attempt"_s].toInt()},
                                {u"rescues"_s, before[u"rescues"_s].toInt()}});
    }
    const Result<qint64> set = m_connection.execute(
        u"update tasks set state = case when tasks.state = 'waiting_deps' then tasks.state else x.state end, "
        "run_at = x.due, attempt = x.attempt, rescues = x.rescues "
        "from {rows:id bigint,state text,due bigint,attempt int,rescues int} where tasks.id = x.id"_s,
        {jsonOf(rows)});
    m_moves.hintWork();
    return set ? Result<>() : fail(set.error());
}

/// Tasks that were over before they were put back: failed again, or cancelled, with the error they had.
Result<> TakingBack::endAgain()
{
    std::vector<Ending> endings;
    std::vector<const LiveTask *> waited;
    for (const LiveTask *task : m_taken) {
        const QJsonObject &before = m_before[task->id];
        const std::optional<TaskState> state = taskStateFromString(before[u"state"_s].toString());
        if (!state || !isFinished(*state)) {
            waited.push_back(task);
            continue;
        }
        Verdict verdict;
        verdict.state = *state;
        verdict.attempt = before[u"attempt"_s].toInt();
        verdict.rescues = before[u"rescues"_s].toInt();
        verdict.outcomeUnknown = before[u"unknown"_s].toBool();
        endings.push_back({task, verdict, {}});
    }
    if (const Result<> set = setTimes(waited); !set)
        return set;
    return m_moves.end(endings);
}

Result<> TakingBack::apply()
{
    switch (m_undo.change.verb) {
    case TaskVerb::SetPriority:
        return setPriorities();
    case TaskVerb::Snooze:
        return setTimes(m_taken);
    case TaskVerb::Retry:
        return endAgain();
    case TaskVerb::Cancel:
    case TaskVerb::Delete:
    case TaskVerb::Undelete:
        break;
    }
    return {};
}

Result<ChangeResult> TakingBack::run(const QList<Record> &records)
{
    QList<Id> ids;
    for (const Record &record : records)
        ids.append(record.task);
    Result<Chosen> chosen = choose(m_connection, m_moves, ids);
    if (!chosen)
        return fail(chosen.error());
    m_chosen = std::move(*chosen);
    if (const Result<> found = findLaterChanges(records); !found)
        return fail(found.error());
    judge(records);
    if (m_result.done.isEmpty())
        return m_result;
    if (const Result<> applied = apply(); !applied)
        return fail(applied.error());
    for (const LiveTask *task : m_taken)
        note(*task);
    if (const Result<> noted = audit(m_connection, {m_undo.who, m_undo.where}, m_audit); !noted)
        return fail(noted.error());
    m_moves.hintTasks();
    if (const Result<> settled = m_moves.settle(); !settled)
        return fail(settled.error());
    return m_result;
}

} // namespace

bool isTakenBackByAudit(const TaskChange &change)
{
    return change.verb == TaskVerb::Retry || change.verb == TaskVerb::Snooze || change.verb == TaskVerb::SetPriority;
}

Result<qint64> countRecorded(Connection &connection, const Operation &operation)
{
    const Result<Rows> rows = connection.query(u"select count(*)"_s + ofOperation(), ofOperation(operation));
    if (!rows)
        return fail(rows.error());
    return rows->front().front().toLongLong();
}

Result<std::optional<TakeBackStep>> takeBackNext(Connection &connection, const Operation &undo, const Operation &undone,
                                                 qint64 position, int limit)
{
    const Result<Rows> rows =
        connection.query(u"select id, object, before"_s + ofOperation() + u" and id > ? order by id limit ?"_s,
                         ofOperation(undone) + QVariantList{position, limit});
    if (!rows)
        return fail(rows.error());
    if (rows->empty())
        return std::optional<TakeBackStep>();
    QList<Record> records;
    for (const Row &row : *rows) {
        records.append({row.at(0).toLongLong(), row.at(1).toString().section(u' ', 1).toLongLong(),
                        QJsonDocument::fromJson(row.at(2).toString().toUtf8()).object()});
    }
    const Result<ChangeResult> result = TakingBack(connection, undo).run(records);
    if (!result)
        return fail(result.error());
    return std::optional(TakeBackStep{*result, records.constLast().entry});
}

} // namespace pult::queue
