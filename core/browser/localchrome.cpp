// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "localchrome.h"

#include "browserlog.h"
#include "devtoolsprobe.h"
#include "processinfo.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QStorageInfo>
#include <QUuid>

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto probeTimeout = 2s;
constexpr int exitedTailBytes = 2000;
/// Pipes, sockets and files that a start and its connection take for a while.
constexpr int descriptorsForAStart = 24;

/// DevToolsActivePort: the port on its first line, the WebSocket's path on its second.
std::optional<quint16> readActivePort(const QString &folder)
{
    QFile file(folder + "/DevToolsActivePort"_L1);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QList<QByteArray> lines = file.read(1024).split('\n');
    const quint16 port = lines.value(0).trimmed().toUShort();
    if (port == 0 || !lines.value(1).startsWith("/devtools/browser/"))
        return std::nullopt;
    return port;
}

/// Containers give 64 MB of shared memory, with which pages crash.
bool sharedMemoryIsSmall()
{
#ifdef Q_OS_LINUX
    const QStorageInfo shared(u"/dev/shm"_s);
    return !shared.isValid() || shared.bytesTotal() < qint64{512} * 1024 * 1024;
#else
    return false;
#endif
}

} // namespace

LocalChrome::LocalChrome(LocalChromeConfig config, StartGate &starts)
    : m_config([&config] {
          if (config.profilesRoot.isEmpty())
              config.profilesRoot = config.dataDir + "/profiles"_L1;
          return std::move(config);
      }()),
      m_starts(starts)
{
}

LocalChrome::~LocalChrome()
{
    for (const auto &[profile, process] : m_processes) {
        process->disconnect();
        if (process->state() != QProcess::NotRunning)
            killProcessGroup(process->processId());
        process->waitForFinished(2000);
        removeRecord(m_config.dataDir, name(), profile);
    }
}

QString LocalChrome::folderOf(const QString &profileId) const
{
    return QDir(m_config.profilesRoot).absoluteFilePath(profileId);
}

QString LocalChrome::logOf(const QString &profileId) const
{
    return m_config.dataDir + "/browsers/local-"_L1 + profileId + ".log"_L1;
}

QCoro::Task<Result<QList<Profile>>> LocalChrome::profiles(CancelToken &token)
{
    if (token.isCancelled())
        co_return fail(token.reason());
    QList<Profile> found;
    const QDir root(m_config.profilesRoot);
    for (const QString &id : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::LocaleAware)) {
        if (!isValidProfileId(id))
            continue;
        Profile profile;
        profile.id = id;
        profile.name = id;
        const auto record = loadRecord(m_config.dataDir, name(), id);
        profile.running =
            record && !record->processMark.isEmpty() && processMark(record->pid) == record->processMark.toStdString();
        found.append(profile);
    }
    co_return found;
}

QCoro::Task<Result<>> LocalChrome::check(CancelToken &token)
{
    if (token.isCancelled())
        co_return fail(token.reason());
    const Result<QString> program = findBrowser(m_config.browserPath);
    co_return program ? Result<>() : fail(program.error());
}

/// Ours have the computer's own.
QCoro::Task<Result<std::optional<ProxyAddress>>> LocalChrome::proxyOf(QString, CancelToken &)
{
    co_return std::optional<ProxyAddress>();
}

/// Everything that can be wrong before there is a process.
Result<BrowserRecord> LocalChrome::prepare(const QString &profileId)
{
    if (!isValidProfileId(profileId))
        return fail(ErrorKind::Invalid, "profile_id_invalid", {profileId});
    BrowserRecord record;
    record.provider = name();
    record.profile = profileId;
    record.session = m_config.session;
    record.dataFolder = folderOf(profileId);
    record.marker = "--pult-browser="_L1 + QUuid::createUuid().toString(QUuid::WithoutBraces);
    record.startedAt = QDateTime::currentDateTimeUtc();
    if (const auto found = m_processes.find(profileId); found != m_processes.end()) {
        if (found->second->state() != QProcess::NotRunning)
            return fail(ErrorKind::Conflict, "browser_already_running", {profileId});
        m_processes.erase(found); // it ended by itself, or another instance ended it
    }
    if (!QDir().mkpath(record.dataFolder))
        return fail(ErrorKind::Disk, "profile_folder_unusable", {record.dataFolder});
    const std::string folder = record.dataFolder.toStdString();
    if (const auto holder = dataFolderHolder(folder); holder != 0)
        return fail(ErrorKind::Conflict, "browser_profile_locked",
                    {profileId, holder > 0 ? QString::number(holder) : u"?"_s}, record.dataFolder);
    clearDataFolderMarks(folder);
    if (const auto saved = saveRecord(m_config.dataDir, record); !saved)
        return fail(saved.error());
    return record;
}

