// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "circuitbreaker.h"

#include <QHash>
#include <QList>

#include <memory>
#include <shared_mutex>

namespace pult::net {

/// The breakers of this process, one per dependency, made when first asked for; they live as long as the registry.
/// Thread-safe.
class BreakerRegistry final
{
public:
    explicit BreakerRegistry(BreakerPolicy policy = {}, CircuitBreaker::Now now = {}, CircuitBreaker::Draw draw = {});

    /// `name` as in base/breakerstate.h, or a host.
    CircuitBreaker &breaker(const QString &name);

    /// Closed when nothing is known of it.
    BreakerState state(const QString &name) const;
    /// Until when it lets nobody pass, by this computer's clock; nothing while calls may pass.
    std::optional<TimePoint> openUntil(const QString &name) const;

    /// A breaker of this computer's own dependency: its truth is not that of other computers.
    void setOfThisComputer(const QString &name, bool own);
    bool isOfThisComputer(const QString &name) const;

    QStringList names() const;
    QList<BreakerSnapshot> snapshots() const;

    /// Probes of all breakers, those to come too, are leased (see BreakerPolicy::leasedProbes).
    void setLeasedProbes(bool leased);
    /// Told the name of every breaker that changes by itself or wants a probe leased; on the thread that made it
    /// change. An empty function ends it.
    void onChange(std::function<void(const QString &)> told);

private:
    CircuitBreaker *find(const QString &name) const;
    std::function<void()> tellerOf(const QString &name);

    const CircuitBreaker::Now m_now;
    const CircuitBreaker::Draw m_draw;
    mutable std::shared_mutex m_mutex; ///< protects everything below
    BreakerPolicy m_policy;
    QHash<QString, CircuitBreaker *> m_breakers;
    std::vector<std::unique_ptr<CircuitBreaker>> m_owned;
    QStringList m_own; ///< of this computer
    /// Shared with the breakers' own listeners, which may be at it while it is replaced.
    std::shared_ptr<const std::function<void(const QString &)>> m_told;
};

} // namespace pult::net
