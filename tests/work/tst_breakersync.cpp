// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <node/breakersync.h>
#include <queue/breakers.h>
#include <queue/taskrow.h>
#include <queue/taskstore.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QTest>

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int patience = 20'000;
constexpr node::BreakerSync::Timing quick{100ms, 200ms, 150ms, 20ms, 100ms, 100ms};

Error broken()
{
    return {ErrorKind::Network, u"http_refused"_s, {u"api.telegram.org"_s}, {}};
}

net::BreakerPolicy policy(std::chrono::milliseconds openWait)
{
    net::BreakerPolicy policy;
    policy.openWait = openWait;
    return policy;
}

/// What a node has of its dependencies.
class Node
{
public:
    Node(storage::Pool &pool, const QString &id, std::chrono::milliseconds openWait = 60s)
        : outside(policy(openWait)), sync(pool, outside, id, u"pc"_s, quick)
    {
    }
    Result<> start()
    {
        const Result<> restored = sync.restore();
        if (restored)
            sync.start();
        return restored;
    }
    net::CircuitBreaker &breaker() { return outside.breakers.breaker(u"telegram"_s); }
    BreakerState state() { return breaker().state(); }
    void trip()
    {
        for (int i = 0; i < 5; ++i)
            breaker().acquire(30s)->failed(broken());
    }
    /// False: turned away.
    bool call(bool well)
    {
        auto permit = breaker().acquire(30s);
        if (!permit)
            return false;
        if (well)
            permit->succeeded();
        else
            permit->failed(broken());
        return true;
    }

    net::OutsideShared outside;
    node::BreakerSync sync;
};

QCoro::Task<> sendAll(net::RateLimiter &limiter, int count, int &sent)
{
    CancelToken token;
    for (int i = 0; i < count; ++i) {
        auto ticket = co_await limiter.wait(60s, token);
        if (!ticket)
            co_return;
        ticket->used();
        ++sent;
    }
}

} // namespace

/// Several nodes on one database, each with breakers of its own.
class tst_BreakerSync : public QObject
{
    Q_OBJECT

    Result<> open(const QString &database)
    {
        m_database = std::make_unique<test::TempDatabase>(database);
        if (!m_database->made())
            return m_database->made();
        m_pool = std::make_unique<storage::Pool>(m_database->config());
        return m_pool->start();
    }
    Result<QList<queue::BreakerInfo>> order(queue::BreakerOrder what)
    {
        auto asked = m_pool->run<QList<queue::BreakerInfo>>([what](storage::Connection &connection) {
            return queue::orderBreaker(connection, what, {u"tester"_s, u"test"_s});
        });
        asked.waitForFinished();
        return asked.result();
    }
    queue::BreakerInfo row()
    {
        auto asked = m_pool->run<QList<queue::BreakerInfo>>(
            [](storage::Connection &connection) { return queue::listBreakers(connection); });
        asked.waitForFinished();
        const auto rows = asked.result();
        return rows && !rows->isEmpty() ? rows->constFirst() : queue::BreakerInfo{};
    }

    /// A task that met this breaker open and is to wait for ten minutes.
    Result<queue::Id> putBack(const QString &breaker)
    {
        auto asked = m_pool->run<queue::Id>([breaker](storage::Connection &connection) -> Result<queue::Id> {
            queue::NewTask probe;
            probe.kind = u"probe"_s;
            const auto made = queue::enqueue(connection, {probe});
            if (!made)
                return fail(made.error());
            const queue::Id id = made->constFirst();
            const Error met{ErrorKind::Unavailable, u"breaker_open"_s, {breaker, u"600"_s, u"60"_s, breaker}, {}};
            const auto held = connection.execute(
                u"update tasks set state = 'scheduled', run_at = {now} + 600000000, last_error = ? where id = ?"_s,
                {queue::errorToText(met), id});
            return held ? Result<queue::Id>(id) : fail(held.error());
        });
        asked.waitForFinished();
        return asked.result();
    }
    std::chrono::microseconds waitOf(queue::Id id)
    {
        auto asked = m_pool->run<qint64>([id](storage::Connection &connection) -> Result<qint64> {
            const auto rows = connection.query(u"select run_at - {now} from tasks where id = ?"_s, {id});
            return rows ? Result<qint64>(rows->front().front().toLongLong()) : fail(rows.error());
        });
        asked.waitForFinished();
        return std::chrono::microseconds(asked.result().value_or(std::numeric_limits<qint64>::max()));
    }