QStringList LocalChrome::argumentsFor(const BrowserRecord &record, bool headless) const
{
    QStringList arguments{"--user-data-dir="_L1 + record.dataFolder,
                          u"--remote-debugging-port=0"_s,
                          record.marker,
                          u"--no-first-run"_s,
                          u"--no-default-browser-check"_s,
                          u"--disable-background-networking"_s,
                          u"--disable-component-update"_s,
                          u"--disable-sync"_s,
                          u"--disable-quic"_s,
                          u"--disable-breakpad"_s,
                          u"--disable-background-timer-throttling"_s,
                          u"--disable-backgrounding-occluded-windows"_s,
                          u"--disable-renderer-backgrounding"_s,
                          u"--hide-crash-restore-bubble"_s};
#ifdef Q_OS_LINUX
    arguments << u"--password-store=basic"_s; // or the desktop's keyring asks for its password
#endif
    if (headless)
        arguments << u"--headless=new"_s << u"--disable-gpu"_s;
    if (sharedMemoryIsSmall())
        arguments << u"--disable-dev-shm-usage"_s;
    if (runsAsRoot())
        arguments << u"--no-sandbox"_s;
    return arguments << u"about:blank"_s;
}

QCoro::Task<Result<BrowserEndpoint>> LocalChrome::start(QString profileId, StartOptions options, CancelToken &token)
{
    const Result<QString> program = findBrowser(m_config.browserPath);
    if (!program)
        co_return fail(program.error());
    const Result<StartGate::Permit> permit = co_await m_starts.enter(token);
    if (!permit)
        co_return fail(permit.error());
    if (!hasFreeDescriptors(descriptorsForAStart))
        co_return fail(ErrorKind::Unavailable, "descriptors_exhausted", {profileId});
    Result<BrowserRecord> record = prepare(profileId);
    if (!record)
        co_return fail(record.error());
    if (runsAsRoot())
        qCInfo(lcBrowser, "browser_unsandboxed reason=root profile=%s", qUtf8Printable(profileId));
    const Result<> launched = co_await launch(*program, argumentsFor(*record, options.headless), *record, token);
    Result<BrowserEndpoint> endpoint;
    if (launched)
        endpoint = co_await awaitEndpoint(*record, options.deadline, token);
    else
        endpoint = fail(launched.error());
    if (!endpoint) {
        CancelToken own; // the caller's may be what ended the start
        const Result<> stopped = co_await stop(profileId, own);
        Q_UNUSED(stopped);
    }
    co_return endpoint;
}

QCoro::Task<Result<>> LocalChrome::launch(QString program, QStringList arguments, BrowserRecord &record,
                                          CancelToken &token)
{
    auto owned = std::make_unique<QProcess>();
    QProcess *process = owned.get();
    m_processes.insert_or_assign(record.profile, std::move(owned));
#ifdef Q_OS_UNIX
    // The browser begins when it is told so, after it has been written down; if we are killed before, it never does.
    process->setProgram(u"/bin/sh"_s);
    process->setArguments(QStringList{u"-c"_s, u"read go && exec \"$0\" \"$@\" </dev/null"_s, program} + arguments);
    process->setChildProcessModifier([] { becomeIndependent(); });
#else
    process->setProgram(program);
    process->setArguments(arguments);
    process->setStandardInputFile(QProcess::nullDevice());
#endif
    process->setStandardOutputFile(QProcess::nullDevice());
    process->setStandardErrorFile(logOf(record.profile), QIODevice::Truncate);
    Waiter<void> started;
    QObject::connect(process, &QProcess::started, process, [settle = started.settler()] { settle(Result<>{}); });
    QObject::connect(process, &QProcess::errorOccurred, process,
                     [settle = started.settler(), program, process](QProcess::ProcessError error) {
                         if (error == QProcess::FailedToStart)
                             settle(fail(ErrorKind::Invalid, "browser_not_started", {program, process->errorString()}));
                     });
    started.setDeadline(10s, "browser_start_timeout", {record.profile, u"10"_s});
    process->start();
    record.pid = process->processId();
    record.processMark = QString::fromStdString(processMark(record.pid));
    const Result<> saved = saveRecord(m_config.dataDir, record);
    if (!saved)
        co_return saved;
#ifdef Q_OS_UNIX
    process->write("go\n");
    process->closeWriteChannel();
#endif
    started.observe(token);
    const Result<> result = co_await started;
    co_return result;
}

