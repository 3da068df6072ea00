// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every setting that Pult knows: the one place with its name, type, default and limits.
#include "settings.h"

namespace pult {

namespace {

using enum SettingType;

constexpr qint64 maxPort = 65535;
constexpr qint64 day = 86400;
constexpr qint64 gigabyte = 1024; // in MB

SettingSpec number(const char *name, const char *value, qint64 minimum, qint64 maximum)
{
    return {name, Integer, value, minimum, maximum};
}

SettingSpec choice(const char *name, const char *value, const char *choices)
{
    return {name, Choice, value, 0, 0, choices};
}

SettingSpec plain(const char *name, SettingType type, const char *value = "")
{
    return {name, type, value};
}

/// What a node that runs takes over when it changes (node::Node::apply).
SettingSpec live(SettingSpec spec)
{
    spec.needsRestart = false;
    return spec;
}

QList<SettingSpec> databaseRows()
{
    return {
        plain("DATABASE_URL", Secret),
        plain("POSTGRES_HOST", Text, "localhost"),
        number("POSTGRES_PORT", "5432", 1, maxPort),
        plain("POSTGRES_DB", Text, "pult"),
        plain("POSTGRES_USER", Text, "postgres"),
        plain("POSTGRES_PASSWORD", Secret),
        plain("DB_PASSWORD", Secret),
        number("DB_MIN_CONNECTIONS", "5", 1, 1000),
        number("DB_MAX_CONNECTIONS", "20", 1, 1000),
        number("DB_POOL_SIZE", "", 1, 1000),
        number("DB_MAX_OVERFLOW", "", 0, 1000),
        number("DB_POOL_TIMEOUT", "30", 1, 3600),
        plain("DB_ECHO", Boolean, "false"),
        number("DB_IDLE_SECS", "300", 1, day),
        number("DB_HEALTH_CHECK_SECS", "60", 1, day),
        choice("DB_PGBOUNCER", "auto", "auto|on|off"),
    };
}

QList<SettingSpec> workRows()
{
    return {
        number("WORKERS_COUNT", "5", 1, 64),
        number("WORKER_BASE_PORT", "8088", 0, maxPort),
        plain("WORKER_HOST", Text, "127.0.0.1"),
        number("MAX_CONCURRENT_TASKS", "3", 1, 20),
        number("JOB_CONCURRENCY", "", 1, 1280),
        live(number("MEMORY_LIMIT_MB", "2048", 16, 1024 * gigabyte)),
        number("HEARTBEAT_INTERVAL_SECS", "30", 1, 3600),
        number("TASK_LEASE_SECS", "30", 3, day),
        number("TASK_TIMEOUT_SECS", "300", 1, day),
        live(number("SHUTDOWN_TIMEOUT_SECS", "25", 1, 3600)),
        live(number("DRAIN_TIMEOUT_SECS", "300", 1, day)),
        number("RESTART_MAX", "10", 0, 1000),
        plain("NODE_NAME", Text),
        plain("NODE_GROUP", Text),
        live(plain("NODE_QUEUES", TextList, "*")),
        plain("SHARED_MEDIA_ROOTS", TextList),
    };
}

QList<SettingSpec> retentionRows()
{
    constexpr qint64 century = 100 * 365 * day;
    constexpr qint64 most = 100'000'000;
    return {
        live(number("RETENTION_COMPLETED_SECS", "86400", 0, century)),
        live(number("RETENTION_COMPLETED_COUNT", "1000", 0, most)),
        live(number("RETENTION_DISCARDED_SECS", "604800", 0, century)),
        live(number("RETENTION_DISCARDED_COUNT", "5000", 0, most)),
        live(plain("RETENTION_KINDS", TextList)),
        live(number("RETENTION_AUDIT_SECS", "7776000", 3600, century)),
    };
}

QList<SettingSpec> outsideRows()
{
    return {
        number("HTTP_TIMEOUT_SECS", "30", 1, 3600),
        number("CIRCUIT_BREAKER_FAILURE_THRESHOLD", "5", 1, 1000),
        number("CIRCUIT_BREAKER_RECOVERY_TIMEOUT", "60", 1, 3600),
        choice("BROWSER_PROVIDER", "auto", "auto|dolphin|local"),
        plain("BROWSER_PATH", Path),
        plain("BROWSER_HEADLESS", Boolean),
        number("FLOW_HOST_PAUSE_MS", "0", 0, 600000),
        live(number("BROWSER_MEMORY_LIMIT_MB", "", 64, 1024 * gigabyte)),
        plain("DOLPHIN_API_HOST", Url, "http://localhost:3001"),
        plain("DOLPHIN_API_TOKEN", Secret),
        plain("DOLPHIN_CLOUD_API_HOST", Url, "https://dolphin-anty-api.com"),
        plain("TELEGRAM_BOT_TOKEN", Secret),
        plain("BOT_TOKEN", Secret),
        plain("TELEGRAM_CHAT_ID", Text),
        plain("ADMIN_IDS", TextList),
        plain("SUPERADMIN_IDS", TextList),
        plain("CHANNEL_ID", Text),
        plain("CHANNEL_THREAD_ID", Text),
        plain("SENTRY_DSN", Secret),
        plain("JAEGER_ENDPOINT", Text),
        number("PROMETHEUS_PORT", "", 0, maxPort),
    };
}

QList<SettingSpec> apiRows()
{
    return {
        choice("API_ENABLED", "auto", "auto|on|off"),
        live(number("READY_NOTICE_SECS", "8", 0, 300)),
        live(number("RATE_LIMIT_REQUESTS", "100", 0, 1000000)),
        live(number("RATE_LIMIT_WINDOW", "60", 0, day)),
        live(plain("RATE_LIMIT_TASK_START", Rate, "5/60")),
        live(plain("RATE_LIMIT_HEALTH", Rate, "200/60")),
        live(plain("RATE_LIMIT_METRICS", Rate, "20/60")),
        live(plain("WORKER_API_TOKEN", Secret)),
        plain("SECRET_KEY", Secret),
        live(plain("JWT_SECRET_KEY", Secret)),
        choice("JWT_ALGORITHM", "HS256", "HS256"),
        live(number("JWT_EXPIRATION_MINUTES", "30", 1, 525600)),
        live(plain("JWT_AUDIENCE", Text)),
        live(plain("TLS_CERT_FILE", Path)),
        live(plain("TLS_KEY_FILE", Path)),
        live(plain("CORS_ORIGINS", TextList)),
        live(plain("TRUSTED_PROXIES", TextList)),
    };
}

QList<SettingSpec> programRows()
{
    return {
        live(choice("LOG_LEVEL", "info", "trace|debug|info|warn|warning|error|critical|fatal")),
        choice("LOG_FORMAT", "json", "json|text"),
        plain("LOG_FILE_PATH", Path),
        number("LOG_MAX_BYTES", "10485760", 4096, qint64(1) << 40),
        number("LOG_BACKUP_COUNT", "5", 0, 1000),
        plain("ENVIRONMENT", Text),
        plain("DEBUG", Boolean, "false"),
        plain("PULT_DATA_DIR", Path),
        choice("PULT_LANG", "", "ru|en"),
        choice("PULT_KEYCHAIN", "", "on|off|file"),
        {"WEB_UI_PORT", Text, "", 0, 0, "", true, true},
    };
}

} // namespace

const QList<SettingSpec> &Settings::table()
{
    static const QList<SettingSpec> rows =
        databaseRows() + workRows() + retentionRows() + outsideRows() + apiRows() + programRows();
    return rows;
}

const SettingSpec *Settings::find(QStringView name)
{
    static const QHash<QString, const SettingSpec *> index = [] {
        QHash<QString, const SettingSpec *> rows;
        for (const SettingSpec &spec : table())
            rows.insert(QString::fromLatin1(spec.name), &spec);
        return rows;
    }();
    return index.value(name.toString());
}

bool Settings::isIgnored(QStringView name)
{
    for (const char *prefix : {"NGINX_", "CASSANDRA_", "GRAFANA_", "REDIS_", "JAEGER_AGENT_"}) {
        if (name.startsWith(QLatin1StringView(prefix)))
            return true;
    }
    const SettingSpec *spec = find(name);
    return spec && spec->ignored;
}

} // namespace pult
