// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Many flows one after the other in one node with real Chromium: what the node holds does not grow, and nothing is left
// over. One flow in ten fails and leaves its picture, page and flight record. The long twin: 1,000 flows.
#include "processcost.h"

#include <support/pultprocess.h>
#include <support/testresult.h>
#include <support/uploadflow.h>

#include <QDirIterator>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace pult;

namespace {

#ifdef PULT_LONG_FLOWS
constexpr int flows = 1000;
constexpr int warmUp = 200;
constexpr int patience = 5400; ///< seconds, for either part
constexpr double growth = 0.1;
#else
constexpr int flows = 24;
constexpr int warmUp = 8;
constexpr int patience = 150;
constexpr double growth = 0.25; ///< the database's cache is still filling
#endif
constexpr int profiles = 4;
constexpr int everyFails = 10;

} // namespace

class tst_ManyFlows : public QObject
{
    Q_OBJECT

    test::Installation m_pult;
    QTemporaryDir m_received; ///< apart, so that the site is no process of the installation
    QProcess m_site;
    QUrl m_url;

    /// The flow as it is, and one that looks for what is not there.
    QJsonObject flow(bool fails) const
    {
        QJsonObject flow = QJsonDocument::fromJson(test::uploadFlow(m_url)).object();
        if (fails) {
            QJsonArray steps = flow[u"steps"].toArray();
            steps.append(QJsonObject{
                {u"type"_s, u"waitForElement"_s}, {u"selectors"_s, QJsonArray{u"#never"_s}}, {u"timeout"_s, 300}});
            flow[u"steps"] = steps;
        }
        return flow;
    }
    void addAll()
    {
        QByteArray lines;
        for (int n = 0; n < flows; ++n) {
            const bool fails = n % everyFails == everyFails - 1;
            const QJsonObject payload{
                {u"flow"_s, flow(fails)},
                {u"profile"_s, u"p%1"_s.arg(n % profiles)},
                {u"media"_s, QJsonArray{m_pult.path(u"clip.bin"_s)}},
                {u"variables"_s, QJsonObject{{u"caption"_s, u"flow %1"_s.arg(n)}, {u"tags"_s, u"many"_s}}}};
            const QJsonObject task{{u"kind"_s, u"browser_flow"_s}, {u"payload"_s, payload}, {u"max_attempts"_s, 1}};
            lines += QJsonDocument(task).toJson(QJsonDocument::Compact) + '\n';
        }
        m_pult.writeFile(u"tasks.jsonl"_s, lines);
        m_pult.ctl({u"tasks"_s, u"add"_s, u"--file"_s, m_pult.path(u"tasks.jsonl"_s)});
    }
    /// Until all have ended; some are meant to fail.
    bool finish() const
    {
        const test::ProcessEnd end =
            m_pult.run(u"pultctl"_s, {u"wait"_s, u"--until-idle"_s, u"--timeout"_s, QString::number(patience)},
                       std::chrono::seconds(patience + 30));
        return end.exitCode == 0 || end.exitCode == 1;
    }
    int ended() const
    {
        const QJsonDocument stats = m_pult.ctl({u"tasks"_s, u"stats"_s});
        return stats[u"by_state"][u"discarded"].toInt() + stats[u"by_state"][u"completed"].toInt();
    }
    QStringList filesUnder(const QString &folder, const QStringList &patterns) const
    {
        QStringList found;
        QDirIterator files(folder, patterns, QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System,
                           QDirIterator::Subdirectories);
        while (files.hasNext())
            found.append(files.next());
        return found;
    }

