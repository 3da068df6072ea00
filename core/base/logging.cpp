// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logging.h"

#include "errorstream.h"
#include "logfile.h"
#include "logformat.h"
#include "settings.h"
#include "timepoint.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QScopedValueRollback>
#include <QThread>

#include <spdlog/async.h>
#include <spdlog/details/periodic_worker.h>
#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <thread>

namespace pult {

Q_LOGGING_CATEGORY(lcBase, "pult.core.base", QtInfoMsg)

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr std::size_t ringSize = 10000;
constexpr std::size_t queueSize = 8192;  // lines between the threads and the file; full: the logging thread waits
constexpr std::size_t queueReserve = 64; // for those that find room at the same time
constexpr auto diskPatience = 2s;
constexpr auto errorStreamPatience = 1s;
constexpr qsizetype ringMessageLimit = 16 * 1024;
constexpr auto flushDeadline = 3s;

/// Set while this thread is inside logging: what Qt itself says there (of a file, say) must not come back, least of all
/// from the log thread, which would wait for itself when the queue is full.
thread_local bool insideLogging = false;

int rank(QtMsgType level)
{
    switch (level) {
    case QtDebugMsg:
        return 0;
    case QtInfoMsg:
        return 1;
    case QtWarningMsg:
        return 2;
    case QtCriticalMsg:
        return 3;
    case QtFatalMsg:
        break;
    }
    return 4;
}

spdlog::level::level_enum spdlogLevel(QtMsgType level)
{
    constexpr spdlog::level::level_enum levels[] = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                                    spdlog::level::err, spdlog::level::critical};
    return levels[rank(level)];
}

/// The newest records, for the log panel. Thread-safe.
class Ring final
{
public:
    void append(LogRecord record)
    {
        record.message.truncate(ringMessageLimit);
        const std::lock_guard lock(m_mutex);
        record.number = ++m_last;
        if (m_records.size() == ringSize)
            m_records.pop_front();
        m_records.push_back(std::move(record));
    }
    QList<LogRecord> after(quint64 number, int limit) const
    {
        const std::lock_guard lock(m_mutex);
        const quint64 newer = m_last > number ? m_last - number : 0;
        const auto count = std::min({newer, quint64(m_records.size()), quint64(std::max(limit, 0))});
        return {m_records.cend() - qsizetype(count), m_records.cend()};
    }

private:
    mutable std::mutex m_mutex; // m_records, m_last
    std::deque<LogRecord> m_records;
    quint64 m_last = 0;
};

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
        const QScopedValueRollback guard(insideLogging, true);
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
        const QScopedValueRollback guard(insideLogging, true);
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

QByteArray textOf(const LogLine &line, bool json)
{
    return json ? toJsonLine(line) : toTextLine(line);
}

/// What stands on stderr after lines that were dropped there.
QByteArray lossLine(quint64 lost, bool json)
{
    const QString text = u"log_stderr_not_read lost="_s + QString::number(lost);
    return textOf({toMicros(localNow()), QtWarningMsg, "pult.core.base", u"log"_s, text}, json);
}

QString threadName()
{
    const QThread *thread = QThread::currentThread();
    if (const QString name = thread->objectName(); !name.isEmpty())
        return name;
    if (const auto *application = QCoreApplication::instance(); application && application->thread() == thread)
        return u"main"_s;
    return u"0x"_s + QString::number(quintptr(QThread::currentThreadId()), 16);
}

} // namespace

class Logging::Private
{
public:
    explicit Private(LogOptions options);
    ~Private();

    void handle(QtMsgType level, const QMessageLogContext &context, const QString &message);
    void flush();
    void setLevel(QtMsgType level, const QString &rules);

    static void onMessage(QtMsgType level, const QMessageLogContext &context, const QString &message);

    Ring ring;
    std::shared_ptr<LineSink> fileSink;
    std::array<std::atomic<quint64>, 5> counts{};

    /// Messages hold it shared, construction and destruction of the one instance alone.
    static std::shared_mutex s_guard;
    static std::atomic<Private *> s_instance;

private:
    void openFile();
    std::unique_ptr<LogFile> makeFile();
    bool isRoom() const { return m_pool->queue_size() + queueReserve < queueSize; }
    bool waitForRoom();
    void post(const LogLine &line);
    void postUnchecked(const LogLine &line);
    void noteFileTrouble(QtMsgType level, const QString &what);
    void tellRing();

    LogOptions m_options;
    std::atomic<QtMsgType> m_level;
    ErrorStream m_errors; ///< outlives the pool, whose thread says there what it cannot write
    std::shared_ptr<spdlog::details::thread_pool> m_pool;
    std::shared_ptr<spdlog::async_logger> m_logger; ///< null: no file
    std::atomic<quint64> m_posted = 0;
    std::atomic<quint64> m_dropped = 0; ///< since the disk stood still
    std::atomic<bool> m_diskStands = false;
    std::unique_ptr<spdlog::details::periodic_worker> m_flusher;
    QtMessageHandler m_previous = nullptr;
};

