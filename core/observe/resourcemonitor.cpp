// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "resourcemonitor.h"

#include "logging.h"

#include <base/timepoint.h>
#include <base/whendone.h>

#include <algorithm>
#include <climits>

namespace pult::observe {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr double megabyte = 1024.0 * 1024.0;

double seconds(SteadyTime::duration time)
{
    return std::chrono::duration<double>(time).count();
}

double percentOf(std::uint64_t before, std::uint64_t now, double whole)
{
    return now > before && whole > 0 ? 100.0 * double(now - before) / whole : 0;
}

QString textOf(const queue::IntakeStop &stop)
{
    return stop.reason.code + u'(' + stop.reason.arguments.join(u", "_s) + u')';
}

} // namespace

ResourceMonitor::ResourceMonitor(Config config, ResourceGuard &guard) : m_config(std::move(config)), m_guard(guard)
{
    m_timer.setParent(this); // so that it moves to its thread with it
    connect(&m_timer, &QTimer::timeout, this, &ResourceMonitor::look);
}

void ResourceMonitor::start()
{
    m_timer.start(m_config.interval);
    look();
}

void ResourceMonitor::stop()
{
    m_timer.stop();
}

void ResourceMonitor::look()
{
    const SteadyTime now = std::chrono::steady_clock::now();
    if (m_config.look) {
        if (const std::optional<ResourceSample> given = m_config.look())
            finish(*given, true, now);
        return;
    }
    const SelfUse self = measureSelf();
    const MachineUse machine = measureMachine();
    const DiskUse disk = measureDisk(m_config.dataDir.toStdString());
    ResourceSample sample;
    sample.memoryMb = double(self.residentBytes) / megabyte;
    sample.cpuSeconds = double(self.cpuMicros) / 1e6;
    sample.openFiles = int(self.descriptors);
    sample.mostFiles = int(std::min<std::uint64_t>(self.descriptorLimit, INT_MAX));
    sample.machineMb = double(machine.totalBytes) / megabyte;
    sample.machineFreeMb = double(machine.availableBytes) / megabyte;
    sample.processors = machine.processors;
    sample.diskMb = double(disk.totalBytes) / megabyte;
    sample.diskFreeMb = double(disk.freeBytes) / megabyte;
    if (m_last) {
        sample.cpuPercent = percentOf(m_lastSelf.cpuMicros, self.cpuMicros, seconds(now - *m_last) * 1e6);
        sample.machineCpuPercent = percentOf(m_lastMachine.cpuBusyMicros, machine.cpuBusyMicros,
                                             double(machine.cpuTotalMicros - m_lastMachine.cpuTotalMicros));
    }
    m_lastSelf = self;
    m_lastMachine = machine;
    const bool due = now >= m_browsersDue;
    if (due)
        lookAtBrowsers(now);
    sample.browsers = m_browsers;
    finish(sample, due, now);
}

void ResourceMonitor::finish(const ResourceSample &sample, bool browsersLooked, SteadyTime now)
{
    const double passed = m_last ? seconds(now - *m_last) : 0;
    m_last = now;
    const qint64 unixTime = toMicros(localNow()) / 1'000'000;
    const ResourceGuard::Verdict verdict = m_guard.update(sample, now, browsersLooked, unixTime);
    tell(verdict);
    if (m_guard.isTight())
        askForNext();
    else
        m_guard.setNext({});
    Q_EMIT looked(sample, passed);
}

void ResourceMonitor::lookAtBrowsers(SteadyTime now)
{
    const QList<BrowserRoot> roots = m_config.roots ? m_config.roots() : QList<BrowserRoot>{};
    std::vector<ProcessRoot> processes;
    processes.reserve(size_t(roots.size()));
    for (const BrowserRoot &root : roots)
        processes.push_back(root.process);
    const std::vector<TreeUse> trees = measureTrees(processes);
    m_browsers.clear();
    QHash<QString, Seen> seen;
    for (size_t i = 0; i < trees.size(); ++i) {
        const TreeUse &tree = trees[i];
        const QString &profile = roots.at(qsizetype(i)).profile;
        if (tree.processes == 0)
            continue;
        BrowserUse use{profile, double(tree.memoryBytes) / megabyte, 0};
        if (const auto before = m_seen.constFind(profile); before != m_seen.cend())
            use.cpuPercent = percentOf(before->cpuMicros, tree.cpuMicros, seconds(now - before->at) * 1e6);
        seen.insert(profile, {tree.cpuMicros, now});
        m_browsers.append(use);
        if (tree.measure == MemoryMeasure::Unshared && !std::exchange(m_coarse, true))
            qCInfo(lcObserve) << "the system does not tell PSS of browsers; counting what they do not share";
    }
    m_seen = seen;
    const SteadyTime::duration cost = std::chrono::steady_clock::now() - now;
    m_browsersDue = now + std::max<SteadyTime::duration>(
                              m_config.browserPause,
                              std::chrono::duration_cast<SteadyTime::duration>(cost / m_config.browserShare));
}

void ResourceMonitor::askForNext()
{
    if (m_asking || !m_config.nextProfiles)
        return;
    m_asking = true;
    whenDone(m_config.nextProfiles(), this, [this](const Result<QStringList> &next) {
        m_asking = false;
        if (!next) {
            qCDebug(lcObserve).noquote() << "next profiles not known:" << toLogString(next.error());
            return;
        }
        m_guard.setNext(*next);
    });
}

void ResourceMonitor::tell(const ResourceGuard::Verdict &verdict)
{
    if (verdict.costsChanged) {
        if (const Result<> saved = m_guard.costs().save(m_config.dataDir); !saved)
            qCWarning(lcObserve).noquote() << "costs of profiles not kept:" << toLogString(saved.error());
    }
    if (verdict.changed)
        Q_EMIT admissionChanged();
    // Nothing to tell of a start without trouble.
    if (verdict.changed && (m_told || !verdict.stops.isEmpty())) {
        m_told = true;
        QStringList reasons;
        for (const queue::IntakeStop &stop : verdict.stops)
            reasons.append((stop.warning ? u"warning:"_s : u"stopped:"_s) + textOf(stop));
        if (reasons.isEmpty())
            qCInfo(lcObserve) << "resources are within their limits, tasks are taken again";
        else
            qCWarning(lcObserve).noquote() << "resources at their limits:" << reasons.join(u"; "_s);
    }
    const bool tooLarge = std::any_of(verdict.stops.cbegin(), verdict.stops.cend(), [](const queue::IntakeStop &stop) {
        return stop.reason.code == "node_memory"_L1;
    });
    if ((verdict.changed && tooLarge) || verdict.recycle)
        releaseFreedMemory();
    if (verdict.recycle) {
        qCWarning(lcObserve) << "own memory stays above MEMORY_LIMIT_MB; idle workers are to be made anew";
        Q_EMIT recycleWanted();
    }
}

} // namespace pult::observe
