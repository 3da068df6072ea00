// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How soon a task begins: after its commit, before what was claimed ahead of it, and when nobody tells of it.
// PULT_LONG_PROMPTNESS: more of each.
#include "stageengine.h"

#include <queue/taskcommands.h>
#include <storage/connection.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>
#include <work/pace.h>

using namespace pult;
using test::Engine;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

#ifdef PULT_LONG_PROMPTNESS
constexpr int tries = 200;
constexpr int lostHints = 25;
constexpr int backlog = 60'000;
#else
constexpr int tries = 21;
constexpr int lostHints = 5;
constexpr int backlog = 12'000;
#endif
constexpr int patience = 60'000; // milliseconds
constexpr int slots = 8;
/// What a node may hold; a claim that is under way counts as held.
constexpr int mostAhead = work::Pace::mostForNode + slots;

using Clock = std::chrono::steady_clock;

/// Of several tries, since other tests run beside this one and any single try may be held up by them.
Clock::duration median(QList<Clock::duration> times)
{
    std::sort(times.begin(), times.end());
    return times.at(times.size() / 2);
}

QByteArray milliseconds(Clock::duration time)
{
    return QByteArray::number(std::chrono::duration<double, std::milli>(time).count(), 'f', 1);
}

queue::NewTask quick(int priority = 0)
{
    queue::NewTask task;
    task.kind = u"probe"_s;
    task.priority = priority;
    return task;
}

} // namespace

class tst_Promptness : public QObject
{
    Q_OBJECT

    static qint64 number(storage::Connection &connection, const QString &sql)
    {
        const Result<storage::Rows> rows = connection.query(sql);
        return rows && !rows->empty() ? rows->front().front().toLongLong() : -1;
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void d02_whatIsCommittedBeginsAtOnceWhatIsRolledBackNever()
    {
        const test::TempDatabase temporary(u"postgresql"_s);
        Engine engine(temporary.config(), {2});
        engine.begin();
        const Result<std::unique_ptr<storage::Connection>> connection = temporary.connect();
        PULT_VERIFY_RESULT(connection);
        QList<Clock::duration> delays;
        QList<queue::Id> committed;
        QList<queue::Id> rolledBack;
        for (int n = 0; n < tries; ++n) {
            {
                storage::Transaction transaction(**connection);
                PULT_VERIFY_RESULT(transaction.begun());
                const Result<QList<queue::Id>> never = queue::enqueue(**connection, {quick(100)});
                PULT_VERIFY_RESULT(never);
                rolledBack += *never;
            }
            storage::Transaction transaction(**connection);
            PULT_VERIFY_RESULT(transaction.begun());
            const Result<QList<queue::Id>> ids = queue::enqueue(**connection, {quick()});
            PULT_VERIFY_RESULT(ids);
            const queue::Id id = ids->first();
            QVERIFY(!engine.stage->begun(id));
            const Clock::time_point commit = Clock::now();
            PULT_VERIFY_RESULT(transaction.commit());
            QTRY_VERIFY_WITH_TIMEOUT(engine.stage->begun(id), patience);
            delays.append(*engine.stage->begun(id) - commit);
            committed.append(id);
        }
        qInfo("commit to begin, median of %d: %s ms, slowest %s ms", tries, milliseconds(median(delays)).constData(),
              milliseconds(*std::max_element(delays.begin(), delays.end())).constData());
        QVERIFY2(median(delays) < 300ms, milliseconds(median(delays)).constData());
        engine.stop(0ms);
        QCOMPARE(engine.stage->order(), committed); // each once, and nothing else
        QVERIFY(!committed.contains(rolledBack.first()));
    }

    /// Claims go on all the time; the next one has it.
    void d05_aBetterTaskWaitsForOneBatchAtMost_data() { test::databaseRows(); }
    void d05_aBetterTaskWaitsForOneBatchAtMost()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        Engine engine(temporary.config(), {slots / 2, slots / 2});
        for (int added = 0; added < backlog; added += 1000)
            engine.add(u"probe"_s, 1000);
        engine.begin();
        QTRY_VERIFY_WITH_TIMEOUT(engine.stage->order().size() > 1000, patience);
        const Clock::time_point asked = Clock::now();
        const queue::Id urgent = engine.add(u"probe"_s, 1, 100).first();
        const qsizetype before = engine.stage->order().size();
        QTRY_VERIFY_WITH_TIMEOUT(engine.stage->begun(urgent), patience);
        const qsizetype place = engine.stage->order().indexOf(urgent);
        qInfo("%d of %d had begun; the better one began after %d more, %s ms", int(before), backlog,
              int(std::max<qsizetype>(0, place - before)),
              milliseconds(*engine.stage->begun(urgent) - asked).constData());
        QVERIFY2(place - before <= mostAhead, qPrintable(QString::number(place - before)));
        QTRY_COMPARE_WITH_TIMEOUT(engine.stage->order().size(), backlog + 1, patience);
        engine.stop(0ms);
    }

