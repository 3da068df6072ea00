// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "providershared.h"

#include <QThread>
#include <QUuid>

namespace pult::browser {

DolphinTimings DolphinTimings::scaled(double factor) const
{
    const auto scale = [factor](Ms time) { return Ms{qint64(double(time.count()) * factor)}; };
    DolphinTimings result = *this;
    for (Ms DolphinTimings::*time :
         {&DolphinTimings::stopPause, &DolphinTimings::lockedWaitMin, &DolphinTimings::lockedWaitMax,
          &DolphinTimings::initRetryWait, &DolphinTimings::unknownWait, &DolphinTimings::backOff,
          &DolphinTimings::recovery, &DolphinTimings::stagger})
        result.*time = scale(this->*time);
    for (Ms &time : result.portWaits)
        time = scale(time);
    for (Ms &time : result.duplicateWaits)
        time = scale(time);
    return result;
}

ProviderShared::ProviderShared(DolphinTimings timings, net::OutsideShared *outside)
    : dolphinStarts(2, timings.stagger, timings.gatePoll), dolphinStops(1, {}, timings.gatePoll),
      dolphinLogins(1, {}, timings.gatePoll),
      localStarts(std::max(2, QThread::idealThreadCount()), {}, timings.gatePoll),
      m_session(QUuid::createUuid().toString(QUuid::WithoutBraces)),
      m_own(outside ? nullptr : std::make_unique<net::OutsideShared>()), m_outside(outside ? *outside : *m_own)
{
}

quint64 ProviderShared::loginGeneration() const
{
    const std::lock_guard lock(m_mutex);
    return m_generation;
}

void ProviderShared::loggedIn()
{
    const std::lock_guard lock(m_mutex);
    m_generation = ++m_lastGeneration;
}

void ProviderShared::loginLost(quint64 generation)
{
    const std::lock_guard lock(m_mutex);
    if (m_generation == generation)
        m_generation = 0;
}

QString ProviderShared::dolphinBase() const
{
    const std::lock_guard lock(m_mutex);
    return m_dolphinBase;
}

void ProviderShared::setDolphinBase(const QString &base)
{
    const std::lock_guard lock(m_mutex);
    m_dolphinBase = base;
}

} // namespace pult::browser
