// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "profilecosts.h"
#include "resourcelimits.h"

#include <queue/admission.h>

#include <QSet>

#include <mutex>

namespace pult::observe {

/// Says what a node may begin: from the last look at its resources, from the browsers that were let in since, and from
/// what their profiles are known to need. Asks no system and no clock of its own. Thread-safe: the observer's thread
/// looks, the dispatcher asks.
class ResourceGuard final
{
public:
    struct Config
    {
        QString node; ///< name, for the sentences
        ResourceLimits limits;
        QStringList browserKinds; ///< what starts a browser
        int places = 15;          ///< tasks at once
    };
    ResourceGuard(Config config, ProfileCosts costs);

    /// What came of a look.
    struct Verdict
    {
        bool changed = false; ///< whether tasks may begin, or why not
        bool recycle = false; ///< the own memory does not go down: make the workers anew
        bool costsChanged = false;
        QList<queue::IntakeStop> stops;
    };
    /// `browsersLooked`: the sample's browsers were measured this time, not kept from before.
    Verdict update(const ResourceSample &sample, SteadyTime now, bool browsersLooked, qint64 unixTime);
    /// The profiles of the next browser tasks in line, in their order.
    void setNext(const QStringList &profiles);
    /// Whether setNext() matters: what is left may not do for all free slots.
    bool isTight() const;

    /// From the next look on.
    void setLimits(const ResourceLimits &limits);

    /// From the dispatcher.
    queue::Admission admission() const;
    /// Whether a claimed task may begin: the claim was for as many as there is room for, but knew none of them. What is
    /// refused is then the next in line.
    bool begins(qint64 runLease, const QString &kind, const QString &profile);
    void ended(qint64 runLease);

    /// For the node's row.
    void describe(queue::NodeInfo &node) const;
    ResourceSample sample() const;
    ProfileCosts costs() const;

private:
    struct Watched
    {
        double memoryMb = 0; ///< when last measured
        double peakMb = 0;
        double cpuSum = 0;
        int looks = 0;
    };
    struct Room
    {
        int browsers = 0;
        double leftMb = 0;
        double neededMb = 0; ///< by the first that does not fit
        QString profile;
    };
    bool learnFrom(const ResourceSample &sample, qint64 unixTime);
    bool knowsRoom() const;
    double leftMb() const;
    Room room() const;
    QList<queue::IntakeStop> stopsNow();
    bool isBrowserKind(const QString &kind) const { return m_config.browserKinds.contains(kind); }

    const Config m_config;
    mutable std::mutex m_mutex; ///< protects everything below
    ResourceJudge m_judge;
    ProfileCosts m_costs;
    ResourceSample m_sample;
    bool m_looked = false;
    QList<ReachedLimit> m_reached;
    QList<queue::IntakeStop> m_stops;
    QHash<qint64, QString> m_running;  ///< run lease → profile, of browser tasks
    QHash<QString, Watched> m_watched; ///< browsers that run, by profile
    QStringList m_next;
    bool m_crowded = false; ///< the next browser did not fit when last looked
};

} // namespace pult::observe
