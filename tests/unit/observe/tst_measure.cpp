// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the system says of real processes.
#include <observe/measure.h>
#include <support/testresult.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace pult;
using namespace pult::observe;
using namespace Qt::StringLiterals;

namespace {

constexpr std::uint64_t megabyte = 1024 * 1024;

/// A shell command that says when it is ready and then waits for its input's end.
class Child
{
public:
    explicit Child(const QString &script)
    {
        m_process.start(u"/bin/bash"_s, {u"-c"_s, script + u"; echo ready; read -r"_s});
        m_ready = m_process.waitForStarted() && m_process.waitForReadyRead(20'000) &&
                  m_process.readAllStandardOutput().contains("ready");
    }
    ~Child() { end(); }
    void end()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(5000))
            m_process.kill();
    }
    bool isReady() const { return m_ready; }
    ProcessRoot root() const { return {m_process.processId(), processStart(m_process.processId())}; }

private:
    QProcess m_process;
    bool m_ready = false;
};

TreeUse measured(const ProcessRoot &root)
{
    return measureTrees({root}).front();
}

/// The shell leaves its background children behind.
void endChildren(const ProcessRoot &root)
{
    const std::vector<ProcessRow> rows = listProcesses();
    for (const ProcessRow *row : treeOf(root, rows)) {
        if (row->pid != root.pid)
            ::kill(pid_t(row->pid), SIGKILL);
    }
}

} // namespace

class tst_Measure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void thisProcess()
    {
        const SelfUse before = measureSelf();
        QVERIFY(before.residentBytes > megabyte);
        QVERIFY(before.descriptors > 2);
        QVERIFY(before.descriptorLimit >= before.descriptors);
        std::vector<char> memory(64 * megabyte, 'x');
        QFile one(QDir::rootPath() + u"/proc/self/stat"_s);
        QVERIFY(one.open(QIODevice::ReadOnly));
        const SelfUse after = measureSelf();
        QVERIFY(after.residentBytes >= before.residentBytes + 60 * megabyte);
        QCOMPARE(after.descriptors, before.descriptors + 1);
        QVERIFY(after.cpuMicros >= before.cpuMicros);
        QVERIFY(memory.back() == 'x');
    }

    void thisComputer()
    {
        const MachineUse machine = measureMachine();
        QVERIFY(machine.totalBytes > 256 * megabyte);
        QVERIFY(machine.availableBytes > 0 && machine.availableBytes <= machine.totalBytes);
        QVERIFY(machine.processors >= 1);
        QVERIFY(machine.cpuBusyMicros > 0 && machine.cpuBusyMicros <= machine.cpuTotalMicros);
        const QTemporaryDir folder;
        const DiskUse disk = measureDisk(folder.path().toStdString());
        QVERIFY(disk.totalBytes > megabyte && disk.freeBytes <= disk.totalBytes);
        QCOMPARE(measureDisk("/no/such/folder").totalBytes, std::uint64_t{0});
    }

    void memoryOfATreeIsThatOfItsMembers()
    {
        // 40 MB in the child, and twice that in a child of its own.
        const QString eat = u"x=$(head -c 40000000 /dev/zero | tr '\\0' x)"_s;
        const Child small(u"true"_s);
        const Child large(eat + u"; ( y=$x$x; sleep 1000 & wait ) & true"_s);
        QVERIFY(small.isReady() && large.isReady());
        const TreeUse little = measured(small.root());
        QCOMPARE(little.processes, 1);
        QVERIFY(little.memoryBytes > 0 && little.memoryBytes < 20 * megabyte);
        QCOMPARE(little.measure, MemoryMeasure::Proportional);
        QTRY_COMPARE(measured(large.root()).processes, 3); // the last one comes when all is eaten
        const TreeUse much = measured(large.root());
        QVERIFY2(much.memoryBytes > 100 * megabyte && much.memoryBytes < 200 * megabyte,
                 qPrintable(QString::number(much.memoryBytes)));
        endChildren(large.root());
    }

    /// What two processes share counts once for both together.
    void sharedPagesAreNotCountedTwice()
    {
        const QString eat = u"x=$(head -c 60000000 /dev/zero | tr '\\0' x)"_s;
        const Child family(eat + u"; for i in 1 2 3 4; do ( read -r < <(sleep 1000) ) & done; true"_s);
        QVERIFY(family.isReady());
        QTRY_VERIFY(measured(family.root()).processes >= 5);
        const TreeUse use = measured(family.root());
        std::uint64_t resident = 0;
        const std::vector<ProcessRow> rows = listProcesses();
        for (const ProcessRow *row : treeOf(family.root(), rows)) {
            QFile statm(u"/proc/%1/statm"_s.arg(row->pid));
            if (statm.open(QIODevice::ReadOnly))
                resident += statm.readAll().split(' ').value(1).toULongLong() * 4096;
        }
        QVERIFY2(use.memoryBytes < 120 * megabyte, qPrintable(QString::number(use.memoryBytes)));
        QVERIFY2(resident > 2 * use.memoryBytes, qPrintable(QString::number(resident)));
        endChildren(family.root());
    }

    void openFilesAndProcessorTime()
    {
        const Child calm(u"true"_s);
        const Child busy(u"exec 11</dev/null 12</dev/null 13</dev/null; "
                         "for ((i = 0; i < 400000; i++)); do :; done"_s);
        QVERIFY(calm.isReady() && busy.isReady());
        const TreeUse little = measured(calm.root());
        const TreeUse much = measured(busy.root());
        QCOMPARE(much.descriptors, little.descriptors + 3);
        QVERIFY2(much.cpuMicros > little.cpuMicros + 100'000, qPrintable(QString::number(much.cpuMicros)));
    }

    void anotherProcessWithTheSameIdIsNotMeant()
    {
        Child child(u"true"_s);
        QVERIFY(child.isReady());
        const ProcessRoot root = child.root();
        QVERIFY(root.start > 0);
        QCOMPARE(measured(root).processes, 1);
        QCOMPARE(measured({root.pid, root.start - 1}).processes, 0);
        child.end();
        QCOMPARE(measured(root).processes, 0);
        QCOMPARE(processStart(root.pid), std::uint64_t{0});
        QCOMPARE(processStart(-1), std::uint64_t{0});
    }

    /// Helpers that cut themselves loose stay in the session; a younger parent is no parent.
    void membersOfATree()
    {
        const std::vector<ProcessRow> rows{{10, 1, 10, 100}, {11, 10, 10, 101}, {12, 11, 12, 102}, {13, 1, 10, 103},
                                           {14, 1, 14, 104}, {15, 11, 15, 50},  {16, 13, 10, 105}, {17, 17, 17, 106}};
        std::vector<std::int64_t> ids;
        for (const ProcessRow *row : treeOf({10, 100}, rows))
            ids.push_back(row->pid);
        std::sort(ids.begin(), ids.end());
        QCOMPARE(ids, (std::vector<std::int64_t>{10, 11, 12, 13, 16}));
        QVERIFY(treeOf({10, 99}, rows).empty());
        QCOMPARE(treeOf({17, 0}, rows).size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(tst_Measure)

#include "tst_measure.moc"
