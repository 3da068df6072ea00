// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskchange.h"

#include "auditing.h"
#include "deletedtasks.h"

#include <array>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr std::array<std::pair<TaskVerb, QLatin1StringView>, 6> verbNames{{
    {TaskVerb::Cancel, "cancel"_L1},
    {TaskVerb::Retry, "retry"_L1},
    {TaskVerb::Delete, "delete"_L1},
    {TaskVerb::Undelete, "undelete"_L1},
    {TaskVerb::Snooze, "snooze"_L1},
    {TaskVerb::SetPriority, "set-priority"_L1},
}};

bool isLegal(TaskVerb verb, const LiveTask &task)
{
    const bool runs = task.state == "running"_L1;
    switch (verb) {
    case TaskVerb::Cancel:
    case TaskVerb::SetPriority:
        return true;
    case TaskVerb::Retry:
        return task.state == "retryable"_L1;
    case TaskVerb::Delete:
        return !runs;
    case TaskVerb::Snooze:
        return !runs && task.state != "draft"_L1;
    case TaskVerb::Undelete:
        break;
    }
    return false;
}

bool isLegal(TaskVerb verb, const EndedTask &)
{
    return verb == TaskVerb::Retry || verb == TaskVerb::Delete;
}

/// One change in its transaction.
class Changing final
{
public:
    Changing(Connection &connection, const TaskChange &change, const AuditOrigin &origin, qint64 operation,
             const Spread &spread = {})
        : m_connection(connection), m_change(change), m_origin(origin), m_operation(operation), m_spread(spread),
          m_moves(connection)
    {
    }

    Result<ChangeResult> run(const QList<Id> &ids, bool allOrNothing);

private:
    Result<> judge();
    template<typename Task>
    void keepLegal(std::vector<Task> &tasks);
    Result<> apply();
    Result<> cancel();
    Result<> retry();
    Result<> spreadOut();
    Result<> remove();
    Result<> snooze();
    Result<> setPriority();
    Result<QHash<Id, QJsonObject>> timesBefore() const;
    void record(Id id, const QJsonObject &before, QJsonObject after);
    void recordState(Id id, const QString &before, const QString &after, const QJsonObject &more = {});

    Connection &m_connection;
    const TaskChange m_change;
    const AuditOrigin m_origin;
    const qint64 m_operation;
    const Spread m_spread;
    Moves m_moves;
    Chosen m_chosen;
    ChangeResult m_result;
    QList<AuditLine> m_audit;
};

void Changing::record(Id id, const QJsonObject &before, QJsonObject after)
{
    if (m_operation > 0)
        after.insert(u"operation"_s, m_operation);
    QString verb = nameOf(m_change.verb);
    m_audit.append({u"task."_s + verb.replace(u'-', u'_'), auditObject(id), before, after});
}

/// `more`: of how it was before.
void Changing::recordState(Id id, const QString &before, const QString &after, const QJsonObject &more)
{
    QJsonObject was = more;
    was.insert(u"state"_s, nameOf(outsideState(before)));
    record(id, was, after.isEmpty() ? QJsonObject() : QJsonObject{{u"state"_s, nameOf(outsideState(after))}});
}

/// When the chosen tasks were due and how often they had been tried: what takeback.h goes back to.
Result<QHash<Id, QJsonObject>> Changing::timesBefore() const
{
    const QString ids = jsonOf(m_result.done);
    const QString columns = u"select id, run_at, attempt, coalesce(rescues, 0) from "_s;
    const Result<Rows> rows = m_connection.query(
        columns + u"tasks where id {any_id} union all "_s + columns + u"task_history where id {any_id}"_s, {ids, ids});
    if (!rows)
        return fail(rows.error());
    QHash<Id, QJsonObject> times;
    for (const Row &row : *rows) {
        times.insert(row.at(0).toLongLong(), {{u"run_at"_s, toIso(fromMicros(row.at(1).toLongLong()))},
                                              {u"attempt"_s, row.at(2).toInt()},
                                              {u"rescues"_s, row.at(3).toInt()}});
    }
    return times;
}

template<typename Task>
void Changing::keepLegal(std::vector<Task> &tasks)
{
    std::vector<Task> legal;
    for (Task &task : tasks) {
        if (isLegal(m_change.verb, task))
            legal.push_back(std::move(task));
        else
            m_result.refused.append({task.id, stateConflict(task.id, task.state, nameOf(m_change.verb))});
    }
    tasks = std::move(legal);
}

