// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "exitdeadline.h"

#include <algorithm>
#include <cstdlib>

namespace pult::node {

using Clock = std::chrono::steady_clock;

ExitDeadline::~ExitDeadline()
{
    disarm();
}

void ExitDeadline::arm(std::chrono::milliseconds budget, std::function<void()> last)
{
    if (m_thread.joinable())
        return;
    m_end = Clock::now() + budget;
    m_thread = std::thread([this, last = std::move(last)] {
        int code = 0;
        {
            std::unique_lock lock(m_mutex);
            while (!m_disarmed && Clock::now() < m_end)
                m_wake.wait_until(lock, m_end);
            if (m_disarmed)
                return;
            code = m_code;
        }
        last();
        std::_Exit(code);
    });
}

void ExitDeadline::relax(std::chrono::milliseconds rest, int code)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_end = std::min(m_end, Clock::now() + rest);
        m_code = code;
    }
    m_wake.notify_all();
}

void ExitDeadline::disarm()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_disarmed = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace pult::node