std::shared_mutex Logging::Private::s_guard;
std::atomic<Logging::Private *> Logging::Private::s_instance = nullptr;

Logging::Private::Private(LogOptions options)
    : m_options(std::move(options)), m_level(m_options.level),
      m_errors([json = m_options.stderrJson](quint64 lost) { return lossLine(lost, json); }),
      m_pool(std::make_shared<spdlog::details::thread_pool>(queueSize, 1))
{
    if (!m_options.filePath.isEmpty())
        openFile();
    m_flusher = std::make_unique<spdlog::details::periodic_worker>(
        [this] {
            if (m_logger)
                m_logger->flush();
        },
        1s);
    setLevel(m_options.level, {});
    {
        const std::unique_lock lock(s_guard);
        Q_ASSERT_X(!s_instance, "Logging", "one per process");
        s_instance = this;
    }
    m_previous = qInstallMessageHandler(&onMessage);
}

Logging::Private::~Private()
{
    qInstallMessageHandler(m_previous);
    {
        const std::unique_lock lock(s_guard);
        s_instance = nullptr;
    }
    m_flusher.reset();
    // The pool finishes what is queued; its messages hold the loggers until then.
    m_logger.reset();
    m_pool.reset();
}

void Logging::Private::openFile()
{
    fileSink = std::make_shared<LineSink>(makeFile());
    // waitForRoom() keeps it from running over; what nobody waits for, a flush, may.
    m_logger =
        std::make_shared<spdlog::async_logger>("pult", fileSink, m_pool, spdlog::async_overflow_policy::overrun_oldest);
    m_logger->set_level(spdlog::level::trace);
    m_logger->flush_on(spdlog::level::err);
}

std::unique_ptr<LogFile> Logging::Private::makeFile()
{
    LogFile::Options options;
    options.path = m_options.filePath;
    options.maxBytes = m_options.maxBytes;
    options.backupCount = m_options.backupCount;
    options.maxAgeDays = m_options.maxAgeDays;
    options.header = [json = m_options.jsonLines] {
        const LogLine line{toMicros(localNow()), QtInfoMsg, "pult.core.base", u"log"_s, headerMessage()};
        return textOf(line, json);
    };
    options.onTrouble = [this](const QString &what) { noteFileTrouble(QtCriticalMsg, u"log_write_failed "_s + what); };
    options.onRecovered = [this](qint64 lost) {
        noteFileTrouble(QtWarningMsg, u"log_write_recovered lost="_s + QString::number(lost));
    };
    return std::make_unique<LogFile>(std::move(options));
}

/// Said in the ring and on stderr, never through the file that is in trouble.
void Logging::Private::noteFileTrouble(QtMsgType level, const QString &what)
{
    const LogLine line{toMicros(localNow()), level, "pult.core.base", u"log"_s, what};
    ring.append({line.atMicros, level, u"pult.core.base"_s, what, 0});
    m_errors.write(toTextLine(line));
}

/// A burst waits until there is room, so that nothing of it is lost. When not one line comes through for a while, the
/// disk stands still, and nobody waits for it any more.
bool Logging::Private::waitForRoom()
{
    using Clock = std::chrono::steady_clock;
    quint64 done = fileSink->done();
    auto end = Clock::now() + diskPatience;
    while (!isRoom() && !m_diskStands) {
        std::this_thread::sleep_for(1ms);
        if (const quint64 now = fileSink->done(); now != done) {
            done = now;
            end = Clock::now() + diskPatience;
        } else if (Clock::now() > end) {
            m_diskStands = true;
        }
    }
    return isRoom();
}

void Logging::Private::post(const LogLine &line)
{
    if (!m_logger)
        return;
    if (!waitForRoom()) {
        ++m_dropped;
        return;
    }
    m_diskStands = false;
    if (const quint64 lost = m_dropped.exchange(0); lost > 0) {
        const QString text = u"log_disk_stood_still lost="_s + QString::number(lost);
        postUnchecked({line.atMicros, QtWarningMsg, "pult.core.base", u"log"_s, text});
    }
    postUnchecked(line);
}

void Logging::Private::postUnchecked(const LogLine &line)
{
    const QByteArray bytes = textOf(line, m_options.jsonLines);
    ++m_posted;
    m_logger->log(spdlogLevel(line.level), spdlog::string_view_t(bytes.constData(), std::size_t(bytes.size())));
}

