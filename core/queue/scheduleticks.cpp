// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulerow.h"
#include "taskqueries.h"
#include "taskrow.h"
#include "taskstore.h"

#include <algorithm>

namespace pult::queue {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// A tick this late was missed; before that a node was merely busy or starting.
constexpr auto grace = 1min;
constexpr qsizetype mostMissed = 100;
/// The first stretch that is looked through backwards for missed ticks; a minute has one at most.
constexpr auto firstStretch = 100min;
constexpr int schedulesAtOnce = 20;

/// The newest ticks from `first` to `now`, oldest first, at most `mostMissed`. Looks backwards in growing stretches, so
/// that years without a node cost no walk through all of them.
QList<TimePoint> newestTicks(const Cron &cron, TimePoint first, TimePoint now)
{
    for (auto stretch = std::chrono::microseconds(firstStretch);; stretch *= 4) {
        const TimePoint from = std::max(first, now - stretch);
        QList<TimePoint> ticks;
        std::optional<TimePoint> tick = cron.next(from - 1us);
        for (; tick && *tick <= now; tick = cron.next(*tick)) {
            ticks.append(*tick);
            if (ticks.size() > mostMissed)
                ticks.removeFirst();
        }
        if (from == first || ticks.size() == mostMissed)
            return ticks;
    }
}

/// Which of the ticks up to now get a task.
QList<TimePoint> wantedTicks(const Schedule &schedule, const QList<TimePoint> &ticks, TimePoint now)
{
    if (ticks.isEmpty())
        return {};
    const TimePoint last = ticks.constLast();
    switch (schedule.missed) {
    case Missed::Skip:
        return now - last <= grace ? QList<TimePoint>{last} : QList<TimePoint>{};
    case Missed::Once:
        return {last};
    case Missed::All:
        break;
    }
    return schedule.overlap == Overlap::Replace ? QList<TimePoint>{last} : ticks;
}

/// Tasks of earlier ticks that are not finished.
Result<QList<Id>> unfinished(Connection &connection, qint64 schedule)
{
    const Result<Rows> rows =
        connection.query(u"select t.id from schedule_ticks k join tasks t on t.id = k.task_id where k.schedule_id = ? "
                         "order by t.id"_s,
                         {schedule});
    if (!rows)
        return fail(rows.error());
    return firstColumn(*rows);
}

Result<> cancelEach(Connection &connection, const QList<Id> &ids)
{
    for (const Id id : ids) {
        const Result<> cancelled = cancelTasks(connection, {id}, {u"system"_s, u"schedule"_s});
        // One that has ended meanwhile is out of the way as well.
        if (!cancelled && cancelled.error().kind != ErrorKind::Conflict &&
            cancelled.error().kind != ErrorKind::NotFound)
            return cancelled;
    }
    return {};
}

struct Ticked
{
    QString schedule;
    int enqueued = 0;
    int missed = 0;
};

/// One schedule's due ticks, its row locked.
class Ticking final
{
public:
    Ticking(Connection &connection, ScheduleRow row) : m_connection(connection), m_row(std::move(row)) {}

    Result<Ticked> run(TimePoint now);

private:
    Result<int> enqueueTicks(const QList<TimePoint> &ticks);
    Result<bool> moveOn(const Cron &cron, TimePoint now);
    Result<bool> enqueueTick(TimePoint tick);
    Result<bool> record(TimePoint tick, const QString &result, std::optional<Id> task, std::optional<Error> error);

