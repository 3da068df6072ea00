// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <functional>
#include <mutex>

namespace pult::api {

/// Between whoever writes a stream and the connection that sends it. A client that leaves more than the backlog unread
/// is given up: it could not be told to slow down, and would cost memory. Thread-safe.
class StreamPipe final
{
public:
    using Post = std::function<void(std::function<void()>)>;

    /// `wake` is posted when there is something to take.
    StreamPipe(qint64 backlog, Post post, std::function<void()> wake)
        : m_backlog(backlog), m_post(std::move(post)), m_wake(std::move(wake))
    {
    }

    /// False when the client has gone or does not read.
    bool put(QByteArray bytes)
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return false;
        m_closed = m_pending.size() + bytes.size() > m_backlog;
        if (!m_closed)
            m_pending += bytes;
        // Who is closed is woken whatever it was told before: it may be waiting for a client that takes nothing.
        if (!std::exchange(m_woken, true) || m_closed)
            m_post(m_wake);
        return !m_closed;
    }
    QByteArray take()
    {
        const std::lock_guard lock(m_mutex);
        m_woken = false;
        return std::exchange(m_pending, {});
    }
    bool isClosed() const
    {
        const std::lock_guard lock(m_mutex);
        return m_closed;
    }
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }

private:
    const qint64 m_backlog;
    const Post m_post;
    const std::function<void()> m_wake;
    mutable std::mutex m_mutex; ///< guards what follows
    QByteArray m_pending;
    bool m_woken = false;
    bool m_closed = false;
};

} // namespace pult::api
