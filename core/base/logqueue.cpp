// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logqueue.h"

#include "insidelogging.h"
#include "logfile.h"
#include "logformat.h"

#include <spdlog/async.h>
#include <spdlog/details/periodic_worker.h>
#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace pult {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr std::size_t queueSize = 8192;  // lines between the threads and the file; full: the logging thread waits
constexpr std::size_t queueReserve = 64; // for those that find room at the same time
constexpr auto diskPatience = 2s;
constexpr auto flushDeadline = 3s;

/// Lines on their way to the file. The payload is the finished line; spdlog brings the queue and the thread.
class LineSink final : public spdlog::sinks::base_sink<std::mutex>
{
public:
    explicit LineSink(std::unique_ptr<LogFile> file) : m_file(std::move(file)) {}

    bool isWorking() const { return m_working; }
    quint64 done() const { return m_done; }
    /// Waits until `count` lines have come through.
    void waitFor(quint64 count)
    {
        std::unique_lock lock(m_doneMutex);
        ++m_waiting;
        m_wake.wait_for(lock, flushDeadline, [&] { return m_done >= count; });
        --m_waiting;
    }

protected:
    void sink_it_(const spdlog::details::log_msg &message) override
    {
        const InsideLogging guard;
        m_file->write({message.payload.data(), qsizetype(message.payload.size())});
        m_working = m_file->isWorking();
        ++m_done;
        if (m_waiting > 0) {
            const std::lock_guard lock(m_doneMutex);
            m_wake.notify_all();
        }
    }
    void flush_() override
    {
        const InsideLogging guard;
        m_file->flush();
        m_working = m_file->isWorking();
    }

private:
    std::unique_ptr<LogFile> m_file;
    std::atomic<bool> m_working = true;
    std::atomic<quint64> m_done = 0;
    std::atomic<int> m_waiting = 0;
    std::mutex m_doneMutex; // m_wake
    std::condition_variable m_wake;
};

/// Of the file's logger, which lets all pass and writes an error out at once.
spdlog::level::level_enum spdlogLevel(QtMsgType level)
{
    return level == QtCriticalMsg || level == QtFatalMsg ? spdlog::level::err : spdlog::level::info;
}

} // namespace

class LogQueue::Private
{
public:
    Private(std::unique_ptr<LogFile> file, bool json);
    ~Private();

    bool waitForRoom();
    void postUnchecked(const LogLine &line);

    const bool m_json;
    std::shared_ptr<LineSink> m_sink;
    std::shared_ptr<spdlog::details::thread_pool> m_pool;
    std::shared_ptr<spdlog::async_logger> m_logger;
    std::atomic<quint64> m_posted = 0;
    std::atomic<quint64> m_dropped = 0; ///< since the disk stood still
    std::atomic<bool> m_diskStands = false;
    std::unique_ptr<spdlog::details::periodic_worker> m_flusher;

private:
    bool isRoom() const { return m_pool->queue_size() + queueReserve < queueSize; }
};

LogQueue::Private::Private(std::unique_ptr<LogFile> file, bool json)
    : m_json(json), m_sink(std::make_shared<LineSink>(std::move(file))),
      m_pool(std::make_shared<spdlog::details::thread_pool>(queueSize, 1)),
      // waitForRoom() keeps it from running over; what nobody waits for, a flush, may.
      m_logger(
          std::make_shared<spdlog::async_logger>("pult", m_sink, m_pool, spdlog::async_overflow_policy::overrun_oldest))
{
    m_logger->set_level(spdlog::level::trace);
    m_logger->flush_on(spdlog::level::err);
    m_flusher = std::make_unique<spdlog::details::periodic_worker>([this] { m_logger->flush(); }, 1s);
}

LogQueue::Private::~Private()
{
    m_flusher.reset();
    // The pool finishes what is queued; its messages hold the logger until then.
    m_logger.reset();
    m_pool.reset();
}

/// A burst waits until there is room, so that nothing of it is lost. When not one line comes through for a while, the
/// disk stands still, and nobody waits for it any more.
bool LogQueue::Private::waitForRoom()
{
    using Clock = std::chrono::steady_clock;
    quint64 done = m_sink->done();
    auto end = Clock::now() + diskPatience;
    while (!isRoom()) { // asked once: others may have filled it a moment later, which the reserve is for
        if (m_diskStands)
            return false;
        std::this_thread::sleep_for(1ms);
        if (const quint64 now = m_sink->done(); now != done) {
            done = now;
            end = Clock::now() + diskPatience;
        } else if (Clock::now() > end) {
            m_diskStands = true;
        }
    }
    return true;
}

void LogQueue::Private::postUnchecked(const LogLine &line)
{
    const QByteArray bytes = toLine(line, m_json);
    ++m_posted;
    m_logger->log(spdlogLevel(line.level), spdlog::string_view_t(bytes.constData(), std::size_t(bytes.size())));
}

LogQueue::LogQueue(std::unique_ptr<LogFile> file, bool json) : d(std::make_unique<Private>(std::move(file), json)) {}

LogQueue::~LogQueue() = default;

void LogQueue::post(const LogLine &line)
{
    if (!d->waitForRoom()) {
        ++d->m_dropped;
        return;
    }
    d->m_diskStands = false;
    if (const quint64 lost = d->m_dropped.exchange(0); lost > 0) {
        const QString text = u"log_disk_stood_still lost="_s + QString::number(lost);
        d->postUnchecked({line.atMicros, QtWarningMsg, "pult.core.base", u"log"_s, text});
    }
    d->postUnchecked(line);
}

void LogQueue::flush()
{
    d->m_sink->waitFor(d->m_posted);
    d->m_sink->flush();
}

bool LogQueue::isWorking() const
{
    return d->m_sink->isWorking();
}

} // namespace pult
