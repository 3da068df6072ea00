// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "callwindow.h"

#include <base/breakerstate.h>
#include <base/error.h>
#include <base/timepoint.h>

#include <chrono>
#include <optional>

namespace pult::net {

/// When a breaker opens and how it closes again.
struct BreakerPolicy
{
    using Ms = std::chrono::milliseconds;
    Ms window{60000};
    int minimumCalls = 5;      ///< in the window; below, nothing trips
    int failureThreshold = 5;  ///< CIRCUIT_BREAKER_FAILURE_THRESHOLD: so many failures …
    double failureRate = 0.5;  ///< … that are so much of all calls …
    double slowRate = 0.8;     ///< … or so much of them slow
    Ms openWait{60000};        ///< CIRCUIT_BREAKER_RECOVERY_TIMEOUT, doubled with every failed recovery
    Ms longestWait{600000};    ///< before the jitter
    double jitter = 0.1;       ///< of the wait, up or down
    int probes = 3;            ///< calls that pass half-open and decide
    Ms halfOpenLimit{60000};   ///< then it opens again
    bool leasedProbes = false; ///< probes are for several nodes: they come by grantProbes() only
};

/// A breaker as it stands, for those who show or store it.
struct BreakerSnapshot
{
    QString name;
    BreakerState state = BreakerState::Closed;
    std::chrono::milliseconds left{0}; ///< of Open, HalfOpen, or a forced opening with an end
    std::chrono::milliseconds wait{0}; ///< the whole of what is left of
    int attempts = 0;                  ///< recoveries that failed since it was closed
    CallWindow::Sums window;           ///< of Closed; of the probes while HalfOpen
    bool rated = false;                ///< enough calls for the rates to mean something
    qint64 calls = 0;                  ///< since the counters were reset, as all below
    qint64 failures = 0;
    qint64 slow = 0;
    qint64 notPermitted = 0;
    int tripsOfTheDay = 0;    ///< in the last 24 hours
    bool needsProbes = false; ///< somebody would try it, and no probes have been leased
    quint64 opened = 0;       ///< how often it opened by itself, …
    quint64 closed = 0;       ///< … and closed: to notice what happened between two looks
    std::optional<Error> lastError;
    TimePoint lastErrorAt{};
    QString reason; ///< of ForcedOpen and Disabled
};

} // namespace pult::net