void Logging::Private::handle(QtMsgType level, const QMessageLogContext &context, const QString &message)
{
    // Our own categories are gated by rules, so that one can be opened further than the level.
    const bool ours = context.category && std::string_view(context.category).starts_with("pult.");
    if (!ours && rank(level) < rank(m_level))
        return;
    const LogLine line{toMicros(localNow()), level, context.category ? context.category : "default", threadName(),
                       message};
    ++counts[size_t(rank(level))];
    ring.append({line.atMicros, level, QString::fromUtf8(line.category), message, 0});
    post(line);
    if (m_options.toStderr)
        m_errors.write(textOf(line, m_options.stderrJson));
    if (level != QtFatalMsg)
        return;
    // Qt aborts next. The ring is all that is left when there is no file.
    if (!fileSink || !fileSink->isWorking())
        tellRing();
    flush();
}

void Logging::Private::tellRing()
{
    const QList<LogRecord> records = ring.after(0, int(ringSize));
    for (const LogRecord &record : records) {
        const QByteArray category = record.category.toUtf8();
        m_errors.write(toTextLine({record.atMicros, record.level, category.constData(), u"ring"_s, record.message}));
    }
}

void Logging::Private::flush()
{
    if (fileSink) {
        fileSink->waitFor(m_posted);
        fileSink->flush();
    }
    m_errors.waitUntilOut(errorStreamPatience);
}

void Logging::Private::setLevel(QtMsgType level, const QString &rules)
{
    m_level = level;
    QString all;
    for (const auto &[type, name] :
         {std::pair{QtDebugMsg, "debug"_L1}, std::pair{QtInfoMsg, "info"_L1}, std::pair{QtWarningMsg, "warning"_L1}})
        all += u"pult.*.%1=%2\n"_s.arg(name, rank(type) >= rank(level) ? "true"_L1 : "false"_L1);
    all += rules;
    QLoggingCategory::setFilterRules(all);
}

void Logging::Private::onMessage(QtMsgType level, const QMessageLogContext &context, const QString &message)
{
    if (insideLogging) {
        // This thread is inside the instance, or the instance's own: it does not go before this returns.
        if (Private *const d = s_instance)
            d->m_errors.write(message.toUtf8() + '\n');
        return;
    }
    const QScopedValueRollback guard(insideLogging, true);
    const std::shared_lock lock(s_guard);
    if (Private *const d = s_instance)
        d->handle(level, context, message);
}

Logging::Logging(LogOptions options) : d(std::make_unique<Private>(std::move(options))) {}

Logging::~Logging() = default;

QList<LogRecord> Logging::recordsAfter(quint64 number, int limit)
{
    const std::shared_lock lock(Private::s_guard);
    return Private::s_instance ? Private::s_instance.load()->ring.after(number, limit) : QList<LogRecord>();
}

void Logging::flush()
{
    const std::shared_lock lock(Private::s_guard);
    if (Private::s_instance)
        Private::s_instance.load()->flush();
}

void Logging::setLevel(QtMsgType level, const QString &categoryRules)
{
    const std::shared_lock lock(Private::s_guard);
    if (Private::s_instance)
        Private::s_instance.load()->setLevel(level, categoryRules);
}

std::array<quint64, 5> Logging::lineCounts()
{
    std::array<quint64, 5> counts{};
    const std::shared_lock lock(Private::s_guard);
    for (size_t i = 0; Private::s_instance && i < counts.size(); ++i)
        counts[i] = Private::s_instance.load()->counts[i];
    return counts;
}

bool Logging::isFileWorking()
{
    const std::shared_lock lock(Private::s_guard);
    const Private *const d = Private::s_instance;
    return !d || !d->fileSink || d->fileSink->isWorking();
}

LogOptions logOptions(const Settings &settings, const QString &stream)
{
    LogOptions options;
    options.filePath = settings.text("LOG_FILE_PATH");
    if (options.filePath.isEmpty())
        options.filePath = settings.dataDir() + u"/logs/pult.log";
    if (!stream.isEmpty()) {
        const QFileInfo info(options.filePath);
        const QString suffix = info.suffix().isEmpty() ? QString() : QString(u'.' + info.suffix());
        options.filePath = info.path() + u'/' + info.completeBaseName() + u'-' + stream + suffix;
    }
    options.maxBytes = settings.integer("LOG_MAX_BYTES");
    options.backupCount = int(settings.integer("LOG_BACKUP_COUNT"));
    options.level = logLevelFromString(settings.text("LOG_LEVEL")).value_or(QtInfoMsg);
    if (settings.boolean("DEBUG") && !settings.isSet("LOG_LEVEL"))
        options.level = QtDebugMsg;
    options.jsonLines = settings.text("LOG_FORMAT") == "json"_L1;
    options.stderrJson = settings.isSet("LOG_FORMAT") && options.jsonLines;
    return options;
}

} // namespace pult
