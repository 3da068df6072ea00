// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window stays responsive while uploads run in real browsers: no event handler of the GUI thread takes 50 ms.
#include <demo/uploadsite.h>
#include <guiapp.h>
#include <mainwindow.h>
#include <node/node.h>
#include <responsiveness.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>
#include <support/uploadflow.h>

#include <QSignalSpy>
#include <QTest>

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto limit = 50ms;
constexpr int patience = 240000;

/// A node in this process, as `pult` runs one beside its window.
class Workshop
{
public:
    explicit Workshop(int atOnce) : m_database(u"sqlite"_s), site({.folder = m_folder.filePath(u"received"_s)})
    {
        m_config.dataDir = m_folder.path();
        m_config.id = u"workshop-1"_s;
        m_config.name = u"workshop"_s;
        m_config.queues = {u"*"_s};
        m_config.database = m_database.config();
        m_config.capacities = QList<int>(5, (atOnce + 4) / 5);
        m_config.provider.name = u"local"_s;
        m_config.provider.dataDir = m_folder.path();
        m_config.headless = true;
    }

    Result<> open()
    {
        if (const Result<> started = site.start(); !started)
            return started;
        QFile media(m_folder.filePath(u"clip.bin"_s));
        if (!media.open(QIODevice::WriteOnly) || media.write(QByteArray("clip").repeated(1000)) < 0)
            return fail(ErrorKind::Disk, "file_not_written", {media.fileName()});
        node = std::make_unique<node::Node>(m_config, node::Actor{u"test"_s, u"test"_s});
        return node->start();
    }
    Result<queue::Batch> upload(int profiles)
    {
        node::BulkUploadRequest request;
        request.flow = test::uploadFlow(site.url());
        request.flowName = u"flow.json"_s;
        for (int n = 1; n <= profiles; ++n)
            request.profiles.append(u"shop-%1"_s.arg(n));
        request.media = {m_folder.filePath(u"clip.bin"_s)};
        return node->commands().createBulkUpload(request).result();
    }
    QString stateFile() const { return m_folder.filePath(u"window.ini"_s); }

private:
    QTemporaryDir m_folder;
    test::TempDatabase m_database;
    node::NodeConfig m_config;

public:
    demo::UploadSite site;
    std::unique_ptr<node::Node> node;
};

} // namespace

class tst_Responsiveness : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void noHandlerIsSlow_data()
    {
        QTest::addColumn<int>("uploads");
        QTest::addColumn<bool>("byTheWallClock");
        QTest::newRow("three uploads") << 3 << true;
        // The machine is busy with the browsers then, so only the thread's own time says anything.
        QTest::newRow("fifteen uploads") << 15 << false;
    }
    void noHandlerIsSlow()
    {
        QFETCH(int, uploads);
        QFETCH(bool, byTheWallClock);
        Workshop workshop(uploads);
        PULT_VERIFY_RESULT(workshop.open());
        ui::GuiApp gui(workshop.node->commands(),
                       {.listProfiles = [&workshop] { return workshop.node->listProfiles(); },
                        .stateFile = workshop.stateFile(),
                        .database = u"sqlite"_s,
                        .language = u"en"_s});
        gui.show();
        QVERIFY(QTest::qWaitForWindowExposed(&gui.window()));

        auto *app = static_cast<ui::ProbedApplication *>(qApp);
        app->setMeasuring(true);
        const Result<queue::Batch> batch = workshop.upload(uploads);
        PULT_VERIFY_RESULT(batch);
        QSignalSpy changed(&workshop.node->commands(), &node::Commands::changed);
        QTRY_COMPARE_WITH_TIMEOUT(int(workshop.site.received().size()), uploads, patience);
        QVERIFY(changed.count() > 0);
        app->setMeasuring(false);

        const ui::Responsiveness &seen = app->responsiveness();
        const auto millis = [](std::chrono::nanoseconds time) { return double(time.count()) / 1e6; };
        qInfo("%lld events; slowest by its own time %.1f ms (%s), by the wall clock %.1f ms (%s), undisturbed %.1f ms "
              "(%s)",
              seen.handled, millis(seen.longestCpu), qPrintable(seen.slowestCpu), millis(seen.longestWall),
              qPrintable(seen.slowestWall), millis(seen.longestUndisturbed), qPrintable(seen.slowestUndisturbed));
        QVERIFY(seen.handled > 100);
        QVERIFY2(seen.longestCpu < limit, qPrintable(seen.slowestCpu));
        if (byTheWallClock)
            QVERIFY2(seen.longestUndisturbed < limit, qPrintable(seen.slowestUndisturbed));

        QSignalSpy stopped(workshop.node.get(), &node::Node::stopped);
        workshop.node->stop(30s);
        QVERIFY(stopped.count() > 0 || stopped.wait(60000));
    }
};

int main(int argc, char *argv[])
{
    ui::ProbedApplication app(argc, argv);
    tst_Responsiveness test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_responsiveness.moc"
