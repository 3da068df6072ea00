// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "errorstream.h"

#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#ifdef _WIN32
#include <io.h>
#else
#include <csignal>
#include <unistd.h>
#endif

namespace pult {

using namespace std::chrono_literals;

namespace {

constexpr qsizetype queueBytes = 4 * 1024 * 1024;
constexpr auto stillness = 1s;
constexpr auto longestEnd = 3s;
constexpr auto retryPause = 10ms;

/// Signals are for the threads that know what to do; above all, a reader that went away must not end the process.
void blockSignals()
{
#ifndef _WIN32
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
#endif
}

qint64 writeSome(int descriptor, const char *data, qsizetype size)
{
#ifdef _WIN32
    return ::_write(descriptor, data, unsigned(size));
#else
    return ::write(descriptor, data, std::size_t(size));
#endif
}

/// As much as somebody takes: what a closed stream refuses is nobody's loss.
void writeAll(int descriptor, const QByteArray &line)
{
    for (qsizetype done = 0; done < line.size();) {
        const qint64 size = writeSome(descriptor, line.constData() + done, line.size() - done);
        if (size > 0)
            done += size;
        else if (errno == EAGAIN) // whoever started this process made it so
            std::this_thread::sleep_for(retryPause);
        else if (errno != EINTR)
            return;
    }
}

} // namespace

struct ErrorStream::State
{
    State(LossLine line, int number) : lossLine(std::move(line)), descriptor(number) {}

    const LossLine lossLine;
    const int descriptor;
    std::mutex mutex; // protects everything below
    std::condition_variable wake;
    std::condition_variable moved;
    std::deque<QByteArray> lines;
    qsizetype bytes = 0;
    quint64 written = 0;
    quint64 out = 0;
    quint64 lost = 0; ///< since there was no room; told before the next line that is taken
    bool started = false;
    bool ending = false;
    bool ended = false;

    void push(QByteArray line)
    {
        bytes += line.size();
        ++written;
        lines.push_back(std::move(line));
    }
    void tellLoss()
    {
        if (lost > 0)
            push(lossLine(std::exchange(lost, 0)));
    }
};

ErrorStream::ErrorStream(LossLine lossLine, int descriptor)
    : m_state(std::make_shared<State>(std::move(lossLine), descriptor))
{
}

ErrorStream::~ErrorStream()
{
    std::unique_lock lock(m_state->mutex);
    m_state->ending = true;
    m_state->wake.notify_all();
    const auto end = std::chrono::steady_clock::now() + longestEnd;
    while (m_state->started && !m_state->ended && std::chrono::steady_clock::now() < end) {
        const quint64 before = m_state->out;
        m_state->moved.wait_for(lock, stillness, [&] { return m_state->ended || m_state->out != before; });
        if (!m_state->ended && m_state->out == before)
            return;
    }
}

void ErrorStream::write(QByteArray line)
{
    const std::lock_guard lock(m_state->mutex);
    // Once it was full, half of it must be out first, or losses would be told of line by line.
    const qsizetype room = m_state->lost > 0 ? queueBytes / 2 : queueBytes;
    if (m_state->bytes + line.size() > room) {
        ++m_state->lost;
        return;
    }
    m_state->tellLoss();
    m_state->push(std::move(line));
    if (!std::exchange(m_state->started, true))
        std::thread([state = m_state] { run(state); }).detach();
    m_state->wake.notify_all();
}

bool ErrorStream::waitUntilOut(std::chrono::milliseconds atMost)
{
    std::unique_lock lock(m_state->mutex);
    if (m_state->lost > 0)
        return false;
    return m_state->moved.wait_for(lock, atMost, [this, all = m_state->written] { return m_state->out >= all; });
}

void ErrorStream::run(const std::shared_ptr<State> &state)
{
    blockSignals();
    std::unique_lock lock(state->mutex);
    for (;;) {
        state->wake.wait(lock, [&] { return !state->lines.empty() || state->ending; });
        if (state->lines.empty())
            state->tellLoss();
        if (state->lines.empty())
            break;
        const QByteArray line = std::move(state->lines.front());
        state->lines.pop_front();
        lock.unlock();
        writeAll(state->descriptor, line);
        lock.lock();
        state->bytes -= line.size();
        ++state->out;
        state->moved.notify_all();
    }
    state->ended = true;
    state->moved.notify_all();
}

} // namespace pult