    std::unique_ptr<test::TempDatabase> m_database;
    std::unique_ptr<storage::Pool> m_pool;

private Q_SLOTS:
    void init() { test::failOnWarnings(); }
    void cleanup()
    {
        m_pool.reset();
        m_database.reset();
    }

    void whatTripsAtOneIsOpenAtAll_data() { test::databaseRows(); }
    void whatTripsAtOneIsOpenAtAll()
    {
        QFETCH(QString, database);
        PULT_VERIFY_RESULT(open(database));
        Node a(*m_pool, u"a"_s);
        Node b(*m_pool, u"b"_s);
        PULT_VERIFY_RESULT(a.start());
        PULT_VERIFY_RESULT(b.start());
        a.trip();
        QTRY_COMPARE_WITH_TIMEOUT(b.state(), BreakerState::Open, patience);
        const auto left = b.breaker().closedFor();
        QVERIFY2(left > 50s && left <= 66s, qPrintable(QString::number(left.count())));
        QCOMPARE(row().tripsOfTheDay, 1);
        QTRY_COMPARE_WITH_TIMEOUT(row().counters.failures, 5, patience);
        QVERIFY(!b.call(true));
        QTRY_COMPARE_WITH_TIMEOUT(row().counters.notPermitted, 1, patience);
    }

    void ofAllNodesOneTriesItWithThreeCalls_data() { test::databaseRows(); }
    void ofAllNodesOneTriesItWithThreeCalls()
    {
        QFETCH(QString, database);
        PULT_VERIFY_RESULT(open(database));
        std::vector<std::unique_ptr<Node>> nodes;
        for (const QString &id : {u"a"_s, u"b"_s, u"c"_s}) {
            nodes.push_back(std::make_unique<Node>(*m_pool, id, 1s));
            PULT_VERIFY_RESULT(nodes.back()->start());
        }
        nodes.front()->trip();
        for (const auto &node : nodes)
            QTRY_VERIFY_WITH_TIMEOUT(node->state() != BreakerState::Closed, patience);
        // Everybody would like to, all the time; the probes are kept until all have been given.
        std::vector<std::pair<Node *, net::CircuitBreaker::Permit>> probes;
        const auto ask = [&] {
            for (const auto &node : nodes) {
                if (auto permit = node->breaker().acquire(30s))
                    probes.emplace_back(node.get(), std::move(*permit));
            }
            return probes.size() >= 3;
        };
        QTRY_VERIFY_WITH_TIMEOUT(ask(), patience);
        int looks = 0;
        QTRY_VERIFY_WITH_TIMEOUT(ask() && ++looks > 20, patience);
        QCOMPARE(probes.size(), std::size_t{3});
        for (const auto &[node, permit] : probes)
            QCOMPARE(node, probes.front().first);
        for (auto &[node, permit] : probes)
            permit.succeeded();
        for (const auto &node : nodes)
            QTRY_COMPARE_WITH_TIMEOUT(node->state(), BreakerState::Closed, patience);
        QTRY_COMPARE_WITH_TIMEOUT(row().state, BreakerState::Closed, patience);
    }

