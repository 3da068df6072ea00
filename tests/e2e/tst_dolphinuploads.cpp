// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The bulk upload through the Dolphin app's local API, which is simulated with a real browser behind every start. The
// waits of the table of failures are shortened, their order is not.
#include <demo/uploadsite.h>
#include <node/node.h>
#include <support/dolphinsimulator.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>
#include <support/uploadflow.h>

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int patience = 90000;

/// A node on Dolphin, the simulated app, and the site that takes the uploads.
class Studio
{
public:
    /// `pace`: how long the app's waits are, of their real length.
    explicit Studio(const QString &database = u"sqlite"_s, double pace = 0.02)
        : m_pace(pace), m_database(database), dolphin({.token = u"secret-token"_s}),
          site({.folder = m_folder.filePath(u"received"_s)})
    {
    }

    Result<> open()
    {
        if (const Result<> started = dolphin.start(); !started)
            return started;
        if (const Result<> started = site.start(); !started)
            return started;
        QFile media(m_folder.filePath(u"clip.bin"_s));
        if (!media.open(QIODevice::WriteOnly) || media.write(QByteArray("clip").repeated(1000)) < 0)
            return fail(ErrorKind::Disk, "file_not_written", {media.fileName()});
        node::NodeConfig config;
        config.dataDir = m_folder.path();
        config.id = u"studio-1"_s;
        config.name = u"studio"_s;
        config.queues = {u"*"_s};
        config.database = m_database.config();
        config.capacities = {2, 2};
        config.provider.name = u"dolphin"_s;
        config.provider.dataDir = m_folder.path();
        config.provider.dolphinHost = dolphin.host();
        config.provider.dolphinToken = u"secret-token"_s;
        config.provider.dolphinCloudHost = dolphin.host();
        config.provider.takeOverRunning = false;
        config.provider.timings = browser::DolphinTimings{}.scaled(m_pace);
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
        request.caption = u"Подпись {{profile}}"_s;
        return node->commands().createBulkUpload(request).result();
    }
    queue::Batch batch(queue::Id id) { return node->commands().showBatch(id).result().value_or(queue::Batch{}); }
    queue::Task task(queue::Id id) { return node->commands().showTask(id).result().value_or(node::TaskDetail{}).task; }
    void close()
    {
        QSignalSpy stopped(node.get(), &node::Node::stopped);
        node->stop(0ms);
        QVERIFY(stopped.count() > 0 || stopped.wait(60000));
        node.reset();
    }

private:
    const double m_pace;
    QTemporaryDir m_folder;
    test::TempDatabase m_database;

public:
    test::DolphinSimulator dolphin;
    demo::UploadSite site;
    std::unique_ptr<node::Node> node;
};

} // namespace