    QJsonDocument newest(const QString &state) const
    {
        const QJsonDocument page = m_pult.ctl({u"tasks"_s, u"list"_s, u"--state"_s, state, u"--limit"_s, u"1"_s});
        return m_pult.ctl({u"tasks"_s, u"show"_s, QString::number(page[u"items"][0][u"id"].toInteger())});
    }
    /// A failed task has its flight record, a good one its step times beside the usual ones.
    void verifyWhatIsKept()
    {
        const QJsonDocument failed = newest(u"discarded"_s);
        QStringList names;
        const QJsonArray artifacts = failed[u"artifacts"].toArray();
        for (const QJsonValue &artifact : artifacts)
            names.append(artifact[u"name"].toString());
        QVERIFY2(names.contains(u"flight.json"_s) && names.contains(u"failure.png"_s), qPrintable(names.join(u", "_s)));
        const QJsonDocument good = newest(u"completed"_s);
        QVERIFY(good[u"last_good"][u"runs"].toInteger() > 1);
        const QJsonArray steps = good[u"attempts"][0][u"steps"].toArray();
        QCOMPARE(good[u"last_good"][u"steps"].toArray().size(), steps.size());
        QVERIFY(steps.last()[u"usual_ms"].isDouble());
        QVERIFY(!good[u"artifacts"].toArray().isEmpty()); // the picture that the flow took
        for (const QJsonValue &artifact : good[u"artifacts"].toArray())
            QVERIFY(artifact[u"name"].toString() != "flight.json"_L1);
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void initTestCase()
    {
        m_pult.setVariable(u"WORKERS_COUNT"_s, u"1"_s);
        m_pult.setVariable(u"MAX_CONCURRENT_TASKS"_s, u"2"_s);
        // The newest 10,000 lines are kept in memory: their filling would pass for a leak.
        m_pult.setVariable(u"LOG_LEVEL"_s, u"warning"_s);
        // Nothing goes by retention, so that all can be counted in the end.
        m_pult.setVariable(u"RETENTION_COMPLETED_COUNT"_s, u"2000"_s);
        QDir().mkpath(m_pult.path(u"tmp"_s));
        m_pult.setVariable(u"TMPDIR"_s, m_pult.path(u"tmp"_s));
        m_pult.writeFile(u"clip.bin"_s, QByteArray("clip ").repeated(20000));
        m_site.start(test::binaryDir() + u"/../tests/pult-upload-site"_s, {m_received.path()});
        QVERIFY(m_site.waitForReadyRead(10000));
        m_url = QUrl(QString::fromUtf8(m_site.readLine()).trimmed());
    }
    void cleanupTestCase()
    {
        m_site.kill();
        m_site.waitForFinished();
    }

    void nothingGrowsAndNothingIsLeft()
    {
        const auto node = m_pult.start(u"pultd"_s, {});
        QElapsedTimer clock;
        clock.start();
        addAll();
        QTRY_VERIFY_WITH_TIMEOUT(ended() >= warmUp, patience * 1000);
        const test::ProcessCost early = test::processCost(node->processId());
        const double each = double(clock.restart()) / warmUp / 1000;
        QVERIFY(finish());
        const double later = double(clock.elapsed()) / (flows - warmUp) / 1000;
        const test::ProcessCost late = test::processCost(node->processId());
        qInfo("after %d flows (%.1f s each): %lld kB, %d descriptors, %d threads", warmUp, each, early.memoryKb,
              early.descriptors, early.threads);
        qInfo("after %d flows (%.1f s each): %lld kB, %d descriptors, %d threads", flows, later, late.memoryKb,
              late.descriptors, late.threads);

        const QJsonDocument stats = m_pult.ctl({u"tasks"_s, u"stats"_s});
        QCOMPARE(stats[u"by_state"][u"discarded"].toInt(), flows / everyFails);
        QCOMPARE(stats[u"by_state"][u"completed"].toInt(), flows - flows / everyFails);
        verifyWhatIsKept();
        // Chromium's own processes are gone with their flows, before the node is.
        QStringList left = m_pult.processesLeft();
        left.removeIf([](const QString &line) { return !line.contains("chrom"_L1); });
        QCOMPARE(left, QStringList());

        ::kill(pid_t(node->processId()), SIGTERM);
        QVERIFY(node->waitForFinished(60000));
        QCOMPARE(node->exitCode(), 0);
        QCOMPARE(m_pult.processesLeft(), QStringList());
        QCOMPARE(filesUnder(m_pult.path(u"tmp"_s), {u"*"_s}), QStringList());
        QCOMPARE(filesUnder(m_pult.dataDir() + u"/browsers"_s, {u"*.json"_s}), QStringList());
        QCOMPARE(QDir(m_pult.dataDir() + u"/profiles"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), profiles);
        QCOMPARE(filesUnder(m_pult.dataDir() + u"/profiles"_s, {u"SingletonLock"_s}), QStringList());

        QVERIFY2(late.descriptors <= early.descriptors, "descriptors are left open");
        QVERIFY2(late.threads <= early.threads, "threads are left over");
        const double change = double(late.memoryKb - early.memoryKb) / double(early.memoryKb);
        QVERIFY2(change < growth, qPrintable(u"the node grew by %1 %"_s.arg(change * 100)));
    }
};

QTEST_GUILESS_MAIN(tst_ManyFlows)
#include "tst_manyflows.moc"
