// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logging.h"

#include "errorstream.h"
#include "insidelogging.h"
#include "logfile.h"
#include "logformat.h"
#include "logqueue.h"
#include "timepoint.h"

#include <QCoreApplication>
#include <QThread>

#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace pult {

Q_LOGGING_CATEGORY(lcBase, "pult.core.base", QtInfoMsg)

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr auto errorStreamPatience = 1s;

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

/// What stands on stderr after lines that were dropped there.
QByteArray lossLine(quint64 lost, bool json)
{
    const QString text = u"log_stderr_not_read lost="_s + QString::number(lost);
    return toLine({toMicros(localNow()), QtWarningMsg, "pult.core.base", u"log"_s, text}, json);
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

    LogRing ring;
    std::unique_ptr<LogQueue> queue; ///< null: no file
    std::array<std::atomic<quint64>, 5> counts{};

    /// Messages hold it shared, construction and destruction of the one instance alone.
    static std::shared_mutex s_guard;
    static std::atomic<Private *> s_instance;

private:
    std::unique_ptr<LogFile> makeFile();
    void noteFileTrouble(QtMsgType level, const QString &what);
    void tellRing();

    LogOptions m_options;
    std::atomic<QtMsgType> m_level;
    ErrorStream m_errors; ///< outlives the queue, whose thread says there what it cannot write
    QtMessageHandler m_previous = nullptr;
};

std::shared_mutex Logging::Private::s_guard;
std::atomic<Logging::Private *> Logging::Private::s_instance = nullptr;

Logging::Private::Private(LogOptions options)
    : m_options(std::move(options)), m_level(m_options.level),
      m_errors([json = m_options.stderrJson](quint64 lost) { return lossLine(lost, json); })
{
    if (!m_options.filePath.isEmpty())
        queue = std::make_unique<LogQueue>(makeFile(), m_options.jsonLines);
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
    queue.reset();
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
        return toLine(line, json);
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
    if (queue)
        queue->post(line);
    if (m_options.toStderr)
        m_errors.write(toLine(line, m_options.stderrJson));
    if (level != QtFatalMsg)
        return;
    // Qt aborts next. The ring is all that is left when there is no file.
    if (!queue || !queue->isWorking())
        tellRing();
    flush();
}

void Logging::Private::tellRing()
{
    const QList<LogRecord> records = ring.after(0, int(LogRing::size));
    for (const LogRecord &record : records) {
        const QByteArray category = record.category.toUtf8();
        m_errors.write(toTextLine({record.atMicros, record.level, category.constData(), u"ring"_s, record.message}));
    }
}

void Logging::Private::flush()
{
    if (queue)
        queue->flush();
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
    if (InsideLogging::isHere()) {
        // This thread is inside the instance, or the instance's own: it does not go before this returns.
        if (Private *const d = s_instance)
            d->m_errors.write(message.toUtf8() + '\n');
        return;
    }
    const InsideLogging guard;
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
    return !d || !d->queue || d->queue->isWorking();
}

} // namespace pult
