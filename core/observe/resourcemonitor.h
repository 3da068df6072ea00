// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "measure.h"
#include "resourceguard.h"

#include <base/result.h>

#include <QFuture>
#include <QObject>
#include <QTimer>

#include <chrono>

namespace pult::observe {

/// A browser that this node opened, as far as is known where it runs.
struct BrowserRoot
{
    QString profile; ///< "local:shop-1"
    ProcessRoot process;
};

/// Looks at the computer, this process and the browsers at intervals, and tells the guard. Cheap things every two
/// seconds; the browsers, whose memory is dear to measure, so seldom that looking takes at most two percent of one
/// processor. Thread-affine to the observer's thread: what it reads (/proc, the browsers' records) belongs neither on
/// the window's thread nor on the dispatcher's.
class ResourceMonitor final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ResourceMonitor)

public:
    struct Config
    {
        QString dataDir;
        /// The browsers of this life; called on this object's thread.
        std::function<QList<BrowserRoot>()> roots;
        /// Profiles of the next browser tasks in line, for the guard; asked only when it matters.
        std::function<QFuture<Result<QStringList>>()> nextProfiles;
        std::chrono::milliseconds interval{2000};
        std::chrono::milliseconds browserPause{1900}; ///< at least so much between two looks at the browsers
        double browserShare = 0.02;                   ///< of one processor
        /// Instead of the system: tests.
        std::function<std::optional<ResourceSample>()> look;
    };
    /// `guard` outlives this.
    ResourceMonitor(Config config, ResourceGuard &guard);

public Q_SLOTS:
    void start();
    void stop();

Q_SIGNALS:
    /// Whether tasks may begin, or why not, has changed.
    void admissionChanged();
    /// The own memory does not go down below its limit: make idle workers anew.
    void recycleWanted();
    /// After every look; `seconds` since the one before.
    void looked(const pult::observe::ResourceSample &sample, double seconds);

private:
    struct Seen
    {
        std::uint64_t cpuMicros = 0;
        SteadyTime at;
    };
    void look();
    void finish(const ResourceSample &sample, bool browsersLooked, SteadyTime now);
    void lookAtBrowsers(SteadyTime now);
    void askForNext();
    void tell(const ResourceGuard::Verdict &verdict);

    const Config m_config;
    ResourceGuard &m_guard;
    QTimer m_timer;
    std::optional<SteadyTime> m_last;
    SelfUse m_lastSelf;
    MachineUse m_lastMachine;
    SteadyTime m_browsersDue{};
    QHash<QString, Seen> m_seen; ///< by profile, for the CPU between two looks
    QList<BrowserUse> m_browsers;
    bool m_asking = false;
    bool m_told = false;   ///< of limits that were reached
    bool m_coarse = false; ///< said that PSS may not be read
};

} // namespace pult::observe
