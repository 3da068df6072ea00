// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulerow.h"

#include "taskrow.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr std::array<std::pair<Overlap, QLatin1StringView>, 3> overlapNames{{
    {Overlap::Skip, "skip"_L1},
    {Overlap::Queue, "queue"_L1},
    {Overlap::Replace, "replace"_L1},
}};
constexpr std::array<std::pair<Missed, QLatin1StringView>, 3> missedNames{{
    {Missed::Skip, "skip"_L1},
    {Missed::Once, "once"_L1},
    {Missed::All, "all"_L1},
}};

/// Ticks kept per schedule, to look at and against doing one twice.
constexpr int ticksKept = 200;

NewTask taskFromText(const QString &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    NewTask task;
    task.kind = object[u"kind"_s].toString();
    task.queue = object[u"queue"_s].toString();
    task.priority = object[u"priority"_s].toInt();
    task.payload = object[u"payload"_s].toString().toUtf8();
    if (object.contains(u"max_attempts"_s))
        task.maxAttempts = object[u"max_attempts"_s].toInt();
    task.exclusiveKey = object[u"exclusive_key"_s].toString();
    task.node = object[u"node"_s].toString();
    task.provider = object[u"provider"_s].toString();
    task.onUnknown = onUnknownFromString(object[u"on_unknown"_s].toString()).value_or(OnUnknown::Ask);
    return task;
}

QJsonValue timeOrNull(const std::optional<TimePoint> &time)
{
    return time ? QJsonValue(toIso(*time)) : QJsonValue();
}

QJsonValue runJson(const std::optional<ScheduleRun> &run)
{
    if (!run)
        return {};
    return QJsonObject{{u"tick"_s, toIso(run->tick)},
                       {u"at"_s, toIso(run->at)},
                       {u"result"_s, run->result},
                       {u"task_id"_s, run->taskId ? QJsonValue(*run->taskId) : QJsonValue()},
                       {u"task_state"_s, run->taskState ? QJsonValue(nameOf(*run->taskState)) : QJsonValue()},
                       {u"error"_s, run->error ? QJsonValue(run->error->code) : QJsonValue()},
                       {u"error_arguments"_s,
                        run->error ? QJsonValue(QJsonArray::fromStringList(run->error->arguments)) : QJsonValue()}};
}

} // namespace

QString nameOf(Overlap overlap)
{
    return overlapNames.at(static_cast<std::size_t>(overlap)).second;
}

QString nameOf(Missed missed)
{
    return missedNames.at(static_cast<std::size_t>(missed)).second;
}

std::optional<Overlap> overlapFromString(QStringView name)
{
    for (const auto &[value, known] : overlapNames) {
        if (known == name)
            return value;
    }
    return std::nullopt;
}

std::optional<Missed> missedFromString(QStringView name)
{
    for (const auto &[value, known] : missedNames) {
        if (known == name)
            return value;
    }
    return std::nullopt;
}

QJsonObject toJson(const Schedule &schedule)
{
    QJsonArray next;
    for (const TimePoint time : schedule.nextRuns)
        next.append(toIso(time));
    const NewTask &task = schedule.task;
    return {
        {u"id"_s, schedule.id},
        {u"name"_s, schedule.name},
        {u"cron"_s, schedule.expression},
        {u"time_zone"_s, schedule.timeZone},
        {u"overlap"_s, nameOf(schedule.overlap)},
        {u"missed"_s, nameOf(schedule.missed)},
        {u"paused"_s, schedule.paused},
        {u"kind"_s, task.kind},
        {u"queue"_s, task.queue},
        {u"priority"_s, task.priority},
        {u"payload"_s, QJsonDocument::fromJson(task.payload).object()},
        {u"max_attempts"_s, task.maxAttempts ? QJsonValue(*task.maxAttempts) : QJsonValue()},
        {u"exclusive_key"_s, task.exclusiveKey.isEmpty() ? QJsonValue() : QJsonValue(task.exclusiveKey)},
        {u"node"_s, task.node.isEmpty() ? QJsonValue() : QJsonValue(task.node)},
        {u"next_run"_s,
         timeOrNull(schedule.nextRuns.isEmpty() ? std::nullopt : std::optional(schedule.nextRuns.constFirst()))},
        {u"next_runs"_s, next},
        {u"last_run"_s, runJson(schedule.lastRun)},
        {u"created_at"_s, toIso(schedule.createdAt)},
    };
}

