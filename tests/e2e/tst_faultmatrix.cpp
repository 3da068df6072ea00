// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Three nodes with real browsers under every fault there is a name for: nothing lost, nothing twice, no browser left,
// attempts used up only where the run itself was hit. Prints the matrix. The long twin runs every cell.
#include "faultcluster.h"

#include <support/testresult.h>

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace pult;
using test::CellCounts;
using test::TroubledProxy;

class tst_FaultMatrix : public QObject
{
    Q_OBJECT

private:
#ifdef PULT_LONG_MATRIX
    static constexpr bool isLong = true;
    static constexpr int uploads = 6;
#else
    static constexpr bool isLong = false;
    static constexpr int uploads = 3;
#endif
    static constexpr int patience = 600'000;

    /// Waits without leaving the event loop.
    static void pass(int millis)
    {
        QElapsedTimer clock;
        clock.start();
        QVERIFY(QTest::qWaitFor([&] { return clock.elapsed() >= millis; }, millis + 5000));
    }
    void awaitRun()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_cluster->anyRuns(), 60'000);
    }

    void dolphinDown()
    {
        m_cluster->dolphin.setAway(true);
        m_cluster->upload(uploads);
        pass(isLong ? 30'000 : 8000);
        m_cluster->dolphin.setAway(false);
    }
    void dolphinSlow()
    {
        m_cluster->dolphin.plan(u"*"_s, {{u"slow"_s, 6000}, {u"slow"_s, 6000}, {u"late_port"_s, 3000}});
        m_cluster->upload(uploads);
    }
    void dolphinLying()
    {
        m_cluster->dolphin.plan(u"*"_s, {{u"html500"_s}, {u"empty"_s}, {u"false200"_s}, {u"html200"_s}});
        m_cluster->upload(uploads);
    }
    void databaseDown()
    {
        m_cluster->upload(uploads);
        awaitRun();
        QVERIFY(m_cluster->server.stop(u"fast"_s));
        pass(isLong ? 60'000 : 5000);
        QVERIFY(m_cluster->server.start());
    }
    void browserKilled()
    {
        m_cluster->upload(uploads);
        awaitRun();
        m_cluster->dolphin.killBrowser(m_cluster->dolphin.running().value(0));
    }
    /// The page's process is killed, the browser stays.
    void pageCrashed()
    {
        m_cluster->upload(uploads);
        awaitRun();
        const QStringList pids = QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs);
        int killed = 0;
        for (const QString &pid : pids) {
            QFile file(u"/proc/%1/cmdline"_s.arg(pid));
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const QByteArray line = file.readAll();
            // Only browsers of this test: their parent is this process's child.
            if (line.contains("--type=renderer") && isOurs(pid) && ::kill(pid_t(pid.toInt()), SIGKILL) == 0)
                ++killed;
        }
        QVERIFY(killed > 0);
    }
    static bool isOurs(QString pid)
    {
        for (int depth = 0; depth < 6; ++depth) {
            QFile file(u"/proc/%1/stat"_s.arg(pid));
            if (!file.open(QIODevice::ReadOnly))
                return false;
            pid = QString::fromLatin1(file.readAll()).section(u')', -1).section(u' ', 2, 2);
            if (pid.toLongLong() == QCoreApplication::applicationPid())
                return true;
        }
        return false;
    }
    void networkCut(TroubledProxy::Mode mode)
    {
        m_cluster->upload(uploads);
        awaitRun();
        const int hit = std::max(0, m_cluster->busyNode());
        m_cluster->network(hit).set(mode);
        pass(isLong ? 20'000 : 8000);
        m_cluster->network(hit).set(TroubledProxy::Mode::Pass);
    }
    /// While its browsers run: it ends what it has, and starts no others.
    void diskFull()
    {
        m_cluster->upload(uploads);
        QTRY_VERIFY_WITH_TIMEOUT(m_cluster->runsOn(test::FaultCluster::nodes - 1), 60'000);
        QFile filler(m_cluster->diskFolder() + u"/filler"_s);
        QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        const QByteArray block(4096, 'x');
        while (filler.write(block) == block.size()) {
        }
        pass(isLong ? 20'000 : 8000);
        filler.close();
        QVERIFY(filler.remove());
    }
    /// Its limit is far below what a node takes: it starts nothing, the others do the work.
    void memoryLimit()
    {
        test::NodePlace &node = m_cluster->node(1);
        QCOMPARE(node.stop(), 0);
        node.place.setVariable(u"MEMORY_LIMIT_MB"_s, u"64"_s);
        m_cluster->startNode(1);
        m_cluster->upload(uploads);
    }
    void terminated()
    {
        m_cluster->upload(uploads);
        awaitRun();
        const int hit = std::max(0, m_cluster->busyNode());
        QCOMPARE(m_cluster->node(hit).stop(), 0);
        m_cluster->startNode(hit);
    }
    void killed()
    {
        m_cluster->upload(uploads);
        awaitRun();
        const int hit = std::max(0, m_cluster->busyNode());
        m_cluster->node(hit).signal(SIGKILL);
        m_cluster->node(hit).wait(5000);
        m_cluster->startNode(hit);
    }

    std::unique_ptr<test::FaultCluster> m_cluster;
    QStringList m_matrix;

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
    }
    void initTestCase()
    {
        const Result<test::TempPostgres *> server = test::TempPostgres::server();
        PULT_VERIFY_RESULT(server);
        m_cluster = std::make_unique<test::FaultCluster>(**server);
        PULT_VERIFY_RESULT(m_cluster->start(isLong));
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster->number(u"select count(*) from nodes where state = 'running'"_s), 3,
                                  60'000);
    }

    void cell_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<int>("burnt");   ///< attempts that may be used up: of runs that were hit themselves
        QTest::addColumn<int>("unknown"); ///< outcomes that may be unknown: of runs cut off while they published
        const auto row = [](const char *fault, int burnt, int unknown) {
            QTest::addRow("%s", fault) << QString::fromLatin1(fault) << burnt << unknown;
        };
        row("database down", 0, 2);
        row("browser killed", 1, 1);
        row("network reset", 0, 2);
        row("SIGTERM", 0, 2);
        row("kill -9", 0, 2);
        row("Dolphin down", 0, 0);
        if (!isLong)
            return;
        row("Dolphin slow", 0, 0);
        row("Dolphin lying", 2, 0);
        row("page crashed", uploads, 2 * 3);
        row("network stalls", 0, 2);
        row("network drips", 0, 2);
        row("disk full", 2, 0);
        row("memory limit", 0, 0);
    }
    void cell()
    {
        QFETCH(QString, fault);
        QFETCH(int, burnt);
        QFETCH(int, unknown);
        if (fault == "Dolphin down"_L1)
            dolphinDown();
        else if (fault == "Dolphin slow"_L1)
            dolphinSlow();
        else if (fault == "Dolphin lying"_L1)
            dolphinLying();
        else if (fault == "database down"_L1)
            databaseDown();
        else if (fault == "browser killed"_L1)
            browserKilled();
        else if (fault == "page crashed"_L1)
            pageCrashed();
        else if (fault == "network stalls"_L1)
            networkCut(TroubledProxy::Mode::Stall);
        else if (fault == "network reset"_L1)
            networkCut(TroubledProxy::Mode::Reset);
        else if (fault == "network drips"_L1)
            networkCut(TroubledProxy::Mode::Drip);
        else if (fault == "disk full"_L1)
            diskFull();
        else if (fault == "memory limit"_L1)
            memoryLimit();
        else if (fault == "SIGTERM"_L1)
            terminated();
        else
            killed();
        if (QTest::currentTestFailed())
            return;
        QTRY_VERIFY_WITH_TIMEOUT(m_cluster->isOver(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_cluster->count().browsersLeft, 0, 60'000);
        const CellCounts counts = m_cluster->count();
        m_matrix.append(u"%1 %2 %3 %4 %5 %6 %7 %8 %9 s"_s.arg(fault, -16)
                            .arg(counts.tasks, 6)
                            .arg(counts.completed, 10)
                            .arg(counts.unknown, 8)
                            .arg(counts.lost, 5)
                            .arg(counts.twiceAtOnce + counts.publishedTwice, 6)
                            .arg(counts.browsersLeft, 9)
                            .arg(counts.attemptsBurnt, 6)
                            .arg(counts.seconds, 6, 'f', 1));
        qInfo().noquote() << m_matrix.constLast();
        QCOMPARE(counts.lost, 0);
        QCOMPARE(counts.twiceAtOnce, 0);
        QCOMPARE(counts.publishedTwice, 0);
        QCOMPARE(counts.notPublished, 0);
        QVERIFY2(counts.unknown <= unknown, qPrintable(QString::number(counts.unknown)));
        QVERIFY2(counts.attemptsBurnt <= burnt, qPrintable(QString::number(counts.attemptsBurnt)));
    }

    void cleanupTestCase()
    {
        if (!m_cluster)
            return;
        QVERIFY(m_cluster->stop());
        m_cluster.reset();
        qInfo().noquote() << u"fault             tasks  completed  unknown  lost  twice  browsers  burnt\n"_s +
                                 m_matrix.join(u'\n');
    }
};

QTEST_GUILESS_MAIN(tst_FaultMatrix)
#include "tst_faultmatrix.moc"
