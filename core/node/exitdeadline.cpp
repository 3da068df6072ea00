// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "exitdeadline.h"

#include <cstdlib>

namespace pult::node {

namespace {

constexpr int forcedExit = 3;

} // namespace

ExitDeadline::~ExitDeadline()
{
    disarm();
}

void ExitDeadline::arm(std::chrono::milliseconds budget, std::function<void()> last)
{
    if (m_thread.joinable())
        return;
    m_thread = std::thread([this, budget, last = std::move(last)] {
        {
            std::unique_lock lock(m_mutex);
            if (m_wake.wait_for(lock, budget, [this] { return m_disarmed; }))
                return;
        }
        last();
        std::_Exit(forcedExit);
    });
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
