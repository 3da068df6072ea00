// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A Dolphin app that fails, and one that only says what nobody likes to hear: the first opens its breaker and its tasks
// wait for it without losing an attempt, the second does not.
#include <demo/uploadsite.h>
#include <node/node.h>
#include <queue/why.h>
#include <support/dolphinsimulator.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>
#include <support/uploadflow.h>

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int patience = 120000;

/// A node with one worker on Dolphin, the simulated app, and the site that takes the uploads.
class Studio
{
public:
    explicit Studio(const QString &database)
        : m_database(database), dolphin({.token = u"secret-token"_s}), site({.folder = m_folder.filePath(u"in"_s)})
    {
    }

    Result<> open()
    {
        if (const Result<> started = dolphin.start(); !started)
            return started;
        if (const Result<> started = site.start(); !started)
            return started;
        QFile media(m_folder.filePath(u"clip.bin"_s));
        if (!media.open(QIODevice::WriteOnly) || media.write("clip") < 0)
            return fail(ErrorKind::Disk, "file_not_written", {media.fileName()});
        return startNode();
    }
    Result<> startNode()
    {
        node::NodeConfig config;
        config.dataDir = m_folder.path();
        config.id = u"studio-1"_s;
        config.name = u"studio"_s;
        config.queues = {u"*"_s};
        config.database = m_database.config();
        config.capacities = {1};
        config.breaker.failureThreshold = 2;
        config.breaker.minimumCalls = 2;
        config.breaker.openWait = 12s;
        config.provider.name = u"dolphin"_s;
        config.provider.dataDir = m_folder.path();
        config.provider.dolphinHost = dolphin.host();
        config.provider.dolphinToken = u"secret-token"_s;
        config.provider.takeOverRunning = false;
        config.provider.timings = browser::DolphinTimings{}.scaled(0.02);
        node = std::make_unique<node::Node>(config, node::Actor{u"test"_s, u"test"_s});
        return node->start();
    }
    Result<queue::Batch> upload(const QStringList &profiles)
    {
        node::BulkUploadRequest request;
        request.flow = test::uploadFlow(site.url());
        request.flowName = u"flow.json"_s;
        request.profiles = profiles;
        request.media = {m_folder.filePath(u"clip.bin"_s)};
        return node->commands().createBulkUpload(request).result();
    }
    queue::Batch batch(queue::Id id) { return node->commands().showBatch(id).result().value_or(queue::Batch{}); }
    queue::Task task(queue::Id id) { return node->commands().showTask(id).result().value_or(node::TaskDetail{}).task; }
    /// The task that met the open breaker; 0: none yet.
    queue::Id snoozed(const queue::Batch &batch)
    {
        for (const queue::Id id : batch.tasks) {
            const auto error = task(id).lastError;
            if (error && error->code == "breaker_open"_L1)
                return id;
        }
        return 0;
    }
    net::BreakerSnapshot breaker() { return node->outside().breakers.breaker(u"dolphin"_s).snapshot(); }
    void close()
    {
        QSignalSpy stopped(node.get(), &node::Node::stopped);
        node->stop(0ms);
        QVERIFY(stopped.count() > 0 || stopped.wait(60000));
        node.reset();
    }

private:
    QTemporaryDir m_folder;
    test::TempDatabase m_database;

public:
    test::DolphinSimulator dolphin;
    demo::UploadSite site;
    std::unique_ptr<node::Node> node;
};

} // namespace

