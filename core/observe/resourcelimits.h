// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <queue/types.h>

#include <QList>
#include <QString>

#include <chrono>
#include <map>
#include <optional>

namespace pult::observe {

using SteadyTime = std::chrono::steady_clock::time_point;

/// When a node takes no further tasks. A value.
struct ResourceLimits
{
    double memoryMb = 2048;                ///< MEMORY_LIMIT_MB: Pult's own resident memory
    std::optional<double> browserMemoryMb; ///< BROWSER_MEMORY_LIMIT_MB; else what follows
    double leastFreeShare = 0.15;          ///< of the computer's memory …
    double leastFreeMb = 1024;             ///< … and at least so much
    double diskWarnShare = 0.10;
    double diskWarnMb = 2048;
    double diskStopMb = 256;     ///< below it even the database could stop in the middle of a write …
    double diskStopShare = 0.05; ///< … of a small disk only so much
    double diskBrowserMb = 100;  ///< what a browser needs to start; below it other nodes do such tasks
    double filesShare = 0.9;
    double cpuPercent = 95;    ///< of the whole computer, for cpuTime …
    double ownCpuPercent = 30; ///< … of which Pult and its browsers take so much: waiting for others helps nobody
    std::chrono::seconds cpuTime{60};
    std::chrono::seconds calmTime{5};       ///< below a limit for so long: it is over
    std::chrono::seconds recycleTime{60};   ///< own memory above its limit for so long: workers are made anew
    std::chrono::seconds recyclePause{300}; ///< from one such time to the next
};

/// The browser of one profile.
struct BrowserUse
{
    QString profile; ///< as a task's provider names it: "local:shop-1"
    double memoryMb = 0;
    double cpuPercent = 0; ///< of one processor
};

/// One look at everything. A value.
struct ResourceSample
{
    double memoryMb = 0;   ///< own, resident
    double cpuPercent = 0; ///< own, of one processor
    double cpuSeconds = 0; ///< own, since its start
    int openFiles = 0;
    int mostFiles = 0; ///< 0: no limit worth naming
    double machineMb = 0;
    double machineFreeMb = 0;
    double machineCpuPercent = 0;
    int processors = 1;
    double diskMb = 0; ///< 0: not known
    double diskFreeMb = 0;
    QList<BrowserUse> browsers;

    double browserMemoryMb() const;
    double browserCpuPercent() const;
    /// Of Pult and its browsers, of the whole computer.
    double ownCpuPercent() const;
};

enum class ResourceLimit { Memory, BrowserMemory, FreeMemory, Disk, BrowserDisk, DiskWarning, Files, Cpu };
QString nameOf(ResourceLimit limit);

/// A limit that is reached now, with the numbers of its sentence.
struct ReachedLimit
{
    ResourceLimit limit = ResourceLimit::Memory;
    QStringList numbers; ///< what is used (or free), what is allowed
    bool operator==(const ReachedLimit &) const = default;
};

/// Decides which limits are reached, with a gap between reaching and leaving so that nothing flutters: a limit is left
/// when the use has been clearly below it for a while. Knows neither clock nor system. Not thread-safe.
class ResourceJudge final
{
public:
    explicit ResourceJudge(ResourceLimits limits) : m_limits(limits) {}
    void setLimits(const ResourceLimits &limits) { m_limits = limits; }

    /// `now` must not go backwards.
    QList<ReachedLimit> judge(const ResourceSample &sample, SteadyTime now);
    /// True once when the own memory has been above its limit for long: what leaks is to be made anew.
    bool takeRecycle(SteadyTime now);
    /// MB that browsers may still take, before any reservation; what is missing is negative.
    double roomForBrowsers(const ResourceSample &sample) const;
    const ResourceLimits &limits() const { return m_limits; }

private:
    struct Watch
    {
        bool reached = false;
        std::optional<SteadyTime> turning; ///< since when it says otherwise than `reached`
        std::optional<SteadyTime> since;   ///< reached
    };
    bool watch(ResourceLimit limit, bool above, bool below, SteadyTime now, std::chrono::seconds patience);
    double leastFree(const ResourceSample &sample) const;

    ResourceLimits m_limits;
    std::map<ResourceLimit, Watch> m_watches;
    std::optional<SteadyTime> m_recycledAt;
};

} // namespace pult::observe