    Connection &m_connection;
    const ScheduleRow m_row;
};

/// Compare and swap on the last tick: false when another was faster.
Result<bool> Ticking::moveOn(const Cron &cron, TimePoint now)
{
    const std::optional<TimePoint> next = cron.next(now);
    const Result<qint64> moved = m_connection.execute(
        u"update schedules set last_tick = ?, next_tick = ? where id = ? and last_tick = ?"_s,
        {toMicros(now), next ? QVariant(toMicros(*next)) : QVariant(), m_row.schedule.id, toMicros(m_row.lastTick)});
    if (!moved)
        return fail(moved.error());
    return *moved == 1;
}

Result<bool> Ticking::record(TimePoint tick, const QString &result, std::optional<Id> task, std::optional<Error> error)
{
    ScheduleRun run;
    run.tick = tick;
    run.result = result;
    run.taskId = task;
    run.error = std::move(error);
    return noteTick(m_connection, m_row.schedule.id, run);
}

Result<bool> Ticking::enqueueTick(TimePoint tick)
{
    const Result<Rows> known = m_connection.query(u"select 1 from schedule_ticks where schedule_id = ? and tick = ?"_s,
                                                  {m_row.schedule.id, toMicros(tick)});
    if (!known)
        return fail(known.error());
    if (!known->empty())
        return false;
    const Result<QList<Id>> ids = enqueue(m_connection, {taskOf(m_row.schedule)});
    if (!ids) {
        // A task that is refused would be refused for ever; the schedule says so and goes on.
        if (ids.error().kind == ErrorKind::Invalid)
            return record(tick, u"failed"_s, std::nullopt, ids.error()).map([](bool) { return false; });
        return fail(ids.error());
    }
    return record(tick, u"enqueued"_s, ids->constFirst(), std::nullopt);
}

Result<Ticked> Ticking::run(TimePoint now)
{
    const Result<Cron> cron = Cron::parse(m_row.schedule.expression, m_row.schedule.timeZone);
    if (!cron)
        return fail(cron.error());
    const Result<bool> first = moveOn(*cron, now);
    if (!first)
        return fail(first.error());
    Ticked ticked{m_row.schedule.name, 0, 0};
    if (!*first)
        return ticked;
    const QList<TimePoint> ticks = newestTicks(*cron, *m_row.nextTick, now);
    ticked.missed = int(std::count_if(ticks.cbegin(), ticks.cend(), [now](TimePoint t) { return now - t > grace; }));
    const Result<int> enqueued = enqueueTicks(wantedTicks(m_row.schedule, ticks, now));
    if (!enqueued)
        return fail(enqueued.error());
    ticked.enqueued = *enqueued;
    return ticked;
}

Result<int> Ticking::enqueueTicks(const QList<TimePoint> &ticks)
{
    if (ticks.isEmpty())
        return 0;
    const Result<QList<Id>> busy = unfinished(m_connection, m_row.schedule.id);
    if (!busy)
        return fail(busy.error());
    if (!busy->isEmpty() && m_row.schedule.overlap == Overlap::Skip) {
        const Result<bool> skipped = record(ticks.constLast(), u"skipped"_s, std::nullopt, std::nullopt);
        return skipped ? Result<int>(0) : fail(skipped.error());
    }
    if (m_row.schedule.overlap == Overlap::Replace) {
        if (const Result<> cancelled = cancelEach(m_connection, *busy); !cancelled)
            return fail(cancelled.error());
    }
    int count = 0;
    for (const TimePoint tick : ticks) {
        const Result<bool> enqueued = enqueueTick(tick);
        if (!enqueued)
            return fail(enqueued.error());
        count += *enqueued ? 1 : 0;
    }
    return count;
}

Result<Ticked> enqueueDue(Connection &connection, qint64 id)
{
    return storage::inTransaction(connection, [&connection, id]() -> Result<Ticked> {
        // Another node may have been here between the look and the lock.
        const Result<Rows> rows =
            connection.query(u"select "_s + scheduleColumns() +
                                 u" from schedules where id = ? and paused = 0 and next_tick <= {now} {for_update}"_s,
                             {id});
        if (!rows)
            return fail(rows.error());
        if (rows->empty())
            return Ticked();
        const Result<TimePoint> now = databaseNow(connection);
        if (!now)
            return fail(now.error());
        return Ticking(connection, scheduleFromRow(rows->front())).run(*now);
    });
}

} // namespace

Result<DueSchedules> enqueueDueSchedules(Connection &connection)
{
    DueSchedules due;
    const auto look = [&connection] {
        return connection.query(
            u"select id, next_tick - {now} from schedules where paused = 0 and next_tick is not null "
            "order by next_tick limit ?"_s,
            {schedulesAtOnce});
    };
    Result<Rows> rows = look();
    if (!rows)
        return fail(rows.error());
    std::optional<Error> first;
    bool any = false;
    for (const Row &row : *rows) {
        if (row.at(1).toLongLong() > 0)
            break;
        any = true;
        const Result<Ticked> ticked = enqueueDue(connection, row.front().toLongLong());
        // One schedule that fails here (its zone is not on this computer) must not stop the others.
        if (!ticked && ticked.error().kind == ErrorKind::Invalid)
            first = ticked.error();
        else if (!ticked)
            return fail(ticked.error());
        if (!ticked)
            continue;
        due.enqueued += ticked->enqueued;
        if (ticked->missed > 0)
            due.missed[ticked->schedule] += ticked->missed;
    }
    if (any) {
        rows = look();
        if (!rows)
            return fail(rows.error());
    }
    if (!rows->empty())
        due.untilNext = std::chrono::microseconds(std::max<qint64>(0, rows->front().at(1).toLongLong()));
    if (first && due.enqueued == 0)
        return fail(*first);
    return due;
}

} // namespace pult::queue