Result<> Changing::judge()
{
    for (const Id id : std::as_const(m_chosen.missing))
        m_result.refused.append({id, taskUnknown(id)});
    keepLegal(m_chosen.ended);
    keepLegal(m_chosen.live);
    if (m_change.verb != TaskVerb::Retry)
        return {};
    std::vector<std::pair<Id, QString>> keys;
    for (const EndedTask &task : m_chosen.ended)
        keys.emplace_back(task.id, task.uniqueKey);
    const Result<QList<Refusal>> conflicts = uniqueConflicts(m_connection, keys);
    if (!conflicts)
        return fail(conflicts.error());
    for (const Refusal &refusal : *conflicts)
        std::erase_if(m_chosen.ended, [&refusal](const EndedTask &task) { return task.id == refusal.task; });
    m_result.refused += *conflicts;
    return {};
}

Result<> Changing::cancel()
{
    std::vector<Ending> endings;
    QList<Id> running;
    for (const LiveTask &task : m_chosen.live) {
        const bool runs = task.state == "running"_L1;
        if (runs) {
            running.append(task.id);
        } else {
            Verdict verdict;
            verdict.state = TaskState::Cancelled;
            verdict.attempt = task.attempt;
            verdict.rescues = task.rescues;
            endings.push_back({&task, verdict, {}});
        }
        recordState(task.id, task.state, runs ? task.state : u"cancelled"_s);
    }
    const Result<qint64> asked =
        m_connection.execute(u"update tasks set cancel_requested = 1 where id {any_id}"_s, {jsonOf(running)});
    if (!asked)
        return fail(asked.error());
    if (!running.isEmpty())
        m_moves.hintCancel();
    return m_moves.end(endings);
}

Result<> Changing::retry()
{
    const Result<QHash<Id, QJsonObject>> times = timesBefore();
    if (!times)
        return fail(times.error());
    QList<Id> waiting;
    for (const LiveTask &task : m_chosen.live) {
        waiting.append(task.id);
        recordState(task.id, task.state, u"available"_s, times->value(task.id));
    }
    for (const EndedTask &task : m_chosen.ended) {
        QJsonObject before = times->value(task.id);
        if (task.outcomeUnknown)
            before.insert(u"unknown"_s, true);
        recordState(task.id, task.state, u"available"_s, before);
    }
    const Result<qint64> freed = m_connection.execute(
        u"update tasks set state = case when exclusive_key is null then 'available' else 'blocked' end, attempt = 0, "
        "rescues = 0, run_at = {now} where id {any_id}"_s,
        {jsonOf(waiting)});
    if (!freed)
        return fail(freed.error());
    m_moves.hintWork();
    if (const Result<> back = revive(m_connection, m_moves, m_chosen.ended); !back)
        return back;
    return m_spread == Spread{} ? Result<>() : spreadOut();
}

/// Before the keys are settled, so that of one key, too, nothing begins before its time.
Result<> Changing::spreadOut()
{
    QJsonArray rows;
    for (const Id id : std::as_const(m_result.done)) {
        const auto at = m_spread.first + m_spread.step * rows.size();
        rows.append(QJsonObject{{u"id"_s, id}, {u"later"_s, qint64{at.count()}}});
    }
    const Result<qint64> later = m_connection.execute(
        u"update tasks set state = 'scheduled', run_at = {now} + x.later from {rows:id bigint,later bigint} "
        "where tasks.id = x.id and x.later > 0"_s,
        {jsonOf(rows)});
    return later ? Result<>() : fail(later.error());
}

Result<> Changing::remove()
{
    QList<Id> ids;
    for (const LiveTask &task : m_chosen.live) {
        ids.append(task.id);
        m_moves.countChildren(task.batchId, -1);
        record(task.id, {{u"state"_s, nameOf(outsideState(task.state))}, {u"kind"_s, task.kind}}, {});
    }
    for (const EndedTask &task : m_chosen.ended) {
        ids.append(task.id);
        m_moves.countInBatch(task.batchId, outsideState(task.state), -1);
        m_moves.countChildren(task.batchId, -1);
        recordState(task.id, task.state, {});
    }
    if (const Result<> moved = moveToTrash(m_connection, ids, m_origin.who, m_operation); !moved)
        return moved;
    return m_moves.discardDependents(ids);
}

