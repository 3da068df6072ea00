// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "resourcelimits.h"

#include <algorithm>
#include <cmath>

namespace pult::observe {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A limit is left at these shares of it: of what is used, and of what is free.
constexpr double usedLeft = 0.9;
constexpr double freeLeft = 1.1;
constexpr double diskLeft = 1.25;
constexpr double cpuLeft = 0.85;

QString whole(double value)
{
    return QString::number(std::llround(value));
}

} // namespace

double ResourceSample::browserMemoryMb() const
{
    double sum = 0;
    for (const BrowserUse &browser : browsers)
        sum += browser.memoryMb;
    return sum;
}

double ResourceSample::browserCpuPercent() const
{
    double sum = 0;
    for (const BrowserUse &browser : browsers)
        sum += browser.cpuPercent;
    return sum;
}

double ResourceSample::ownCpuPercent() const
{
    return (cpuPercent + browserCpuPercent()) / std::max(1, processors);
}

QString nameOf(ResourceLimit limit)
{
    switch (limit) {
    case ResourceLimit::Memory:
        return u"memory"_s;
    case ResourceLimit::BrowserMemory:
        return u"browser_memory"_s;
    case ResourceLimit::FreeMemory:
        return u"free_memory"_s;
    case ResourceLimit::Disk:
        return u"disk"_s;
    case ResourceLimit::BrowserDisk:
        return u"browser_disk"_s;
    case ResourceLimit::DiskWarning:
        return u"disk_warning"_s;
    case ResourceLimit::Files:
        return u"files"_s;
    case ResourceLimit::Cpu:
        break;
    }
    return u"cpu"_s;
}

double ResourceJudge::leastFree(const ResourceSample &sample) const
{
    return std::max(m_limits.leastFreeMb, sample.machineMb * m_limits.leastFreeShare);
}

double ResourceJudge::roomForBrowsers(const ResourceSample &sample) const
{
    if (m_limits.browserMemoryMb)
        return *m_limits.browserMemoryMb - sample.browserMemoryMb();
    return sample.machineFreeMb - leastFree(sample);
}

bool ResourceJudge::watch(ResourceLimit limit, bool above, bool below, SteadyTime now, std::chrono::seconds patience)
{
    Watch &watch = m_watches[limit];
    const bool turns = watch.reached ? below : above;
    if (!turns) {
        watch.turning.reset();
        return watch.reached;
    }
    if (!watch.turning)
        watch.turning = now;
    if (now - *watch.turning < (watch.reached ? m_limits.calmTime : patience))
        return watch.reached;
    watch.reached = !watch.reached;
    watch.since = watch.reached ? std::optional(now) : std::nullopt;
    watch.turning.reset();
    return watch.reached;
}

QList<ReachedLimit> ResourceJudge::judge(const ResourceSample &sample, SteadyTime now)
{
    QList<ReachedLimit> reached;
    const auto used = [&](ResourceLimit limit, double value, double most, double left, std::chrono::seconds patience) {
        if (watch(limit, value > most, value < most * left, now, patience))
            reached.append({limit, {whole(value), whole(most)}});
    };
    const auto rest = [&](ResourceLimit limit, double value, double least, double left) {
        if (watch(limit, value<least, value> least * left, now, 0s))
            reached.append({limit, {whole(value), whole(least)}});
    };
    used(ResourceLimit::Memory, sample.memoryMb, m_limits.memoryMb, usedLeft, 0s);
    if (m_limits.browserMemoryMb)
        used(ResourceLimit::BrowserMemory, sample.browserMemoryMb(), *m_limits.browserMemoryMb, usedLeft, 0s);
    else if (sample.machineMb > 0)
        rest(ResourceLimit::FreeMemory, sample.machineFreeMb, leastFree(sample), freeLeft);
    if (sample.diskMb > 0) {
        const double least = std::min(m_limits.diskStopMb, sample.diskMb * m_limits.diskStopShare);
        rest(ResourceLimit::Disk, sample.diskFreeMb, least, diskLeft);
        rest(ResourceLimit::BrowserDisk, sample.diskFreeMb, m_limits.diskBrowserMb, diskLeft);
        const double warn = std::max(m_limits.diskWarnMb, sample.diskMb * m_limits.diskWarnShare);
        rest(ResourceLimit::DiskWarning, sample.diskFreeMb, warn, freeLeft);
    }
    if (sample.mostFiles > 0)
        used(ResourceLimit::Files, sample.openFiles, sample.mostFiles * m_limits.filesShare, usedLeft, 0s);
    const bool ours = sample.ownCpuPercent() >= m_limits.ownCpuPercent;
    used(ResourceLimit::Cpu, ours ? sample.machineCpuPercent : 0, m_limits.cpuPercent, cpuLeft, m_limits.cpuTime);
    return reached;
}

bool ResourceJudge::takeRecycle(SteadyTime now)
{
    const Watch &memory = m_watches[ResourceLimit::Memory];
    if (!memory.since || now - *memory.since < m_limits.recycleTime)
        return false;
    if (m_recycledAt && now - *m_recycledAt < m_limits.recyclePause)
        return false;
    m_recycledAt = now;
    return true;
}

} // namespace pult::observe
