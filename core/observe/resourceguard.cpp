// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "resourceguard.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pult::observe {

using namespace Qt::StringLiterals;

namespace {

/// Beyond it nobody counts; no node has so many slots.
constexpr int plenty = 10'000;
/// Who has once been refused needs a little more than it takes.
constexpr double crowdedShare = 1.1;

QString whole(double value)
{
    return QString::number(std::llround(value));
}

QString codeOf(ResourceLimit limit)
{
    switch (limit) {
    case ResourceLimit::Memory:
        return u"node_memory"_s;
    case ResourceLimit::BrowserMemory:
        return u"node_browser_memory"_s;
    case ResourceLimit::FreeMemory:
        return u"node_free_memory"_s;
    case ResourceLimit::Disk:
    case ResourceLimit::DiskWarning:
        return u"node_disk"_s;
    case ResourceLimit::BrowserDisk:
        return u"node_browser_disk"_s;
    case ResourceLimit::Files:
        return u"node_files"_s;
    case ResourceLimit::Cpu:
        break;
    }
    return u"node_cpu"_s;
}

/// Whether a limit is about browsers alone; others stop everything.
bool concernsBrowsers(ResourceLimit limit)
{
    return limit == ResourceLimit::BrowserMemory || limit == ResourceLimit::FreeMemory ||
           limit == ResourceLimit::BrowserDisk || limit == ResourceLimit::Cpu;
}

/// Of the limits of the disk only the hardest that is reached is worth saying.
bool saysLess(ResourceLimit limit, const QList<ReachedLimit> &reached)
{
    const auto has = [&reached](ResourceLimit harder) {
        return std::any_of(reached.cbegin(), reached.cend(),
                           [harder](const ReachedLimit &one) { return one.limit == harder; });
    };
    if (limit == ResourceLimit::BrowserDisk)
        return has(ResourceLimit::Disk);
    return limit == ResourceLimit::DiskWarning && (has(ResourceLimit::Disk) || has(ResourceLimit::BrowserDisk));
}

} // namespace

ResourceGuard::ResourceGuard(Config config, ProfileCosts costs)
    : m_config(std::move(config)), m_judge(m_config.limits), m_costs(std::move(costs))
{
}

ResourceGuard::Verdict ResourceGuard::update(const ResourceSample &sample, SteadyTime now, bool browsersLooked,
                                             qint64 unixTime)
{
    const std::scoped_lock lock(m_mutex);
    Verdict verdict;
    m_sample = sample;
    const bool first = !std::exchange(m_looked, true);
    m_reached = m_judge.judge(sample, now);
    if (browsersLooked)
        verdict.costsChanged = learnFrom(sample, unixTime);
    verdict.recycle = m_judge.takeRecycle(now);
    const QList<queue::IntakeStop> before = std::exchange(m_stops, stopsNow());
    // The numbers move with each look; what matters is what is stopped, and why.
    verdict.changed = first || !std::equal(before.cbegin(), before.cend(), m_stops.cbegin(), m_stops.cend(),
                                           [](const queue::IntakeStop &a, const queue::IntakeStop &b) {
                                               return a.reason.code == b.reason.code && a.warning == b.warning;
                                           });
    verdict.stops = m_stops;
    return verdict;
}

/// A browser that is gone leaves what it took behind.
bool ResourceGuard::learnFrom(const ResourceSample &sample, qint64 unixTime)
{
    QSet<QString> seen;
    for (const BrowserUse &browser : sample.browsers) {
        Watched &watched = m_watched[browser.profile];
        watched.memoryMb = browser.memoryMb;
        watched.peakMb = std::max(watched.peakMb, browser.memoryMb);
        watched.cpuSum += browser.cpuPercent;
        ++watched.looks;
        seen.insert(browser.profile);
    }
    bool learnt = false;
    for (auto it = m_watched.begin(); it != m_watched.end();) {
        if (seen.contains(it.key())) {
            ++it;
            continue;
        }
        m_costs.learn(it.key(), it->peakMb, it->cpuSum / it->looks, unixTime);
        it = m_watched.erase(it);
        learnt = true;
    }
    return learnt;
}

/// What browsers may still take once those that run have grown to what they are known to need.
double ResourceGuard::leftMb() const
{
    double growth = 0;
    for (const QString &profile : m_running) {
        const double now = m_watched.value(profile).memoryMb;
        growth += std::max(0.0, m_costs.memoryMb(profile) - now);
    }
    return m_judge.roomForBrowsers(m_sample) - growth;
}

/// On a system that does not tell, nothing is held back.
bool ResourceGuard::knowsRoom() const
{
    return m_looked && (m_sample.machineMb > 0 || m_judge.limits().browserMemoryMb);
}