class tst_DolphinUploads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void passingTroubleDoesNotStopTheUpload_data()
    {
        QTest::addColumn<QString>("quirk");
        QTest::addColumn<int>("delay");
        QTest::addColumn<int>("starts"); ///< that the app may see, each decided before the next
        QTest::newRow("no trouble") << QString() << 0 << 1;
        QTest::newRow("slow start") << u"slow"_s << 1500 << 1;
        QTest::newRow("port opens late") << u"late_port"_s << 200 << 1;
        QTest::newRow("port opens too late") << u"never_port"_s << 0 << 2;
        QTest::newRow("run duplicate") << u"duplicate"_s << 0 << 2;
        QTest::newRow("profile files locked") << u"ebusy"_s << 0 << 2;
        QTest::newRow("init connection error") << u"init"_s << 0 << 2;
        QTest::newRow("too many starts") << u"429"_s << 0 << 2;
        QTest::newRow("token expires") << u"401"_s << 0 << 2;
        QTest::newRow("closed before the answer") << u"drop"_s << 0 << 2;
        QTest::newRow("answers something else") << u"html500"_s << 0 << 2;
    }
    void passingTroubleDoesNotStopTheUpload()
    {
        QFETCH(QString, quirk);
        QFETCH(int, delay);
        QFETCH(int, starts);
        // A port may open as late as the browser behind it starts slowly.
        Studio studio(u"sqlite"_s, quirk == "late_port"_L1 ? 0.5 : 0.02);
        PULT_VERIFY_RESULT(studio.open());
        if (!quirk.isEmpty())
            studio.dolphin.plan(u"17"_s, {{quirk, delay}});
        const Result<queue::Batch> batch = studio.upload({u"17"_s, u"18"_s});
        PULT_VERIFY_RESULT(batch);
        QTRY_COMPARE_WITH_TIMEOUT(studio.batch(batch->id).state, u"finished"_s, patience);
        QCOMPARE(studio.batch(batch->id).succeeded, 2);
        QCOMPARE(studio.site.received().size(), 2);
        QVERIFY2(studio.dolphin.starts(u"17"_s) <= starts, qPrintable(studio.dolphin.events().join(u", "_s)));
        QCOMPARE(studio.dolphin.startsTooMany(), 0);
        QVERIFY(studio.task(batch->tasks.first()).attempt < 3);
        studio.close();
        QCOMPARE(studio.dolphin.running(), QStringList());
    }

    void aProfileThatAPersonHasOpenIsLeftToThem()
    {
        Studio studio;
        PULT_VERIFY_RESULT(studio.open());
        studio.dolphin.openByHand(u"17"_s);
        const Result<queue::Batch> batch = studio.upload({u"17"_s});
        PULT_VERIFY_RESULT(batch);
        QTRY_VERIFY_WITH_TIMEOUT(studio.task(batch->tasks.first()).lastError.has_value(), patience);
        const queue::Task task = studio.task(batch->tasks.first());
        QCOMPARE(task.lastError->code, u"dolphin_profile_open"_s);
        QCOMPARE(task.attempt, 0);
        QVERIFY(!queue::isFinished(task.state));
        QCOMPARE(studio.dolphin.running(), QStringList{u"17"_s});
        QCOMPARE(studio.dolphin.stops(u"17"_s), 0);
        studio.dolphin.killBrowser(u"17"_s); // the person closes it
        QTRY_COMPARE_WITH_TIMEOUT(studio.batch(batch->id).succeeded, 1, patience);
        studio.close();
    }

    void terminalTroubleEndsTheTaskAtOnce_data()
    {
        QTest::addColumn<QString>("quirk");
        QTest::newRow("plan without automation") << u"402"_s;
        QTest::newRow("plan limit") << u"499"_s;
        QTest::newRow("no automation in the answer") << u"no_automation"_s;
        QTest::newRow("unknown profile") << u"404"_s;
    }
    void terminalTroubleEndsTheTaskAtOnce()
    {
        QFETCH(QString, quirk);
        Studio studio;
        PULT_VERIFY_RESULT(studio.open());
        studio.dolphin.plan(u"17"_s, {{quirk, 0}});
        const Result<queue::Batch> batch = studio.upload({u"17"_s});
        PULT_VERIFY_RESULT(batch);
        QTRY_COMPARE_WITH_TIMEOUT(studio.batch(batch->id).state, u"finished"_s, patience);
        const queue::Task task = studio.task(batch->tasks.first());
        QCOMPARE(task.state, queue::TaskState::Discarded);
        QCOMPARE(task.attempt, 1);
        QVERIFY(task.lastError && !task.lastError->code.isEmpty());
        QCOMPARE(studio.dolphin.starts(u"17"_s), 1);
        studio.close();
    }

    void rejectedTokenIsToldAndNeverLooped()
    {
        Studio studio;
        PULT_VERIFY_RESULT(studio.open());
        studio.dolphin.rejectToken();
        const Result<queue::Batch> batch = studio.upload({u"17"_s});
        PULT_VERIFY_RESULT(batch);
        QTRY_COMPARE_WITH_TIMEOUT(studio.batch(batch->id).state, u"finished"_s, patience);
        QCOMPARE(studio.task(batch->tasks.first()).state, queue::TaskState::Discarded);
        QVERIFY2(studio.dolphin.count(u"login"_s) <= 2, qPrintable(studio.dolphin.events().join(u", "_s)));
        studio.close();
    }

    void anAppThatGoesAwayIsWaitedForWithoutBurningAttempts_data() { test::databaseRows(); }
    void anAppThatGoesAwayIsWaitedForWithoutBurningAttempts()
    {
        QFETCH(QString, database);
        Studio studio(database);
        PULT_VERIFY_RESULT(studio.open());
        studio.dolphin.setAway(true);
        const Result<queue::Batch> batch = studio.upload({u"17"_s, u"18"_s, u"19"_s});
        PULT_VERIFY_RESULT(batch);
        // They wait, with the reason, and no attempt is used.
        QTRY_VERIFY_WITH_TIMEOUT(studio.task(batch->tasks.first()).lastError.has_value(), patience);
        QCOMPARE(studio.task(batch->tasks.first()).attempt, 0);
        QVERIFY(!queue::isFinished(studio.task(batch->tasks.first()).state));
        const auto held = [&studio] {
            return studio.node->commands().heldTasks().result().value_or(QList<queue::HeldGroup>());
        };
        QTRY_VERIFY_WITH_TIMEOUT(!held().isEmpty() && held().constFirst().count == 3, patience);
        QCOMPARE(held().constFirst().what, u"dolphin"_s);
        QCOMPARE(held().constFirst().code, u"dolphin_away"_s);
        studio.dolphin.setAway(false);
        QTRY_COMPARE_WITH_TIMEOUT(studio.batch(batch->id).succeeded, 3, patience);
        QCOMPARE(studio.site.received().size(), 3);
        for (const queue::Id id : batch->tasks)
            QCOMPARE(studio.task(id).attempt, 1);
        studio.close();
    }
};

QTEST_GUILESS_MAIN(tst_DolphinUploads)
#include "tst_dolphinuploads.moc"
