// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dolphintimings.h"
#include "startgate.h"

#include <net/outsideclient.h>

#include <QString>

#include <mutex>

namespace pult::browser {

/// What the providers of one process share: the pace of starts and stops, and what is known of the Dolphin app. One per
/// process, made before the first provider and destroyed after the last. Thread-safe.
class ProviderShared final
{
public:
    /// `outside`: what the node's calls share, outlives this; null: it has its own.
    explicit ProviderShared(DolphinTimings timings = {}, net::OutsideShared *outside = nullptr);

    /// This life of the node, as it stands in the browsers' records.
    const QString &session() const { return m_session; }

    net::OutsideShared &outside() { return m_outside; }

    StartGate dolphinStarts;
    StartGate dolphinStops;
    StartGate dolphinLogins;
    StartGate localStarts;

    /// Grows with every login; 0: not logged in.
    quint64 loginGeneration() const;
    void loggedIn();
    /// The app is gone or has forgotten the login that was `generation`.
    void loginLost(quint64 generation);

    /// Where the app was found when DOLPHIN_API_HOST is not set; empty: not yet.
    QString dolphinBase() const;
    void setDolphinBase(const QString &base);

private:
    const QString m_session;
    std::unique_ptr<net::OutsideShared> m_own; ///< when nobody gave one
    net::OutsideShared &m_outside;
    mutable std::mutex m_mutex; ///< protects everything below
    quint64 m_generation = 0;
    quint64 m_lastGeneration = 0;
    QString m_dolphinBase;
};

} // namespace pult::browser