ResourceGuard::Room ResourceGuard::room() const
{
    Room room;
    if (!knowsRoom()) {
        room.browsers = plenty;
        return room;
    }
    room.leftMb = leftMb();
    double left = room.leftMb;
    const double share = m_crowded ? crowdedShare : 1;
    for (const QString &profile : m_next) {
        const double needed = m_costs.memoryMb(profile);
        if (needed * (room.browsers == 0 ? share : 1) > left) {
            room.neededMb = needed;
            room.profile = profile;
            return room;
        }
        left -= needed;
        ++room.browsers;
    }
    const double usual = m_costs.unknownMb();
    room.browsers += int(std::clamp(left / (usual * (room.browsers == 0 ? share : 1)), 0.0, double(plenty)));
    if (room.browsers == 0)
        room.neededMb = usual;
    return room;
}

void ResourceGuard::setNext(const QStringList &profiles)
{
    const std::scoped_lock lock(m_mutex);
    m_next = profiles;
}

bool ResourceGuard::isTight() const
{
    const std::scoped_lock lock(m_mutex);
    double most = m_costs.unknownMb();
    for (const ProfileCosts::Cost &cost : m_costs.all())
        most = std::max(most, cost.memoryMb);
    return m_looked && leftMb() < most * m_config.places;
}

QList<queue::IntakeStop> ResourceGuard::stopsNow()
{
    QList<queue::IntakeStop> stops;
    bool browsersHeld = false;
    for (const ReachedLimit &one : std::as_const(m_reached)) {
        if (saysLess(one.limit, m_reached))
            continue;
        const bool warning = one.limit == ResourceLimit::DiskWarning;
        stops.append({{codeOf(one.limit), QStringList(m_config.node) + one.numbers},
                      concernsBrowsers(one.limit) ? m_config.browserKinds : QStringList(),
                      warning});
        browsersHeld = browsersHeld || !warning;
    }
    const Room left = room();
    m_crowded = left.browsers == 0;
    // With none in line or under way nobody waits for room.
    if (m_crowded && !browsersHeld && !m_next.isEmpty()) {
        stops.append({{u"no_room"_s, {m_config.node, left.profile, whole(left.neededMb), whole(left.leftMb)}},
                      m_config.browserKinds});
    }
    return stops;
}

void ResourceGuard::setLimits(const ResourceLimits &limits)
{
    const std::scoped_lock lock(m_mutex);
    m_judge.setLimits(limits);
}

queue::Admission ResourceGuard::admission() const
{
    const std::scoped_lock lock(m_mutex);
    queue::Admission admission;
    bool everything = !m_looked; // a moment after the start
    bool browsers = false;
    for (const queue::IntakeStop &stop : m_stops) {
        everything = everything || (stop.kinds.isEmpty() && !stop.warning);
        browsers = browsers || !stop.warning;
    }
    if (everything) {
        admission.all = 0;
        return admission;
    }
    const int most = browsers ? 0 : room().browsers;
    if (most < plenty) {
        for (const QString &kind : m_config.browserKinds)
            admission.most.insert(kind, most);
    }
    return admission;
}

bool ResourceGuard::begins(qint64 runLease, const QString &kind, const QString &profile)
{
    if (!isBrowserKind(kind))
        return true;
    const std::scoped_lock lock(m_mutex);
    m_next.removeOne(profile);
    if (knowsRoom() && m_costs.memoryMb(profile) > leftMb()) {
        m_next.prepend(profile);
        m_crowded = true;
        return false;
    }
    m_running.insert(runLease, profile);
    return true;
}

void ResourceGuard::ended(qint64 runLease)
{
    const std::scoped_lock lock(m_mutex);
    m_running.remove(runLease);
}

void ResourceGuard::describe(queue::NodeInfo &node) const
{
    const std::scoped_lock lock(m_mutex);
    if (!m_looked)
        return;
    queue::ResourceUsage usage;
    usage.known = true;
    usage.memoryMb = m_sample.memoryMb;
    if (m_sample.machineMb > 0)
        usage.memoryPercent = 100 * (1 - m_sample.machineFreeMb / m_sample.machineMb);
    usage.cpuPercent = m_sample.machineCpuPercent;
    if (m_sample.diskMb > 0)
        usage.diskPercent = 100 * (1 - m_sample.diskFreeMb / m_sample.diskMb);
    usage.openFds = m_sample.openFiles;
    usage.browserMemoryMb = m_sample.browserMemoryMb();
    usage.browsers = int(m_sample.browsers.size());
    node.resources = usage;
    node.stops = m_stops;
}

ResourceSample ResourceGuard::sample() const
{
    const std::scoped_lock lock(m_mutex);
    return m_sample;
}

ProfileCosts ResourceGuard::costs() const
{
    const std::scoped_lock lock(m_mutex);
    return m_costs;
}

} // namespace pult::observe
