// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "breakerregistry.h"

#include <algorithm>
#include <mutex>

namespace pult::net {

BreakerRegistry::BreakerRegistry(BreakerPolicy policy, CircuitBreaker::Now now, CircuitBreaker::Draw draw)
    : m_now(std::move(now)), m_draw(std::move(draw)), m_policy(policy)
{
}

CircuitBreaker *BreakerRegistry::find(const QString &name) const
{
    const std::shared_lock lock(m_mutex);
    return m_breakers.value(name);
}

std::function<void()> BreakerRegistry::tellerOf(const QString &name)
{
    return [this, name] {
        std::shared_ptr<const std::function<void(const QString &)>> told;
        {
            const std::shared_lock lock(m_mutex);
            told = m_told;
        }
        if (told && *told)
            (*told)(name);
    };
}

CircuitBreaker &BreakerRegistry::breaker(const QString &name)
{
    if (CircuitBreaker *const known = find(name))
        return *known;
    const std::unique_lock lock(m_mutex);
    if (CircuitBreaker *const known = m_breakers.value(name)) // another thread was faster
        return *known;
    m_owned.push_back(std::make_unique<CircuitBreaker>(name, m_policy, m_now, m_draw));
    CircuitBreaker *const made = m_owned.back().get();
    made->onChange(tellerOf(name));
    m_breakers.insert(name, made);
    return *made;
}

BreakerState BreakerRegistry::state(const QString &name) const
{
    CircuitBreaker *const known = find(name);
    return known ? known->state() : BreakerState::Closed;
}

std::optional<TimePoint> BreakerRegistry::openUntil(const QString &name) const
{
    CircuitBreaker *const known = find(name);
    const std::chrono::milliseconds left = known ? known->closedFor() : std::chrono::milliseconds{0};
    return left.count() > 0 ? std::optional(localNow() + left) : std::nullopt;
}

void BreakerRegistry::setOfThisComputer(const QString &name, bool own)
{
    const std::unique_lock lock(m_mutex);
    m_own.removeAll(name);
    if (own)
        m_own.append(name);
}

bool BreakerRegistry::isOfThisComputer(const QString &name) const
{
    const std::shared_lock lock(m_mutex);
    return m_own.contains(name);
}

QStringList BreakerRegistry::names() const
{
    const std::shared_lock lock(m_mutex);
    QStringList names = m_breakers.keys();
    names.sort();
    return names;
}

QList<BreakerSnapshot> BreakerRegistry::snapshots() const
{
    QList<BreakerSnapshot> all;
    for (const QString &name : names())
        all.append(find(name)->snapshot());
    return all;
}

void BreakerRegistry::setLeasedProbes(bool leased)
{
    const std::unique_lock lock(m_mutex);
    m_policy.leasedProbes = leased;
    for (const auto &breaker : m_owned)
        breaker->setLeasedProbes(leased);
}

void BreakerRegistry::onChange(std::function<void(const QString &)> told)
{
    const std::unique_lock lock(m_mutex);
    m_told = std::make_shared<const std::function<void(const QString &)>>(std::move(told));
}

} // namespace pult::net
