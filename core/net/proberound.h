// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "callwindow.h"

#include <QtGlobal>

#include <chrono>
#include <vector>

namespace pult::net {

/// The calls that pass a half-open breaker and decide whether it closes. A value; not thread-safe.
class ProbeRound final
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// Nothing is out, so many may go.
    void begin(int permits);
    void clear() { begin(0); }

    bool mayGo() const { return m_left > 0; }
    /// The number of a probe that goes now and has failed when it says nothing until `deadline`.
    quint64 go(TimePoint deadline);
    /// False: its deadline was over, and it has been counted.
    bool ended(quint64 number, bool failed, bool slow);
    /// Handed back: another may go for it.
    void handBack(quint64 number);
    /// Counts those whose deadline is over as failed; whether there were any.
    bool failOverdue(TimePoint now);

    /// Whether anything was asked at all.
    bool hasBegun() const { return !m_out.empty() || m_ended.calls > 0; }
    /// Of those that have ended.
    const CallWindow::Sums &sums() const { return m_ended; }

private:
    struct Probe
    {
        quint64 number = 0;
        TimePoint deadline{};
    };
    bool remove(quint64 number);

    int m_left = 0;
    quint64 m_last = 0; ///< number, over all rounds
    std::vector<Probe> m_out;
    CallWindow::Sums m_ended;
};

} // namespace pult::net
