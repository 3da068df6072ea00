// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

namespace pult {

/// Marks this thread as inside logging while it lives: what Qt itself says there (of a file, say) must not come back,
/// least of all from the log thread, which would wait for itself when the queue is full.
class InsideLogging final
{
public:
    InsideLogging() : m_before(std::exchange(s_inside, true)) {}
    ~InsideLogging() { s_inside = m_before; }
    InsideLogging(const InsideLogging &) = delete;
    InsideLogging &operator=(const InsideLogging &) = delete;

    static bool isHere() { return s_inside; }

private:
    static inline thread_local bool s_inside = false;
    const bool m_before;
};

} // namespace pult