class tst_DolphinBreaker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void tasksThatMeetAnOpenBreakerKeepTheirAttempt_data() { test::databaseRows(); }
    void tasksThatMeetAnOpenBreakerKeepTheirAttempt()
    {
        QFETCH(QString, database);
        Studio studio(database);
        PULT_VERIFY_RESULT(studio.open());
        studio.dolphin.setAway(true);
        const Result<queue::Batch> batch = studio.upload({u"17"_s, u"18"_s, u"19"_s});
        PULT_VERIFY_RESULT(batch);
        QTRY_VERIFY_WITH_TIMEOUT(studio.snoozed(*batch) != 0, patience);
        const queue::Task waiting = studio.task(studio.snoozed(*batch));
        QCOMPARE(waiting.attempt, 0);
        QCOMPARE(waiting.state, queue::TaskState::Scheduled);
        const auto chain = studio.node->commands().explainTask(waiting.id).result();
        PULT_VERIFY_RESULT(chain);
        const QString why = queue::whySentence(*chain);
        QVERIFY2(why.contains(u"waits for Dolphin: breaker open until "_s), qPrintable(why));
        // Until it lets somebody pass, and up to a tenth of the whole wait more.
        const auto rows = studio.node->commands().listBreakers().result();
        PULT_VERIFY_RESULT(rows);
        const auto late = waiting.runAt - *rows->constFirst().until;
        QVERIFY2(late > -1500ms && late < 5s, qPrintable(QString::number(late.count())));

        // Restarted, the node knows.
        studio.close();
        const int before = studio.dolphin.events().size();
        PULT_VERIFY_RESULT(studio.startNode());
        QVERIFY(studio.breaker().state != BreakerState::Closed);
        studio.dolphin.setAway(false);
        QTRY_COMPARE_WITH_TIMEOUT(studio.batch(batch->id).succeeded, 3, patience);
        for (const queue::Id id : batch->tasks)
            QCOMPARE(studio.task(id).attempt, 1);
        QCOMPARE(studio.dolphin.startsTooMany(), 0);
        QVERIFY(studio.dolphin.events().size() > before);
        QTRY_COMPARE_WITH_TIMEOUT(studio.breaker().state, BreakerState::Closed, patience);
        studio.close();
        QCOMPARE(studio.dolphin.running(), QStringList());
    }

    void whatTheAppSaysOfAProfileOpensNothing_data()
    {
        QTest::addColumn<QString>("quirk");
        for (const QString &quirk : {u"duplicate"_s, u"ebusy"_s, u"init"_s, u"400"_s, u"402"_s, u"404"_s, u"499"_s})
            QTest::newRow(qPrintable(quirk)) << quirk;
    }
    void whatTheAppSaysOfAProfileOpensNothing()
    {
        QFETCH(QString, quirk);
        Studio studio(u"sqlite"_s);
        PULT_VERIFY_RESULT(studio.open());
        studio.dolphin.plan(u"17"_s, {{quirk, 0}, {quirk, 0}});
        studio.dolphin.plan(u"18"_s, {{quirk, 0}, {quirk, 0}});
        const Result<queue::Batch> batch = studio.upload({u"17"_s, u"18"_s});
        PULT_VERIFY_RESULT(batch);
        const auto tried = [&studio] {
            return studio.dolphin.starts(u"17"_s) >= 1 && studio.dolphin.starts(u"18"_s) >= 1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(tried(), patience);
        const net::BreakerSnapshot breaker = studio.breaker();
        QCOMPARE(breaker.state, BreakerState::Closed);
        QCOMPARE(breaker.failures, 0);
        QVERIFY(breaker.calls > 0);
        studio.close();
    }

    void anAppThatAnswersWithErrorsOpensIt()
    {
        Studio studio(u"sqlite"_s);
        PULT_VERIFY_RESULT(studio.open());
        studio.dolphin.plan(u"*"_s, QList<test::DolphinQuirk>(2, {u"html500"_s, 0}));
        PULT_VERIFY_RESULT(studio.upload({u"17"_s, u"18"_s}));
        // Two of three calls: the login went well.
        QTRY_COMPARE_WITH_TIMEOUT(studio.breaker().state, BreakerState::Open, patience);
        QCOMPARE(studio.breaker().lastError->code, u"http_status"_s);
        studio.close();
    }
};

QTEST_GUILESS_MAIN(tst_DolphinBreaker)
#include "tst_dolphinbreaker.moc"