Result<> Changing::snooze()
{
    const Result<QHash<Id, QJsonObject>> times = timesBefore();
    if (!times)
        return fail(times.error());
    QList<Id> ids;
    for (const LiveTask &task : m_chosen.live) {
        ids.append(task.id);
        recordState(task.id, task.state, u"scheduled"_s, times->value(task.id));
    }
    const Result<qint64> moved = m_connection.execute(
        u"update tasks set run_at = {now} + ?, state = case when state = 'waiting_deps' then state "
        "else 'scheduled' end where id {any_id}"_s,
        {qint64{std::chrono::microseconds(m_change.time).count()}, jsonOf(ids)});
    return moved ? Result<>() : fail(moved.error());
}

Result<> Changing::setPriority()
{
    QList<Id> ids;
    for (const LiveTask &task : m_chosen.live)
        ids.append(task.id);
    const Result<Rows> before =
        m_connection.query(u"select id, priority from tasks where id {any_id} order by id"_s, {jsonOf(ids)});
    if (!before)
        return fail(before.error());
    for (const Row &row : *before)
        record(row.at(0).toLongLong(), {{u"priority"_s, row.at(1).toInt()}}, {{u"priority"_s, m_change.priority}});
    const Result<qint64> set =
        m_connection.execute(u"update tasks set priority = ? where id {any_id}"_s, {m_change.priority, jsonOf(ids)});
    return set ? Result<>() : fail(set.error());
}

Result<> Changing::apply()
{
    switch (m_change.verb) {
    case TaskVerb::Cancel:
        return cancel();
    case TaskVerb::Retry:
        return retry();
    case TaskVerb::Delete:
        return remove();
    case TaskVerb::Snooze:
        return snooze();
    case TaskVerb::SetPriority:
        return setPriority();
    case TaskVerb::Undelete:
        break;
    }
    return {};
}

Result<ChangeResult> Changing::run(const QList<Id> &ids, bool allOrNothing)
{
    Result<Chosen> chosen = choose(m_connection, m_moves, ids);
    if (!chosen)
        return fail(chosen.error());
    m_chosen = std::move(*chosen);
    if (const Result<> judged = judge(); !judged)
        return fail(judged.error());
    if (allOrNothing && !m_result.refused.isEmpty())
        return fail(m_result.refused.constFirst().error);
    for (const LiveTask &task : m_chosen.live)
        m_result.done.append(task.id);
    for (const EndedTask &task : m_chosen.ended)
        m_result.done.append(task.id);
    if (m_result.done.isEmpty())
        return m_result;
    if (const Result<> applied = apply(); !applied)
        return fail(applied.error());
    if (const Result<> noted = audit(m_connection, m_origin, m_audit); !noted)
        return fail(noted.error());
    m_moves.hintTasks();
    if (const Result<> settled = m_moves.settle(); !settled)
        return fail(settled.error());
    return m_result;
}

Result<> check(const TaskChange &change)
{
    if (change.verb == TaskVerb::SetPriority && (change.priority < -100 || change.priority > 100))
        return fail(ErrorKind::Invalid, "task_invalid", {u"priority"_s, QString::number(change.priority)});
    return {};
}

} // namespace

QString nameOf(TaskVerb verb)
{
    return verbNames.at(static_cast<std::size_t>(verb)).second;
}

std::optional<TaskVerb> taskVerbFromString(QStringView name)
{
    for (const auto &[verb, known] : verbNames) {
        if (known == name)
            return verb;
    }
    return std::nullopt;
}

Result<ChangeResult> changeTasks(Connection &connection, const QList<Id> &ids, const TaskChange &change,
                                 const AuditOrigin &origin, qint64 operation, const Spread &spread)
{
    if (const Result<> checked = check(change); !checked)
        return fail(checked.error());
    if (change.verb == TaskVerb::Undelete)
        return undeleteEach(connection, ids, origin, operation);
    return storage::inTransaction(
        connection, [&] { return Changing(connection, change, origin, operation, spread).run(ids, false); });
}

Result<> changeAllTasks(Connection &connection, const QList<Id> &ids, const TaskChange &change,
                        const AuditOrigin &origin)
{
    if (const Result<> checked = check(change); !checked)
        return checked;
    return storage::inTransaction(connection, [&]() -> Result<> {
        const Result<ChangeResult> changed = Changing(connection, change, origin, 0).run(ids, true);
        return changed ? Result<>() : fail(changed.error());
    });
}

} // namespace pult::queue