Error LocalChrome::exited(const QString &profileId, const QProcess &process) const
{
    QFile log(logOf(profileId));
    QString tail;
    if (log.open(QIODevice::ReadOnly)) {
        log.seek(std::max<qint64>(0, log.size() - exitedTailBytes));
        tail = QString::fromUtf8(log.readAll()).trimmed();
    }
    return {ErrorKind::Network, u"browser_exited"_s, {profileId, QString::number(process.exitCode())}, tail};
}

QCoro::Task<Result<BrowserEndpoint>> LocalChrome::awaitEndpoint(BrowserRecord record, std::chrono::milliseconds limit,
                                                                CancelToken &token)
{
    const QDeadlineTimer deadline(limit);
    QProcess *process = m_processes.at(record.profile).get();
    while (!deadline.hasExpired()) {
        if (process->state() == QProcess::NotRunning)
            co_return fail(exited(record.profile, *process));
        if (const auto port = readActivePort(record.dataFolder)) {
            const Result<QUrl> webSocket = co_await probeDevTools(*port, probeTimeout, token);
            if (webSocket) {
                record.port = *port;
                record.webSocketPath = webSocket->path();
                const Result<> saved = saveRecord(m_config.dataDir, record);
                if (!saved)
                    co_return fail(saved.error());
                co_return BrowserEndpoint{*webSocket, record.pid};
            }
        }
        const Result<> waited = co_await sleepFor(m_config.poll, token);
        if (!waited)
            co_return fail(waited.error());
    }
    co_return fail(ErrorKind::Timeout, "browser_start_timeout",
                   {record.profile, QString::number(std::chrono::ceil<std::chrono::seconds>(limit).count())});
}

QCoro::Task<Result<>> LocalChrome::stop(QString profileId, CancelToken &token)
{
    if (!isValidProfileId(profileId))
        co_return Result<>{}; // never was started
    const auto record = loadRecord(m_config.dataDir, name(), profileId);
    if (record)
        co_await endRecordedBrowser(*record, m_config.stopGrace, m_config.poll, token);
    if (const auto found = m_processes.find(profileId); found != m_processes.end()) {
        // The group is dead by now; what is left is to collect the exit code.
        const std::unique_ptr<QProcess> process = std::move(found->second);
        m_processes.erase(found);
        if (process->state() != QProcess::NotRunning) {
            killProcessGroup(process->processId());
            process->waitForFinished(1000);
        }
    }
    removeRecord(m_config.dataDir, name(), profileId);
    co_return Result<>{};
}

namespace {

/// However it ended: the next start, and the system's temporary folder, find nothing of it.
void clearAfter(const BrowserRecord &record)
{
    const std::string folder = record.dataFolder.toStdString();
    if (!folder.empty() && dataFolderHolder(folder) == 0)
        clearDataFolderMarks(folder);
}

QCoro::Task<> endProcess(BrowserRecord record, std::chrono::milliseconds grace, std::chrono::milliseconds poll,
                         CancelToken &token)
{
    if (record.pid <= 0 || record.processMark.isEmpty() || processMark(record.pid) != record.processMark.toStdString())
        co_return;
    requestProcessEnd(record.pid);
    QDeadlineTimer deadline(grace);
    while (!deadline.hasExpired() && processMark(record.pid) == record.processMark.toStdString()) {
        const Result<> waited = co_await sleepFor(poll, token);
        if (!waited)
            break;
    }
    // What the browser had started ends with it, a moment later; what does not is ended.
    killProcessGroup(record.pid);
    deadline.setRemainingTime(grace);
    while (!deadline.hasExpired() && processGroupRuns(record.pid)) {
        const Result<> waited = co_await sleepFor(poll, token);
        if (!waited)
            break;
    }
}

} // namespace

QCoro::Task<> endRecordedBrowser(BrowserRecord record, std::chrono::milliseconds grace, std::chrono::milliseconds poll,
                                 CancelToken &token)
{
    co_await endProcess(record, grace, poll, token);
    clearAfter(record);
}

} // namespace pult::browser
