// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace pult::node {

/// The one deadline of a shutdown: when it is over the process ends with exit code 3, whatever hangs. It waits on a
/// thread of its own, since the event loop may be what hangs.
class ExitDeadline final
{
public:
    ExitDeadline() = default;
    ~ExitDeadline();
    ExitDeadline(const ExitDeadline &) = delete;
    ExitDeadline &operator=(const ExitDeadline &) = delete;

    /// `last` is called on that thread right before the end. Once.
    void arm(std::chrono::milliseconds budget, std::function<void()> last);
    /// All that matters is done: what is left has `rest` at most, and the process ends with `code` even if it hangs.
    void relax(std::chrono::milliseconds rest, int code);
    void disarm();

private:
    std::thread m_thread;
    std::mutex m_mutex; // protects what follows
    std::condition_variable m_wake;
    std::chrono::steady_clock::time_point m_end{};
    int m_code = 3;
    bool m_disarmed = false;
};

} // namespace pult::node
