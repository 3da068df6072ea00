// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaosledger.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

namespace pult::test {

using namespace Qt::StringLiterals;

namespace {

/// The lines carry seconds as a floating point number.
constexpr double rounding = 1e-5;

/// One run of a task: the database's word and its own lines. Times in seconds; 0: none.
struct RunRecord
{
    qint64 task = 0;
    QString key;
    double claimed = 0;
    double finished = 0;
    QString outcome;
    bool known = false;
    double start = 0;
    double end = 0;
};

using Runs = QHash<qint64, RunRecord>; // by run lease

double seconds(const QVariant &micros)
{
    return double(micros.toLongLong()) / 1e6;
}

void readLines(const QString &path, Runs &runs, ChaosLedger &ledger)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        RunRecord &run = runs[line[u"run_lease"].toInteger()];
        const bool isStart = line[u"event"].toString() == "start"_L1;
        double &time = isStart ? run.start : run.end;
        ++(isStart ? ledger.started : ledger.ended);
        ledger.doubledLines += time != 0 || (run.task != 0 && run.task != line[u"task"].toInteger());
        time = line[u"time"].toDouble();
        run.task = line[u"task"].toInteger();
        run.key = line[u"key"].toString();
    }
}

/// A finished run that left neither steps nor log stands in the history row alone.
Result<storage::Rows> recordedRuns(storage::Connection &connection)
{
    return connection.query(
        u"select a.task_id, a.run_lease, a.started_at, a.finished_at, a.outcome, coalesce(h.exclusive_key, '') "
        "from task_attempts a join task_history h on h.id = a.task_id union all "
        "select id, run_lease, started_at, finished_at, state, coalesce(exclusive_key, '') from task_history "
        "where run_lease is not null and not exists (select 1 from task_attempts a "
        "where a.task_id = task_history.id and a.run_lease = task_history.run_lease)"_s);
}

Result<> readRuns(storage::Connection &connection, Runs &runs, ChaosLedger &ledger)
{
    const Result<storage::Rows> rows = recordedRuns(connection);
    if (!rows)
        return fail(rows.error());
    for (const storage::Row &row : *rows) {
        RunRecord &run = runs[row.at(1).toLongLong()];
        run.task = row.at(0).toLongLong();
        run.claimed = seconds(row.at(2));
        run.finished = seconds(row.at(3));
        run.outcome = row.at(4).toString();
        run.key = row.at(5).toString();
        run.known = true;
        ++ledger.runs;
        ledger.rescued += run.outcome == "rescued"_L1;
    }
    return {};
}

void judgeRuns(const Runs &runs, ChaosLedger &ledger)
{
    for (const RunRecord &run : runs) {
        ledger.unknownRuns += !run.known;
        if (!run.known)
            continue;
        ledger.earlyStarts += run.start != 0 && run.start + rounding < run.claimed;
        ledger.staleEnds += run.end > run.finished + rounding;
    }
}

struct Span
{
    double from = 0;
    double to = 0;
};

/// Each task, and each key, is a lane in which one run follows the other.
int overlaps(QHash<QString, QList<Span>> lanes)
{
    int found = 0;
    for (QList<Span> &lane : lanes) {
        std::sort(lane.begin(), lane.end(), [](const Span &a, const Span &b) { return a.from < b.from; });
        for (qsizetype i = 1; i < lane.size(); ++i)
            found += lane.at(i).from + rounding < lane.at(i - 1).to;
    }
    return found;
}

void judgeOverlaps(const Runs &runs, ChaosLedger &ledger)
{
    QHash<QString, QList<Span>> byDatabase;
    QHash<QString, QList<Span>> byRuns;
    for (const RunRecord &run : runs) {
        QStringList lanes{u"task "_s + QString::number(run.task)};
        if (!run.key.isEmpty())
            lanes.append(u"key "_s + run.key);
        for (const QString &lane : std::as_const(lanes)) {
            if (run.known)
                byDatabase[lane].append({run.claimed, run.finished});
            if (run.start != 0 && run.end != 0)
                byRuns[lane].append({run.start, run.end});
        }
    }
    ledger.overlapsByDatabase = overlaps(byDatabase);
    ledger.overlapsByRuns = overlaps(byRuns);
}

Result<> judgeTasks(storage::Connection &connection, const Runs &runs, ChaosLedger &ledger)
{
    const Result<storage::Rows> rows = connection.query(
        u"select id, state, run_lease, coalesce(last_error, ''), attempt, max_attempts from task_history"_s);
    if (!rows)
        return fail(rows.error());
    QSet<qint64> ids;
    for (const storage::Row &row : *rows) {
        ids.insert(row.at(0).toLongLong());
        const bool completed = row.at(1).toString() == "completed"_L1;
        ++(completed ? ledger.completed : ledger.discarded);
        const QString error = row.at(3).toString();
        ledger.poisoned += !completed && error.contains("poison_task"_L1);
        ledger.brokenByDatabase += !completed && error.contains("database_"_L1);
        const RunRecord last = runs.value(row.at(2).toLongLong());
        ledger.completedWithoutWork += completed && last.end == 0;
        ledger.acceptedAfterRescue += completed && last.outcome != "completed"_L1;
        ledger.attemptsOverMax += row.at(4).toInt() > row.at(5).toInt();
    }
    ledger.tasks = int(ids.size());
    ledger.twiceInHistory = int(rows->size()) - ledger.tasks;
    const Result<storage::Rows> live = connection.query(u"select count(*) from tasks"_s);
    if (!live)
        return fail(live.error());
    ledger.notEnded = live->front().front().toInt();
    return {};
}

} // namespace

QString ChaosLedger::summary() const
{
    return u"tasks=%1 completed=%2 discarded=%3 (poison=%4 database=%5) runs=%6 rescued=%7 started=%8 ended=%9"_s
               .arg(tasks)
               .arg(completed)
               .arg(discarded)
               .arg(poisoned)
               .arg(brokenByDatabase)
               .arg(runs)
               .arg(rescued)
               .arg(started)
               .arg(ended) +
           u"; breaches: not_ended=%1 finished_twice=%2 unknown_runs=%3 doubled_lines=%4 overlaps=%5+%6 stale_ends=%7"_s
               .arg(notEnded)
               .arg(twiceInHistory)
               .arg(unknownRuns)
               .arg(doubledLines)
               .arg(overlapsByDatabase)
               .arg(overlapsByRuns)
               .arg(staleEnds) +
           u" early_starts=%1 completed_without_work=%2 accepted_after_rescue=%3 attempts_over_max=%4"_s
               .arg(earlyStarts)
               .arg(completedWithoutWork)
               .arg(acceptedAfterRescue)
               .arg(attemptsOverMax);
}

Result<ChaosLedger> readLedger(storage::Connection &connection, const QString &eventsPath)
{
    ChaosLedger ledger;
    Runs runs;
    readLines(eventsPath, runs, ledger);
    if (const Result<> read = readRuns(connection, runs, ledger); !read)
        return fail(read.error());
    judgeRuns(runs, ledger);
    judgeOverlaps(runs, ledger);
    if (const Result<> judged = judgeTasks(connection, runs, ledger); !judged)
        return fail(judged.error());
    return ledger;
}

} // namespace pult::test