    void failedProbesKeepItShutForAll_data() { test::databaseRows(); }
    void failedProbesKeepItShutForAll()
    {
        QFETCH(QString, database);
        PULT_VERIFY_RESULT(open(database));
        Node a(*m_pool, u"a"_s, 500ms);
        Node b(*m_pool, u"b"_s, 500ms);
        PULT_VERIFY_RESULT(a.start());
        PULT_VERIFY_RESULT(b.start());
        a.trip();
        QTRY_COMPARE_WITH_TIMEOUT(row().state, BreakerState::HalfOpen, patience);
        int failed = 0;
        const auto allFailed = [&a, &failed] {
            failed += failed < 3 && a.call(false) ? 1 : 0;
            return failed == 3;
        };
        QTRY_VERIFY_WITH_TIMEOUT(allFailed(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(row().attempts, 1, patience);
        QTRY_COMPARE_WITH_TIMEOUT(b.breaker().snapshot().attempts, 1, patience);
        QCOMPARE(row().tripsOfTheDay, 2);
    }

    void itsStateSurvivesARestart_data() { test::databaseRows(); }
    void itsStateSurvivesARestart()
    {
        QFETCH(QString, database);
        PULT_VERIFY_RESULT(open(database));
        {
            Node before(*m_pool, u"a"_s);
            PULT_VERIFY_RESULT(before.start());
            before.trip();
            QTRY_COMPARE_WITH_TIMEOUT(row().state, BreakerState::Open, patience);
        }
        {
            Node after(*m_pool, u"a"_s);
            PULT_VERIFY_RESULT(after.start());
            QCOMPARE(after.state(), BreakerState::Open); // before anything was asked
            QVERIFY(after.breaker().closedFor() > 50s);
            QCOMPARE(after.breaker().snapshot().lastError, broken());
        }
        PULT_VERIFY_RESULT(order({queue::BreakerWish::ForceOpen, u"telegram"_s, u"update"_s, 600s}));
        Node again(*m_pool, u"a"_s);
        PULT_VERIFY_RESULT(again.start());
        QCOMPARE(again.state(), BreakerState::ForcedOpen);
        QCOMPARE(again.breaker().snapshot().reason, u"update"_s);
    }

    void ordersReachEveryNodeAndEnd_data() { test::databaseRows(); }
    void ordersReachEveryNodeAndEnd()
    {
        QFETCH(QString, database);
        PULT_VERIFY_RESULT(open(database));
        Node a(*m_pool, u"a"_s);
        Node b(*m_pool, u"b"_s);
        PULT_VERIFY_RESULT(a.start());
        PULT_VERIFY_RESULT(b.start());
        QVERIFY(a.call(true) && b.call(true));
        QTRY_COMPARE_WITH_TIMEOUT(row().name, u"telegram"_s, patience);
        PULT_VERIFY_RESULT(order({queue::BreakerWish::ForceOpen, u"telegram"_s, u"update"_s, 600s}));
        QTRY_COMPARE_WITH_TIMEOUT(a.state(), BreakerState::ForcedOpen, patience);
        QTRY_COMPARE_WITH_TIMEOUT(b.state(), BreakerState::ForcedOpen, patience);
        QVERIFY(!a.call(true));
        PULT_VERIFY_RESULT(order({queue::BreakerWish::ForceOpen, u"telegram"_s, u"update"_s, 1s}));
        QTRY_COMPARE_WITH_TIMEOUT(a.state(), BreakerState::Closed, patience); // by itself
        QTRY_COMPARE_WITH_TIMEOUT(b.state(), BreakerState::Closed, patience);
        PULT_VERIFY_RESULT(order({queue::BreakerWish::Disable, u"telegram"_s, {}, 0s}));
        QTRY_COMPARE_WITH_TIMEOUT(a.state(), BreakerState::Disabled, patience);
        PULT_VERIFY_RESULT(order({queue::BreakerWish::Close, u"telegram"_s, {}, 0s}));
        QTRY_COMPARE_WITH_TIMEOUT(a.state(), BreakerState::Closed, patience);
        a.trip();
        QTRY_COMPARE_WITH_TIMEOUT(b.state(), BreakerState::Open, patience);
        PULT_VERIFY_RESULT(order({queue::BreakerWish::HalfOpen, u"telegram"_s, {}, 0s}));
        QTRY_VERIFY_WITH_TIMEOUT(b.call(true), patience); // at once, not after a minute
        PULT_VERIFY_RESULT(order({queue::BreakerWish::Reset, u"telegram"_s, {}, 0s}));
        QTRY_COMPARE_WITH_TIMEOUT(a.breaker().snapshot().failures, 0, patience);
    }

    /// Put back for the whole of a forced opening by a node that had not heard yet of its end.
    void whatWasPutBackTooLateComesBack_data() { test::databaseRows(); }
    void whatWasPutBackTooLateComesBack()
    {
        QFETCH(QString, database);
        PULT_VERIFY_RESULT(open(database));
        Node a(*m_pool, u"a"_s);
        PULT_VERIFY_RESULT(a.start());
        QVERIFY(a.call(true));
        QTRY_COMPARE_WITH_TIMEOUT(row().name, u"telegram"_s, patience);
        PULT_VERIFY_RESULT(order({queue::BreakerWish::ForceOpen, u"telegram"_s, u"update"_s, 600s}));
        QTRY_COMPARE_WITH_TIMEOUT(a.state(), BreakerState::ForcedOpen, patience);
        PULT_VERIFY_RESULT(order({queue::BreakerWish::Close, u"telegram"_s, {}, 0s}));
        const Result<queue::Id> late = putBack(u"telegram"_s);
        PULT_VERIFY_RESULT(late);
        const Result<queue::Id> another = putBack(u"dolphin"_s);
        PULT_VERIFY_RESULT(another);
        QTRY_VERIFY_WITH_TIMEOUT(waitOf(*late) < 10s, patience);
        QVERIFY(waitOf(*another) > 60s); // waits for something else
    }

    /// Nobody to agree with must not mean that nothing is sent: it may be the alert about the database.
    void withoutTheDatabaseANodeGoesOnByItself()
    {
        PULT_VERIFY_RESULT(open(u"sqlite"_s));
        Node a(*m_pool, u"a"_s, 500ms);
        PULT_VERIFY_RESULT(a.start());
        a.trip();
        QTRY_VERIFY_WITH_TIMEOUT(row().isBlocking(), patience);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"breakers not shared with other nodes"_s));
        m_pool->stop();
        int passed = 0;
        const auto probed = [&a, &passed] {
            passed += passed < 3 && a.call(true) ? 1 : 0;
            return passed == 3;
        };
        QTRY_VERIFY_WITH_TIMEOUT(probed(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(a.state(), BreakerState::Closed, patience);
        int sent = 0;
        const QCoro::Task<> messages = sendAll(a.outside.limiters.limiter(u"telegram"_s), 3, sent);
        QTRY_COMPARE_WITH_TIMEOUT(sent, 3, patience);
    }

    void oneBudgetOverAllNodes_data() { test::databaseRows(); }
    void oneBudgetOverAllNodes()
    {
        QFETCH(QString, database);
        PULT_VERIFY_RESULT(open(database));
        Node a(*m_pool, u"a"_s);
        Node b(*m_pool, u"b"_s);
        PULT_VERIFY_RESULT(a.start());
        PULT_VERIFY_RESULT(b.start());
        int sent = 0;
        const auto began = std::chrono::steady_clock::now();
        const QCoro::Task<> one = sendAll(a.outside.limiters.limiter(u"telegram"_s), 35, sent);
        const QCoro::Task<> other = sendAll(b.outside.limiters.limiter(u"telegram"_s), 35, sent);
        int most = 0; // over what burst and rate allow
        const auto allSent = [&] {
            const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
            most = std::max(most, sent - int(20 + seconds * 20));
            return sent == 70;
        };
        QTRY_VERIFY_WITH_TIMEOUT(allSent(), 60'000);
        QVERIFY2(most <= 1, qPrintable(QString::number(most)));
    }
};

QTEST_GUILESS_MAIN(tst_BreakerSync)
#include "tst_breakersync.moc"
