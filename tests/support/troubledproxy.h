// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QThread>

#include <atomic>
#include <memory>

namespace pult::test {

/// A TCP proxy on the loopback that can be told to make trouble: the network between a node and a server. It lives on a
/// thread of its own, so that it goes on while a test waits.
class TroubledProxy final
{
public:
    enum class Mode {
        Pass,
        Stall, ///< takes connections and bytes, passes nothing on; what waited goes on with Pass
        Reset, ///< cuts what there is and whatever comes
        Drip,  ///< some bytes at a time
    };
    /// To a port of the loopback.
    explicit TroubledProxy(int target);
    ~TroubledProxy();
    TroubledProxy(const TroubledProxy &) = delete;
    TroubledProxy &operator=(const TroubledProxy &) = delete;

    int port() const { return m_port; }
    void set(Mode mode) { m_mode = mode; }

private:
    QThread m_thread;
    std::atomic<Mode> m_mode = Mode::Pass;
    int m_port = 0;
};

} // namespace pult::test
