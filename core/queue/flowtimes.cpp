// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowtimes.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::queue {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// Of the newest run in the usual time.
constexpr double weight = 0.25;
/// As the flow parser allows; more are not kept.
constexpr qsizetype mostSteps = 2000;

QList<StepTime> stepsOfRun(const QByteArray &steps)
{
    QList<StepTime> list;
    const QJsonArray array = QJsonDocument::fromJson(steps).array();
    for (qsizetype i = 0; i < std::min(array.size(), mostSteps); ++i) {
        const milliseconds duration(array.at(i)[u"duration_ms"].toInteger());
        list.append({array.at(i)[u"type"].toString(), duration, duration});
    }
    return list;
}

QByteArray stored(const QList<StepTime> &steps)
{
    QJsonArray array;
    for (const StepTime &step : steps)
        array.append(QJsonArray{step.type, qint64(step.last.count()), qint64(step.usual.count())});
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

QList<StepTime> fromStored(const QByteArray &json)
{
    QList<StepTime> steps;
    const QJsonArray array = QJsonDocument::fromJson(json).array();
    for (const QJsonValue &step : array)
        steps.append({step[0].toString(), milliseconds(step[1].toInteger()), milliseconds(step[2].toInteger())});
    return steps;
}

/// The usual times go on from those of the runs before, if it is still the same flow.
bool continues(QList<StepTime> &steps, const QList<StepTime> &before)
{
    if (steps.size() != before.size())
        return false;
    for (qsizetype i = 0; i < steps.size(); ++i) {
        if (steps.at(i).type != before.at(i).type)
            return false;
    }
    for (qsizetype i = 0; i < steps.size(); ++i) {
        const double old = double(before.at(i).usual.count());
        steps[i].usual = milliseconds(qRound64(old + weight * (double(steps.at(i).last.count()) - old)));
    }
    return true;
}

} // namespace

QJsonObject toJson(const FlowTimes &times)
{
    QJsonArray steps;
    for (qsizetype i = 0; i < times.steps.size(); ++i) {
        const StepTime &step = times.steps.at(i);
        steps.append(QJsonObject{{u"index"_s, i},
                                 {u"type"_s, step.type},
                                 {u"duration_ms"_s, qint64(step.last.count())},
                                 {u"usual_ms"_s, qint64(step.usual.count())}});
    }
    return {{u"task"_s, times.task},
            {u"finished_at"_s, toIso(times.finishedAt)},
            {u"total_ms"_s, qint64(times.total.count())},
            {u"runs"_s, times.runs},
            {u"steps"_s, steps}};
}

Result<std::optional<FlowTimes>> lastGoodRun(Connection &connection, const QString &flow, const QString &provider)
{
    const Result<Rows> rows = connection.query(
        u"select steps, total_ms, runs, task_id, finished_at from flow_times where flow = ? and provider = ?"_s,
        {flow, provider});
    if (!rows)
        return fail(rows.error());
    if (rows->empty())
        return std::optional<FlowTimes>();
    const Row &row = rows->front();
    FlowTimes times;
    times.steps = fromStored(row.at(0).toString().toUtf8());
    times.total = milliseconds(row.at(1).toLongLong());
    times.runs = row.at(2).toLongLong();
    times.task = row.at(3).toLongLong();
    times.finishedAt = fromMicros(row.at(4).toLongLong());
    return std::optional(times);
}

Result<> noteGoodRun(Connection &connection, const QString &flow, const QString &provider, Id task,
                     const QByteArray &steps)
{
    QList<StepTime> times = stepsOfRun(steps);
    milliseconds total{0};
    for (const StepTime &step : times)
        total += step.last;
    return storage::inTransaction(connection, [&]() -> Result<> {
        const Result<std::optional<FlowTimes>> before = lastGoodRun(connection, flow, provider);
        if (!before)
            return fail(before.error());
        const qint64 runs = *before && continues(times, (*before)->steps) ? (*before)->runs + 1 : 1;
        const Result<qint64> written = connection.execute(
            u"insert into flow_times (flow, provider, steps, total_ms, runs, task_id, finished_at) "
            "values (?, ?, ?, ?, ?, ?, {now}) on conflict (flow, provider) do update set steps = excluded.steps, "
            "total_ms = excluded.total_ms, runs = excluded.runs, task_id = excluded.task_id, "
            "finished_at = excluded.finished_at"_s,
            {flow, provider, QString::fromUtf8(stored(times)), qint64(total.count()), runs, task});
        if (!written)
            return fail(written.error());
        if (*before)
            return {};
        const Result<qint64> forgotten =
            connection.execute(u"delete from flow_times where finished_at < "
                               "(select finished_at from flow_times order by finished_at desc limit 1 offset ?)"_s,
                               {mostFlowTimes - 1});
        return forgotten ? Result<>() : fail(forgotten.error());
    });
}

} // namespace pult::queue
