// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Real browsers: what they take, and what it costs to know.
#include <browser/localchrome.h>
#include <observe/measure.h>
#include <support/testresult.h>

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace pult;
using namespace pult::observe;
using namespace Qt::StringLiterals;

namespace {

constexpr double megabyte = 1024.0 * 1024.0;

/// Leads a session of its own, as the browsers that Pult starts do.
std::unique_ptr<QProcess> startBrowser(const QString &program, const QString &folder)
{
    auto process = std::make_unique<QProcess>();
    process->setChildProcessModifier([] { ::setsid(); });
    process->setStandardErrorFile(QProcess::nullDevice());
    process->start(program, {u"--headless=new"_s, u"--disable-gpu"_s, u"--no-sandbox"_s, u"--no-first-run"_s,
                             u"--remote-debugging-port=0"_s, u"--user-data-dir="_s + folder, u"about:blank"_s});
    return process->waitForStarted() ? std::move(process) : nullptr;
}

} // namespace

class tst_MeasureBrowsers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void treesOfRealBrowsers()
    {
        // PULT_TEST_BROWSERS=15 shows what a full node costs.
        const int count = std::max(3, qEnvironmentVariableIntValue("PULT_TEST_BROWSERS"));
        const Result<QString> program = browser::findBrowser({});
        PULT_VERIFY_RESULT(program);
        const QTemporaryDir folder;
        std::vector<std::unique_ptr<QProcess>> browsers;
        std::vector<ProcessRoot> roots;
        for (int i = 0; i < count; ++i) {
            browsers.push_back(startBrowser(*program, folder.filePath(QString::number(i))));
            QVERIFY(browsers.back());
            const qint64 pid = browsers.back()->processId();
            roots.push_back({pid, processStart(pid)});
        }
        const auto complete = [&roots] {
            const std::vector<TreeUse> trees = measureTrees(roots);
            return std::all_of(trees.begin(), trees.end(), [](const TreeUse &tree) { return tree.processes >= 5; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(complete(), 60'000);

        const SelfUse before = measureSelf();
        QElapsedTimer timer;
        timer.start();
        constexpr int rounds = 10;
        std::vector<TreeUse> trees;
        for (int i = 0; i < rounds; ++i)
            trees = measureTrees(roots);
        const double cost = double(measureSelf().cpuMicros - before.cpuMicros) / rounds / 1000;
        int processes = 0;
        for (const TreeUse &tree : trees) {
            QVERIFY2(tree.memoryBytes > 40 * megabyte, qPrintable(QString::number(tree.memoryBytes)));
            QVERIFY2(tree.memoryBytes < 1000 * megabyte, qPrintable(QString::number(tree.memoryBytes)));
            QCOMPARE(tree.measure, MemoryMeasure::Proportional);
            QVERIFY(tree.descriptors > 100);
            QVERIFY(tree.cpuMicros > 10'000);
            processes += tree.processes;
        }
        qInfo("%d browsers, %d processes, %.0f MB each: a look costs %.1f ms of CPU, %.1f ms of time", count, processes,
              double(trees.front().memoryBytes) / megabyte, cost, double(timer.elapsed()) / rounds);

        for (const ProcessRoot &root : roots)
            ::kill(pid_t(-root.pid), SIGKILL);
        for (const auto &browser : browsers)
            QVERIFY(browser->waitForFinished());
        for (const ProcessRoot &root : roots)
            QTRY_COMPARE(measureTrees({root}).front().processes, 0);
    }
};

QTEST_GUILESS_MAIN(tst_MeasureBrowsers)

#include "tst_measurebrowsers.moc"
