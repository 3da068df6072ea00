// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedules.h"

#include "auditing.h"
#include "schedulerow.h"
#include "taskqueries.h"
#include "taskrow.h"
#include "taskstore.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr int nextShown = 5;
constexpr qsizetype longestName = 100;

Result<> check(const NewSchedule &schedule)
{
    const QString name = schedule.name.trimmed();
    bool isNumber = false;
    name.toLongLong(&isNumber); // a number finds a schedule by its id
    if (name.isEmpty() || name != schedule.name || name.size() > longestName || isNumber)
        return fail(ErrorKind::Invalid, "schedule_name_invalid", {schedule.name});
    const NewTask &task = schedule.task;
    const char *wrong = task.runAt                  ? "run_at"
                        : !task.uniqueKey.isEmpty() ? "unique_key"
                        : !task.dependsOn.isEmpty() ? "depends_on"
                        : task.batchId              ? "batch_id"
                        : task.draft                ? "draft"
                                                    : nullptr;
    if (wrong)
        return fail(ErrorKind::Invalid, "schedule_task_invalid", {QString::fromLatin1(wrong)});
    return {};
}

Result<ScheduleRow> find(Connection &connection, const QString &name, bool lock)
{
    bool isNumber = false;
    const qint64 id = name.toLongLong(&isNumber);
    const Result<Rows> rows =
        connection.query(u"select "_s + scheduleColumns() + u" from schedules where "_s +
                             (isNumber ? u"id = ?"_s : u"name = ?"_s) + (lock ? u" {for_update}"_s : QString()),
                         {isNumber ? QVariant(id) : QVariant(name)});
    if (!rows)
        return fail(rows.error());
    if (rows->empty())
        return fail(ErrorKind::NotFound, "schedule_unknown", {name});
    return scheduleFromRow(rows->front());
}

QJsonObject auditJson(const NewSchedule &schedule)
{
    return {{u"name"_s, schedule.name},
            {u"cron"_s, schedule.expression},
            {u"time_zone"_s, schedule.timeZone},
            {u"overlap"_s, nameOf(schedule.overlap)},
            {u"missed"_s, nameOf(schedule.missed)},
            {u"kind"_s, schedule.task.kind},
            {u"queue"_s, schedule.task.queue},
            {u"priority"_s, schedule.task.priority}};
}

QString objectOf(const Schedule &schedule)
{
    return u"schedule "_s + schedule.name;
}

/// What only the clock and the ticks know.
void complete(ScheduleRow &row, const QHash<qint64, ScheduleRun> &runs, TimePoint now)
{
    Schedule &schedule = row.schedule;
    if (const auto run = runs.constFind(schedule.id); run != runs.cend())
        schedule.lastRun = *run;
    if (schedule.paused)
        return;
    // A zone may have gone from this computer since: then it has no next runs here.
    if (const Result<Cron> cron = Cron::parse(schedule.expression, schedule.timeZone))
        schedule.nextRuns = cron->next(std::max(now, row.lastTick), nextShown);
}

Result<Schedule> setPaused(Connection &connection, const QString &name, bool paused, const AuditOrigin &origin)
{
    const Result<> done = storage::inTransaction(connection, [&]() -> Result<> {
        const Result<ScheduleRow> row = find(connection, name, true);
        if (!row)
            return fail(row.error());
        const Result<Cron> cron = Cron::parse(row->schedule.expression, row->schedule.timeZone);
        if (!cron)
            return fail(cron.error());
        const Result<TimePoint> now = databaseNow(connection);
        if (!now)
            return fail(now.error());
        const bool begins = row->schedule.paused && !paused;
        const TimePoint last = begins ? std::max(*now, row->lastTick) : row->lastTick;
        const std::optional<TimePoint> next = begins ? cron->next(last) : row->nextTick;
        const Result<qint64> set = connection.execute(
            u"update schedules set paused = ?, last_tick = ?, next_tick = ? where id = ?"_s,
            {paused ? 1 : 0, toMicros(last), next ? QVariant(toMicros(*next)) : QVariant(), row->schedule.id});
        if (!set)
            return fail(set.error());
        return audit(connection, origin, paused ? u"schedule.pause"_s : u"schedule.resume"_s, objectOf(row->schedule),
                     {{u"paused"_s, row->schedule.paused}}, {{u"paused"_s, paused}});
    });
    if (!done)
        return fail(done.error());
    return showSchedule(connection, name);
}

} // namespace

