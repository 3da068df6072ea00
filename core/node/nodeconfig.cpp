// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "nodeconfig.h"

#include "breakersync.h"

#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSysInfo>
#include <QTemporaryFile>

namespace pult::node {

using namespace Qt::StringLiterals;

namespace {

QString computerName()
{
    QString name = QSysInfo::machineHostName().section(u'.', 0, 0).toLower();
    static const QRegularExpression strange(u"[^a-z0-9_-]+"_s);
    name.replace(strange, u"-"_s);
    return name.isEmpty() ? u"node"_s : name;
}

Result<browser::ProviderConfig> readProvider(const Settings &settings)
{
    browser::ProviderConfig provider;
    const Result<QString> name = browser::settleProvider(
        settings.text("BROWSER_PROVIDER"), settings.isSet("DOLPHIN_API_HOST"), settings.isSet("DOLPHIN_API_TOKEN"));
    if (!name)
        return fail(name.error());
    provider.name = *name;
    provider.dataDir = settings.dataDir();
    provider.browserPath = settings.text("BROWSER_PATH");
    provider.dolphinHost = settings.isSet("DOLPHIN_API_HOST") ? settings.text("DOLPHIN_API_HOST") : QString();
    provider.dolphinToken = settings.text("DOLPHIN_API_TOKEN");
    provider.dolphinCloudHost = settings.text("DOLPHIN_CLOUD_API_HOST");
    // A profile that a person has open is theirs: its task waits until they close it.
    provider.takeOverRunning = false;
    return provider;
}

Result<queue::RetentionPolicy> readRetention(const Settings &settings)
{
    const auto keep = [&settings](const char *time, const char *count) {
        return queue::Keep{std::chrono::seconds(settings.integer(time)), int(settings.integer(count))};
    };
    queue::RetentionPolicy policy;
    policy.general.completed = keep("RETENTION_COMPLETED_SECS", "RETENTION_COMPLETED_COUNT");
    policy.general.discarded = keep("RETENTION_DISCARDED_SECS", "RETENTION_DISCARDED_COUNT");
    policy.audit = std::chrono::seconds(settings.integer("RETENTION_AUDIT_SECS"));
    if (const Result<> added = queue::addKindRules(policy, settings.list("RETENTION_KINDS")); !added)
        return fail(added.error());
    return policy;
}

void addFileFault(const Settings &settings, const char *name, QList<Error> &faults)
{
    const QString path = settings.text(name);
    if (path.isEmpty())
        return;
    if (QFile file(path); !file.open(QIODevice::ReadOnly))
        faults.append({ErrorKind::Invalid,
                       u"setting_file_unreadable"_s,
                       {QString::fromLatin1(name), path, settings.place(name), file.errorString()},
                       {}});
}

void addTlsFaults(const Settings &settings, QList<Error> &faults)
{
    addFileFault(settings, "TLS_CERT_FILE", faults);
    addFileFault(settings, "TLS_KEY_FILE", faults);
    const bool certificate = settings.isSet("TLS_CERT_FILE");
    if (certificate != settings.isSet("TLS_KEY_FILE")) {
        const char *const given = certificate ? "TLS_CERT_FILE" : "TLS_KEY_FILE";
        const QString missing = certificate ? u"TLS_KEY_FILE"_s : u"TLS_CERT_FILE"_s;
        faults.append({ErrorKind::Invalid,
                       u"setting_needs_other"_s,
                       {QString::fromLatin1(given), settings.place(given), missing},
                       {}});
    }
}

/// Empty when there is none, or nothing in it.
QString readNodeId(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
}

} // namespace

QList<Error> configFaults(const Settings &settings)
{
    QList<Error> faults = settings.faults();
    if (const auto database = storage::databaseConfigFromUrl(settings.databaseUrl()); !database)
        faults.append(database.error());
    if (const auto provider = readProvider(settings); !provider)
        faults.append(provider.error());
    if (const auto retention = readRetention(settings); !retention)
        faults.append(retention.error());
    addTlsFaults(settings, faults);
    return faults;
}

Result<QString> settleNodeId(const QString &dataDir)
{
    const QString path = dataDir + u"/node-id"_s;
    if (const QString id = readNodeId(path); !id.isEmpty())
        return id;
    const QString id =
        u"%1-%2"_s.arg(computerName()).arg(QRandomGenerator::system()->bounded(0x1000000), 6, 16, QLatin1Char('0'));
    QTemporaryFile file(path + u"-XXXXXX");
    if (!file.open() || file.write(id.toUtf8() + '\n') < 0 || !file.flush())
        return fail(ErrorKind::Disk, "data_dir_unusable", {dataDir, file.errorString()});
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
    // A name that is there is not taken over: whoever came first has settled it, be it a program started with us.
    if (file.rename(path)) {
        file.setAutoRemove(false);
        return id;
    }
    if (const QString other = readNodeId(path); !other.isEmpty())
        return other;
    return fail(ErrorKind::Disk, "data_dir_unusable", {dataDir, file.errorString()});
}

Result<NodeConfig> readNodeConfig(const Settings &settings, bool hasDisplay)
{
    if (const QList<Error> faults = configFaults(settings); !faults.isEmpty())
        return fail(faults.first());
    Result<storage::DatabaseConfig> database = storage::databaseConfigFromUrl(settings.databaseUrl());
    if (!database)
        return fail(database.error());
    database->minConnections = int(settings.integer("DB_MIN_CONNECTIONS"));
    database->maxConnections = int(settings.integer("DB_MAX_CONNECTIONS"));
    database->poolTimeout = std::chrono::seconds(settings.integer("DB_POOL_TIMEOUT"));
    database->pgBouncer = settings.text("DB_PGBOUNCER") == "on"_L1;
    database->findPgBouncer = settings.text("DB_PGBOUNCER") == "auto"_L1;
    database->echo = settings.boolean("DB_ECHO");
    const Result<QString> id = settleNodeId(settings.dataDir());
    if (!id)
        return fail(id.error());

    const Result<browser::ProviderConfig> provider = readProvider(settings);
    if (!provider)
        return fail(provider.error());
    const Result<queue::RetentionPolicy> retention = readRetention(settings);
    if (!retention)
        return fail(retention.error());

    NodeConfig config;
    config.dataDir = settings.dataDir();
    config.id = *id;
    config.name = settings.isSet("NODE_NAME") ? settings.text("NODE_NAME") : computerName();
    config.group = settings.text("NODE_GROUP");
    config.queues = settings.list("NODE_QUEUES");
    config.database = *database;
    config.provider = *provider;
    config.headless = settings.isSet("BROWSER_HEADLESS") ? settings.boolean("BROWSER_HEADLESS") : !hasDisplay;
    config.capacities = settings.workerCapacities();
    config.taskTimeout = std::chrono::seconds(settings.integer("TASK_TIMEOUT_SECS"));
    config.leaseTtl = std::chrono::seconds(settings.integer("TASK_LEASE_SECS"));
    config.heartbeat = std::chrono::seconds(settings.integer("HEARTBEAT_INTERVAL_SECS"));
    config.shutdownTimeout = std::chrono::seconds(settings.integer("SHUTDOWN_TIMEOUT_SECS"));
    config.readyNotice = std::chrono::seconds(settings.integer("READY_NOTICE_SECS"));
    config.drainTimeout = std::chrono::seconds(settings.integer("DRAIN_TIMEOUT_SECS"));
    config.restartMax = int(settings.integer("RESTART_MAX"));
    config.retention = *retention;
    config.limits.memoryMb = double(settings.integer("MEMORY_LIMIT_MB"));
    if (settings.integer("BROWSER_MEMORY_LIMIT_MB") > 0)
        config.limits.browserMemoryMb = double(settings.integer("BROWSER_MEMORY_LIMIT_MB"));
    config.breaker = breakerPolicy(int(settings.integer("CIRCUIT_BREAKER_FAILURE_THRESHOLD")),
                                   std::chrono::seconds(settings.integer("CIRCUIT_BREAKER_RECOVERY_TIMEOUT")));
    config.flowHostPause = std::chrono::milliseconds(settings.integer("FLOW_HOST_PAUSE_MS"));
    config.httpTimeout = std::chrono::seconds(settings.integer("HTTP_TIMEOUT_SECS"));
    config.sharedMediaRoots = settings.list("SHARED_MEDIA_ROOTS");
    return config;
}

} // namespace pult::node
