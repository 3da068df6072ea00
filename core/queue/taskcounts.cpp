// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskcounts.h"

#include "taskcondition.h"
#include "taskrow.h"
#include "tasksearch.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;
using Kind = TaskCount::Kind;

namespace {

/// Stored states that one index holds (0001_queue.sql, 0011_search.sql); each group is counted in one look at it.
struct Group
{
    QLatin1StringView table;
    QLatin1StringView states;
};
constexpr Group groups[] = {
    {"tasks"_L1, "state = 'available'"_L1},
    {"tasks"_L1, "state = 'blocked'"_L1},
    {"tasks"_L1, "state in ('scheduled', 'retryable')"_L1},
    {"tasks"_L1, "state = 'running'"_L1},
    {"tasks"_L1, "state in ('draft', 'waiting_deps')"_L1},
    {"task_history"_L1, "state = 'completed'"_L1},
    {"task_history"_L1, "state <> 'completed' and state = 'discarded'"_L1},
    {"task_history"_L1, "state <> 'completed' and state = 'cancelled'"_L1},
};

/// What PostgreSQL's statistics say, by stored state.
Result<QHash<QString, qint64>> estimates(Connection &connection)
{
    QHash<QString, qint64> numbers;
    if (!connection.dialect().isPostgreSql())
        return numbers;
    const Result<Rows> rows = connection.query(
        u"select v.state, cast(sum(greatest(c.reltuples, 0) * v.share) as bigint) from pg_class c "
        "join pg_namespace n on n.oid = c.relnamespace "
        "join pg_stats s on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = 'state' "
        "cross join lateral unnest(cast(cast(s.most_common_vals as text) as text[]), s.most_common_freqs) "
        "as v(state, share) where c.oid = to_regclass('tasks') or c.oid in "
        "(select inhrelid from pg_inherits where inhparent = to_regclass('task_history')) group by v.state"_s);
    if (!rows)
        return fail(rows.error());
    for (const Row &row : *rows)
        numbers.insert(row.at(0).toString(), row.at(1).toLongLong());
    return numbers;
}

TaskCount countOf(qint64 seen, bool full, qint64 estimate)
{
    if (!full)
        return {seen, Kind::Exact};
    return estimate > seen ? TaskCount{estimate, Kind::About} : TaskCount{seen, Kind::AtLeast};
}

Result<TaskCount> countUnknown(Connection &connection)
{
    const Result<Rows> rows = connection.query(
        u"select count(*) from (select 1 from task_history where outcome_unknown = 1 limit ?) as unknowns"_s,
        {countedTasks});
    if (!rows)
        return fail(rows.error());
    const qint64 seen = rows->front().front().toLongLong();
    return TaskCount{seen, seen < countedTasks ? Kind::Exact : Kind::AtLeast};
}

} // namespace

TaskCount operator+(const TaskCount &a, const TaskCount &b)
{
    const bool about = a.kind == Kind::About || b.kind == Kind::About;
    const bool exact = a.kind == Kind::Exact && b.kind == Kind::Exact;
    return {a.number + b.number, about ? Kind::About : exact ? Kind::Exact : Kind::AtLeast};
}

Result<TaskCounts> countStates(Connection &connection)
{
    QStringList parts;
    for (const Group &group : groups) {
        const QString name = u"g%1"_s.arg(parts.size());
        parts.append(u"select %1, state, count(*) from (select state from %2 where %3 limit %4) as %5 group by state"_s
                         .arg(parts.size())
                         .arg(group.table, group.states)
                         .arg(countedTasks)
                         .arg(name));
    }
    const Result<Rows> rows = connection.query(parts.join(u" union all "_s));
    if (!rows)
        return fail(rows.error());
    QHash<int, qint64> seenOfGroup;
    for (const Row &row : *rows)
        seenOfGroup[row.at(0).toInt()] += row.at(2).toLongLong();
    const bool anyFull =
        std::any_of(seenOfGroup.cbegin(), seenOfGroup.cend(), [](qint64 n) { return n >= countedTasks; });
    QHash<QString, qint64> estimated;
    if (anyFull) {
        const Result<QHash<QString, qint64>> known = estimates(connection);
        if (!known)
            return fail(known.error());
        estimated = *known;
    }
    TaskCounts counts;
    for (const Row &row : *rows) {
        const QString stored = row.at(1).toString();
        const TaskCount count = countOf(row.at(2).toLongLong(), seenOfGroup.value(row.at(0).toInt()) >= countedTasks,
                                        estimated.value(stored));
        TaskCount &sum = counts.byState[outsideState(stored)];
        sum = sum + count;
        counts.all = counts.all + count;
    }
    const Result<TaskCount> unknown = countUnknown(connection);
    if (!unknown)
        return fail(unknown.error());
    counts.outcomeUnknown = *unknown;
    return counts;
}

Result<TaskCount> countTasks(Connection &connection, const TaskFilter &filter, std::optional<Id> known)
{
    TaskCondition condition = conditionOf(filter);
    const Result<Id> floor = searchFloor(connection, filter, known);
    if (!floor)
        return fail(floor.error());
    if (*floor > 0)
        condition.add(u"id >= ?"_s, {*floor});
    if (const Result<> planned = planForValues(connection); !planned)
        return fail(planned.error());
    QStringList parts;
    QVariantList values;
    for (const QString &table : {u"tasks"_s, u"task_history"_s}) {
        parts.append(u"select * from (select 1 from "_s + table + condition.clause() + u" limit ?) as "_s + table);
        values += condition.values + QVariantList{countedTasks};
    }
    const Result<Rows> rows =
        connection.query(u"select count(*) from ("_s + parts.join(u" union all "_s) + u") as every"_s, values);
    if (!rows)
        return fail(rows.error());
    const qint64 seen = rows->front().front().toLongLong();
    // Older ones were not looked at, and of each table no more than so many.
    return TaskCount{seen, seen >= countedTasks || *floor > 0 ? Kind::AtLeast : Kind::Exact};
}

} // namespace pult::queue