Result<Schedule> addSchedule(Connection &connection, const NewSchedule &schedule, const AuditOrigin &origin)
{
    if (const Result<> checked = check(schedule); !checked)
        return fail(checked.error());
    const Result<Cron> cron = Cron::parse(schedule.expression, schedule.timeZone);
    if (!cron)
        return fail(cron.error());
    const Result<> done = storage::inTransaction(connection, [&]() -> Result<> {
        const Result<TimePoint> now = databaseNow(connection);
        if (!now)
            return fail(now.error());
        const std::optional<TimePoint> next = cron->next(*now);
        const Result<qint64> made = connection.execute(
            u"insert into schedules (name, expression, time_zone, overlap, missed, task, last_tick, next_tick, "
            "created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (name) do nothing"_s,
            {schedule.name, schedule.expression, schedule.timeZone, nameOf(schedule.overlap), nameOf(schedule.missed),
             scheduledTaskToText(schedule.task), toMicros(*now), next ? QVariant(toMicros(*next)) : QVariant(),
             toMicros(*now)});
        if (!made)
            return fail(made.error());
        if (*made == 0)
            return fail(ErrorKind::Conflict, "schedule_exists", {schedule.name});
        return audit(connection, origin, u"schedule.add"_s, u"schedule "_s + schedule.name, {},
                     {{u"cron"_s, schedule.expression},
                      {u"time_zone"_s, schedule.timeZone},
                      {u"kind"_s, schedule.task.kind},
                      {u"queue"_s, schedule.task.queue}});
    });
    if (!done)
        return fail(done.error());
    return showSchedule(connection, schedule.name);
}

Result<Schedule> changeSchedule(Connection &connection, const QString &name, const NewSchedule &schedule,
                                const AuditOrigin &origin)
{
    if (const Result<> checked = check(schedule); !checked)
        return fail(checked.error());
    const Result<Cron> cron = Cron::parse(schedule.expression, schedule.timeZone);
    if (!cron)
        return fail(cron.error());
    const Result<> done = storage::inTransaction(connection, [&]() -> Result<> {
        const Result<ScheduleRow> row = find(connection, name, true);
        if (!row)
            return fail(row.error());
        const Schedule &was = row->schedule;
        const Result<Rows> namesake =
            connection.query(u"select 1 from schedules where name = ? and id <> ?"_s, {schedule.name, was.id});
        if (!namesake)
            return fail(namesake.error());
        if (!namesake->empty())
            return fail(ErrorKind::Conflict, "schedule_exists", {schedule.name});
        const Result<TimePoint> now = databaseNow(connection);
        if (!now)
            return fail(now.error());
        const bool moves = was.expression != schedule.expression || was.timeZone != schedule.timeZone;
        const TimePoint last = moves ? std::max(*now, row->lastTick) : row->lastTick;
        const std::optional<TimePoint> next = moves ? cron->next(last) : row->nextTick;
        const Result<qint64> set = connection.execute(
            u"update schedules set name = ?, expression = ?, time_zone = ?, overlap = ?, missed = ?, task = ?, "
            "last_tick = ?, next_tick = ? where id = ?"_s,
            {schedule.name, schedule.expression, schedule.timeZone, nameOf(schedule.overlap), nameOf(schedule.missed),
             scheduledTaskToText(schedule.task), toMicros(last), next ? QVariant(toMicros(*next)) : QVariant(),
             was.id});
        if (!set)
            return fail(set.error());
        NewSchedule before;
        before.name = was.name;
        before.expression = was.expression;
        before.timeZone = was.timeZone;
        before.overlap = was.overlap;
        before.missed = was.missed;
        before.task = was.task;
        return audit(connection, origin, u"schedule.change"_s, objectOf(was), auditJson(before), auditJson(schedule));
    });
    if (!done)
        return fail(done.error());
    return showSchedule(connection, schedule.name);
}

