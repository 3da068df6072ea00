// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "proberound.h"

namespace pult::net {

void ProbeRound::begin(int permits)
{
    m_left = permits;
    m_out.clear();
    m_ended = {};
}

quint64 ProbeRound::go(TimePoint deadline)
{
    --m_left;
    m_out.push_back({++m_last, deadline});
    return m_last;
}

bool ProbeRound::remove(quint64 number)
{
    return std::erase_if(m_out, [number](const Probe &probe) { return probe.number == number; }) > 0;
}

bool ProbeRound::ended(quint64 number, bool failed, bool slow)
{
    if (!remove(number))
        return false;
    ++m_ended.calls;
    m_ended.failures += failed ? 1 : 0;
    m_ended.slow += slow ? 1 : 0;
    return true;
}

void ProbeRound::handBack(quint64 number)
{
    if (remove(number))
        ++m_left;
}

bool ProbeRound::failOverdue(TimePoint now)
{
    const auto hung = std::erase_if(m_out, [now](const Probe &probe) { return now >= probe.deadline; });
    m_ended.calls += int(hung);
    m_ended.failures += int(hung);
    return hung > 0;
}

} // namespace pult::net