QString scheduleColumns()
{
    return u"id, name, expression, time_zone, overlap, missed, paused, task, created_at, last_tick, next_tick"_s;
}

ScheduleRow scheduleFromRow(const Row &row)
{
    ScheduleRow result;
    Schedule &schedule = result.schedule;
    schedule.id = row.at(0).toLongLong();
    schedule.name = row.at(1).toString();
    schedule.expression = row.at(2).toString();
    schedule.timeZone = row.at(3).toString();
    schedule.overlap = overlapFromString(row.at(4).toString()).value_or(Overlap::Skip);
    schedule.missed = missedFromString(row.at(5).toString()).value_or(Missed::Once);
    schedule.paused = row.at(6).toInt() != 0;
    schedule.task = taskFromText(row.at(7).toString());
    schedule.createdAt = fromMicros(row.at(8).toLongLong());
    result.lastTick = fromMicros(row.at(9).toLongLong());
    if (!row.at(10).isNull())
        result.nextTick = fromMicros(row.at(10).toLongLong());
    return result;
}

QString scheduledTaskToText(const NewTask &task)
{
    // The payload as text, so that it stays byte for byte.
    QJsonObject object{{u"kind"_s, task.kind},
                       {u"queue"_s, task.queue},
                       {u"priority"_s, task.priority},
                       {u"payload"_s, QString::fromUtf8(task.payload)},
                       {u"exclusive_key"_s, task.exclusiveKey},
                       {u"node"_s, task.node},
                       {u"provider"_s, task.provider},
                       {u"on_unknown"_s, nameOf(task.onUnknown)}};
    if (task.maxAttempts)
        object[u"max_attempts"_s] = *task.maxAttempts;
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

NewTask taskOf(const Schedule &schedule)
{
    NewTask task = schedule.task;
    if (task.exclusiveKey.isEmpty())
        task.exclusiveKey = u"schedule:"_s + QString::number(schedule.id);
    return task;
}

Result<bool> noteTick(Connection &connection, qint64 schedule, const ScheduleRun &run)
{
    const Result<qint64> noted = connection.execute(
        u"insert into schedule_ticks (schedule_id, tick, result, task_id, error, at) values (?, ?, ?, ?, ?, {now}) "
        "on conflict (schedule_id, tick) do nothing"_s,
        {schedule, toMicros(run.tick), run.result, run.taskId ? QVariant(*run.taskId) : QVariant(),
         run.error ? QVariant(errorToText(*run.error)) : QVariant()});
    if (!noted)
        return fail(noted.error());
    const Result<qint64> pruned = connection.execute(
        u"delete from schedule_ticks where schedule_id = ? and tick < (select min(tick) from (select tick from "
        "schedule_ticks where schedule_id = ? order by tick desc limit ?) as newest)"_s,
        {schedule, schedule, ticksKept});
    if (!pruned)
        return fail(pruned.error());
    return *noted == 1;
}

Result<QHash<qint64, ScheduleRun>> lastRuns(Connection &connection, qint64 id)
{
    const Result<Rows> rows = connection.query(
        u"select k.schedule_id, k.tick, k.at, k.result, k.task_id, coalesce(t.state, h.state), k.error from "
        "schedule_ticks k left join tasks t on t.id = k.task_id left join task_history h on h.id = k.task_id "
        "where (k.schedule_id = ? or ? = 0) and k.tick = (select max(n.tick) from schedule_ticks n where "
        "n.schedule_id = k.schedule_id)"_s,
        {id, id});
    if (!rows)
        return fail(rows.error());
    QHash<qint64, ScheduleRun> runs;
    for (const Row &row : *rows) {
        ScheduleRun &run = runs[row.at(0).toLongLong()];
        run.tick = fromMicros(row.at(1).toLongLong());
        run.at = fromMicros(row.at(2).toLongLong());
        run.result = row.at(3).toString();
        if (!row.at(4).isNull())
            run.taskId = row.at(4).toLongLong();
        if (!row.at(5).isNull())
            run.taskState = outsideState(row.at(5).toString());
        run.error = errorFromText(row.at(6).toString());
    }
    return runs;
}

} // namespace pult::queue