Result<QList<Schedule>> listSchedules(Connection &connection)
{
    const Result<Rows> rows = connection.query(u"select "_s + scheduleColumns() + u" from schedules order by name"_s);
    if (!rows)
        return fail(rows.error());
    const Result<QHash<qint64, ScheduleRun>> runs = lastRuns(connection, 0);
    if (!runs)
        return fail(runs.error());
    const Result<TimePoint> now = databaseNow(connection);
    if (!now)
        return fail(now.error());
    QList<Schedule> schedules;
    for (const Row &row : *rows) {
        ScheduleRow one = scheduleFromRow(row);
        complete(one, *runs, *now);
        schedules.append(one.schedule);
    }
    return schedules;
}

Result<Schedule> showSchedule(Connection &connection, const QString &name)
{
    Result<ScheduleRow> row = find(connection, name, false);
    if (!row)
        return fail(row.error());
    const Result<QHash<qint64, ScheduleRun>> runs = lastRuns(connection, row->schedule.id);
    if (!runs)
        return fail(runs.error());
    const Result<TimePoint> now = databaseNow(connection);
    if (!now)
        return fail(now.error());
    complete(*row, *runs, *now);
    return row->schedule;
}

Result<Schedule> pauseSchedule(Connection &connection, const QString &name, const AuditOrigin &origin)
{
    return setPaused(connection, name, true, origin);
}

Result<Schedule> resumeSchedule(Connection &connection, const QString &name, const AuditOrigin &origin)
{
    return setPaused(connection, name, false, origin);
}

Result<Id> runSchedule(Connection &connection, const QString &name, const AuditOrigin &origin)
{
    return storage::inTransaction(connection, [&]() -> Result<Id> {
        const Result<ScheduleRow> row = find(connection, name, true);
        if (!row)
            return fail(row.error());
        const Result<QList<Id>> ids = enqueue(connection, {taskOf(row->schedule)});
        if (!ids)
            return fail(ids.error());
        const Result<TimePoint> now = databaseNow(connection);
        if (!now)
            return fail(now.error());
        ScheduleRun run;
        run.tick = *now;
        run.result = u"manual"_s;
        run.taskId = ids->constFirst();
        if (const Result<bool> noted = noteTick(connection, row->schedule.id, run); !noted)
            return fail(noted.error());
        const Result<> audited = audit(connection, origin, u"schedule.run"_s, objectOf(row->schedule), {},
                                       {{u"task_id"_s, ids->constFirst()}});
        if (!audited)
            return fail(audited.error());
        return ids->constFirst();
    });
}

Result<> removeSchedule(Connection &connection, const QString &name, const AuditOrigin &origin)
{
    return storage::inTransaction(connection, [&]() -> Result<> {
        const Result<ScheduleRow> row = find(connection, name, true);
        if (!row)
            return fail(row.error());
        for (const QString &sql :
             {u"delete from schedule_ticks where schedule_id = ?"_s, u"delete from schedules where id = ?"_s}) {
            if (const Result<qint64> gone = connection.execute(sql, {row->schedule.id}); !gone)
                return fail(gone.error());
        }
        return audit(connection, origin, u"schedule.remove"_s, objectOf(row->schedule),
                     {{u"cron"_s, row->schedule.expression}, {u"time_zone"_s, row->schedule.timeZone}}, {});
    });
}

} // namespace pult::queue