    /// Five hundred are claimed behind runs that turn out to be long; a better one comes. They go back as if nothing
    /// had been, and the first slot that is free is its.
    void d05_whatWasClaimedAheadGoesBackBeforeABetterOne_data() { test::databaseRows(); }
    void d05_whatWasClaimedAheadGoesBackBeforeABetterOne()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        constexpr int slots = 64;
        constexpr int fast = 3000;
        constexpr int slow = 1000;
        Engine engine(temporary.config(), {slots / 2, slots / 2});
        engine.add(u"probe"_s, fast, 10);
        engine.add(u"probe"_s, slow, 0, R"({"waits":true})");
        const Result<std::unique_ptr<storage::Connection>> connection = temporary.connect();
        PULT_VERIFY_RESULT(connection);
        const auto claimed = [&connection] { // of the slow ones
            return number(**connection, u"select count(*) from tasks where state = 'running' and priority = 0"_s);
        };
        engine.begin();
        QTRY_COMPARE_WITH_TIMEOUT(engine.stage->order().size(), fast + slots, patience);
        QTRY_VERIFY_WITH_TIMEOUT(claimed() > slots, patience);
        const qint64 ahead = claimed() - slots;
        const queue::Id urgent = engine.add(u"probe"_s, 1, 100).first();
        QTRY_COMPARE_WITH_TIMEOUT(claimed(), slots, patience);
        qInfo("%d were claimed ahead and went back", int(ahead));
        QCOMPARE(number(**connection, u"select count(*) from tasks where state = 'available' and attempt = 0 "
                                      "and coalesce(rescues, 0) = 0"_s),
                 slow - slots + 1);
        QCOMPARE(number(**connection, u"select count(*) from task_attempts join tasks on tasks.id = task_id"_s), 0);
        QCOMPARE(engine.stage->inside(), slots);

        const queue::Id held = engine.stage->order().last();
        PULT_VERIFY_RESULT(queue::cancelTasks(**connection, {held}, {u"operator"_s, u"test"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(engine.stage->order().size() > fast + slots, patience);
        QCOMPARE(engine.stage->order().at(fast + slots), urgent);
        engine.stop(0ms);
    }

    /// Nobody is told that a task became available: the next look, once a second, finds it.
    void d27_aLostHintCostsOneLook_data() { test::databaseRows(); }
    void d27_aLostHintCostsOneLook()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        Engine engine(temporary.config(), {1});
        engine.begin();
        const Result<std::unique_ptr<storage::Connection>> connection = temporary.connect();
        PULT_VERIFY_RESULT(connection);
        QList<queue::NewTask> drafts(lostHints, quick());
        for (queue::NewTask &draft : drafts)
            draft.draft = true;
        const Result<QList<queue::Id>> ids = queue::enqueue(**connection, drafts);
        PULT_VERIFY_RESULT(ids);
        const queue::Id heard = engine.add(u"probe"_s, 1).first();
        QTRY_VERIFY_WITH_TIMEOUT(engine.stage->begun(heard), patience);
        QList<Clock::duration> delays;
        for (const queue::Id id : *ids) {
            const Clock::time_point written = Clock::now();
            PULT_VERIFY_RESULT((*connection)->execute(u"update tasks set state = 'available' where id = ?"_s, {id}));
            QTRY_VERIFY_WITH_TIMEOUT(engine.stage->begun(id), patience);
            delays.append(*engine.stage->begun(id) - written);
        }
        qInfo("without a hint, median of %d: %s ms, slowest %s ms", lostHints, milliseconds(median(delays)).constData(),
              milliseconds(*std::max_element(delays.begin(), delays.end())).constData());
        QVERIFY2(median(delays) < 3s, milliseconds(median(delays)).constData());
        engine.stop(0ms);
    }
};

QTEST_GUILESS_MAIN(tst_Promptness)
#include "tst_promptness.moc"
