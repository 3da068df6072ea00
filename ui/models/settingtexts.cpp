// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/settingtexts.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

struct Words
{
    const char *name;
    SettingGroup group;
    const char *title;
};

// clang-format off
constexpr Words words[] = {
    {"DATABASE_URL", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "Address of the database")},
    {"POSTGRES_HOST", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "PostgreSQL: server")},
    {"POSTGRES_PORT", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "PostgreSQL: port")},
    {"POSTGRES_DB", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "PostgreSQL: database")},
    {"POSTGRES_USER", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "PostgreSQL: user")},
    {"POSTGRES_PASSWORD", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "PostgreSQL: password")},
    {"DB_PASSWORD", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "PostgreSQL: password (other name)")},
    {"DB_MIN_CONNECTIONS", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "Connections kept open")},
    {"DB_MAX_CONNECTIONS", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "Connections at most")},
    {"DB_POOL_SIZE", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "Connections kept open (other name)")},
    {"DB_MAX_OVERFLOW", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "Connections beyond those kept open")},
    {"DB_POOL_TIMEOUT", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "Wait for a free connection, seconds")},
    {"DB_ECHO", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "Statements to the log")},
    {"DB_IDLE_SECS", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "Close idle connections after, seconds")},
    {"DB_HEALTH_CHECK_SECS", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "Check connections every, seconds")},
    {"DB_PGBOUNCER", SettingGroup::Database, QT_TRANSLATE_NOOP("pult::SettingTexts", "Behind PgBouncer")},
    {"WORKERS_COUNT", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Workers")},
    {"MAX_CONCURRENT_TASKS", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Tasks of one worker at once")},
    {"JOB_CONCURRENCY", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Tasks of this computer at once")},
    {"MEMORY_LIMIT_MB", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Memory of Pult at most, MB")},
    {"HEARTBEAT_INTERVAL_SECS", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Sign of life every, seconds")},
    {"TASK_LEASE_SECS", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Hold on a task, seconds")},
    {"TASK_TIMEOUT_SECS", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Time for a task, seconds")},
    {"SHUTDOWN_TIMEOUT_SECS", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Time for quitting, seconds")},
    {"DRAIN_TIMEOUT_SECS", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Time for finishing running tasks, seconds")},
    {"RESTART_MAX", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Restarts of a worker in a row")},
    {"NODE_NAME", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Name of this computer")},
    {"NODE_GROUP", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Group of this computer")},
    {"NODE_QUEUES", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Queues this computer serves")},
    {"SHARED_MEDIA_ROOTS", SettingGroup::Work, QT_TRANSLATE_NOOP("pult::SettingTexts", "Media folders all computers see")},
    {"RETENTION_COMPLETED_SECS", SettingGroup::Storage, QT_TRANSLATE_NOOP("pult::SettingTexts", "Keep completed tasks, seconds")},
    {"RETENTION_COMPLETED_COUNT", SettingGroup::Storage, QT_TRANSLATE_NOOP("pult::SettingTexts", "Keep completed tasks, at least")},
    {"RETENTION_DISCARDED_SECS", SettingGroup::Storage, QT_TRANSLATE_NOOP("pult::SettingTexts", "Keep failed tasks, seconds")},
    {"RETENTION_DISCARDED_COUNT", SettingGroup::Storage, QT_TRANSLATE_NOOP("pult::SettingTexts", "Keep failed tasks, at least")},
    {"RETENTION_KINDS", SettingGroup::Storage, QT_TRANSLATE_NOOP("pult::SettingTexts", "Other rules for single kinds")},
    {"RETENTION_AUDIT_SECS", SettingGroup::Storage, QT_TRANSLATE_NOOP("pult::SettingTexts", "Keep the audit trail, seconds")},
    {"BROWSER_PROVIDER", SettingGroup::Browsers, QT_TRANSLATE_NOOP("pult::SettingTexts", "Where browser profiles come from")},
    {"BROWSER_PATH", SettingGroup::Browsers, QT_TRANSLATE_NOOP("pult::SettingTexts", "Chrome or Chromium")},
    {"BROWSER_HEADLESS", SettingGroup::Browsers, QT_TRANSLATE_NOOP("pult::SettingTexts", "Browsers without a window")},
    {"BROWSER_MEMORY_LIMIT_MB", SettingGroup::Browsers, QT_TRANSLATE_NOOP("pult::SettingTexts", "Memory of browsers at most, MB")},
    {"FLOW_HOST_PAUSE_MS", SettingGroup::Browsers, QT_TRANSLATE_NOOP("pult::SettingTexts", "Pause between pages of one site, ms")},
    {"DOLPHIN_API_HOST", SettingGroup::Browsers, QT_TRANSLATE_NOOP("pult::SettingTexts", "Dolphin Anty on this computer")},
    {"DOLPHIN_API_TOKEN", SettingGroup::Browsers, QT_TRANSLATE_NOOP("pult::SettingTexts", "Dolphin Anty: token")},
    {"DOLPHIN_CLOUD_API_HOST", SettingGroup::Browsers, QT_TRANSLATE_NOOP("pult::SettingTexts", "Dolphin Anty: cloud")},
    {"HTTP_TIMEOUT_SECS", SettingGroup::Outside, QT_TRANSLATE_NOOP("pult::SettingTexts", "Time for a call outside, seconds")},
    {"CIRCUIT_BREAKER_FAILURE_THRESHOLD", SettingGroup::Outside, QT_TRANSLATE_NOOP("pult::SettingTexts", "Failures that open a breaker")},
    {"CIRCUIT_BREAKER_RECOVERY_TIMEOUT", SettingGroup::Outside, QT_TRANSLATE_NOOP("pult::SettingTexts", "Breaker stays open, seconds")},
    {"TELEGRAM_BOT_TOKEN", SettingGroup::Outside, QT_TRANSLATE_NOOP("pult::SettingTexts", "Telegram: bot's token")},
    {"BOT_TOKEN", SettingGroup::Outside, QT_TRANSLATE_NOOP("pult::SettingTexts", "Telegram: bot's token (other name)")},
    {"TELEGRAM_CHAT_ID", SettingGroup::Outside, QT_TRANSLATE_NOOP("pult::SettingTexts", "Telegram: chat for alerts")},
    {"ADMIN_IDS", SettingGroup::Outside, QT_TRANSLATE_NOOP("pult::SettingTexts", "Telegram: administrators")},
    {"SUPERADMIN_IDS", SettingGroup::Outside, QT_TRANSLATE_NOOP("pult::SettingTexts", "Telegram: chief administrators")},
    {"CHANNEL_ID", SettingGroup::Outside, QT_TRANSLATE_NOOP("pult::SettingTexts", "Telegram: channel")},
    {"CHANNEL_THREAD_ID", SettingGroup::Outside, QT_TRANSLATE_NOOP("pult::SettingTexts", "Telegram: topic of the channel")},
    {"SENTRY_DSN", SettingGroup::Outside, QT_TRANSLATE_NOOP("pult::SettingTexts", "Sentry: where errors are sent")},
    {"JAEGER_ENDPOINT", SettingGroup::Outside, QT_TRANSLATE_NOOP("pult::SettingTexts", "Jaeger: where traces are sent")},
    {"PROMETHEUS_PORT", SettingGroup::Outside, QT_TRANSLATE_NOOP("pult::SettingTexts", "Port of metrics alone")},
    {"API_ENABLED", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "HTTP API of this computer")},
    {"WORKER_BASE_PORT", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Port")},
    {"WORKER_HOST", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Address it listens on")},
    {"READY_NOTICE_SECS", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Time for proxies to notice its end, seconds")},
    {"RATE_LIMIT_REQUESTS", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Requests at most")},
    {"RATE_LIMIT_WINDOW", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Within, seconds")},
    {"RATE_LIMIT_TASK_START", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Starts of uploads at most")},
    {"RATE_LIMIT_HEALTH", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Health requests at most")},
    {"RATE_LIMIT_METRICS", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Metric requests at most")},
    {"WORKER_API_TOKEN", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Token for programs")},
    {"SECRET_KEY", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Secret key")},
    {"JWT_SECRET_KEY", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Key of signed tokens")},
    {"JWT_ALGORITHM", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Signature of tokens")},
    {"JWT_EXPIRATION_MINUTES", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Signed tokens hold, minutes")},
    {"JWT_AUDIENCE", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Audience of signed tokens")},
    {"TLS_CERT_FILE", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "TLS certificate")},
    {"TLS_KEY_FILE", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "TLS key")},
    {"CORS_ORIGINS", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Pages that may call (CORS)")},
    {"TRUSTED_PROXIES", SettingGroup::Api, QT_TRANSLATE_NOOP("pult::SettingTexts", "Trusted proxies")},
    {"LOG_LEVEL", SettingGroup::Program, QT_TRANSLATE_NOOP("pult::SettingTexts", "Log: from this level on")},
    {"LOG_FORMAT", SettingGroup::Program, QT_TRANSLATE_NOOP("pult::SettingTexts", "Log: format")},
    {"LOG_FILE_PATH", SettingGroup::Program, QT_TRANSLATE_NOOP("pult::SettingTexts", "Log: file")},
    {"LOG_MAX_BYTES", SettingGroup::Program, QT_TRANSLATE_NOOP("pult::SettingTexts", "Log: size of a file, bytes")},
    {"LOG_BACKUP_COUNT", SettingGroup::Program, QT_TRANSLATE_NOOP("pult::SettingTexts", "Log: old files kept")},
    {"ENVIRONMENT", SettingGroup::Program, QT_TRANSLATE_NOOP("pult::SettingTexts", "Name of this environment")},
    {"DEBUG", SettingGroup::Program, QT_TRANSLATE_NOOP("pult::SettingTexts", "Debug mode")},
    {"PULT_DATA_DIR", SettingGroup::Program, QT_TRANSLATE_NOOP("pult::SettingTexts", "Data folder")},
    {"PULT_LANG", SettingGroup::Program, QT_TRANSLATE_NOOP("pult::SettingTexts", "Language of programs without a window")},
    {"PULT_KEYCHAIN", SettingGroup::Program, QT_TRANSLATE_NOOP("pult::SettingTexts", "Keychain for secrets")},
};
// clang-format on

const Words *wordsOf(const SettingSpec &spec)
{
    for (const Words &row : words) {
        if (QByteArrayView(row.name) == spec.name)
            return &row;
    }
    return nullptr;
}

} // namespace

SettingGroup SettingTexts::groupOf(const SettingSpec &spec)
{
    const Words *row = wordsOf(spec);
    return row ? row->group : SettingGroup::Program;
}

QString SettingTexts::groupName(SettingGroup group)
{
    switch (group) {
    case SettingGroup::Database:
        return tr("Database");
    case SettingGroup::Work:
        return tr("Work on this computer");
    case SettingGroup::Storage:
        return tr("What is kept");
    case SettingGroup::Browsers:
        return tr("Browsers");
    case SettingGroup::Outside:
        return tr("Calls outside");
    case SettingGroup::Api:
        return tr("HTTP API");
    case SettingGroup::Program:
        return tr("Program and log");
    }
    return {};
}

QString SettingTexts::title(const SettingSpec &spec)
{
    const Words *row = wordsOf(spec);
    return row ? tr(row->title) : QString::fromLatin1(spec.name);
}

QString SettingTexts::sourceName(SettingSource source)
{
    switch (source) {
    case SettingSource::Default:
        return tr("default");
    case SettingSource::File:
        return tr("settings file");
    case SettingSource::DotEnv:
        //: source of a setting
        return tr(".env file");
    case SettingSource::Environment:
        return tr("environment");
    case SettingSource::CommandLine:
        return tr("command line");
    }
    return {};
}

QString SettingTexts::rule(const SettingSpec &spec)
{
    const QLatin1String name(spec.name);
    if (name == "BROWSER_HEADLESS"_L1)
        return tr("By default they show themselves where there is a screen.");
    if (name == "BROWSER_PROVIDER"_L1)
        return tr("Automatic: Dolphin Anty if its address or token is set, else Chrome of this computer.");
    switch (spec.type) {
    case SettingType::Integer:
        return tr("A whole number from %1 to %2.").arg(spec.minimum).arg(spec.maximum);
    case SettingType::Rate:
        return tr("Requests/seconds, for instance 5/60.");
    case SettingType::Url:
        return tr("An address such as http://localhost:3001.");
    case SettingType::TextList:
        return tr("Several are separated by commas.");
    case SettingType::Boolean:
    case SettingType::Choice:
    case SettingType::Path:
    case SettingType::Secret:
    case SettingType::Text:
        break;
    }
    return {};
}

QString SettingTexts::choice(const QString &value)
{
    if (value == "true"_L1 || value == "on"_L1)
        return tr("on");
    if (value == "false"_L1 || value == "off"_L1)
        return tr("off");
    if (value == "auto"_L1)
        //: of a setting: Pult finds out
        return tr("automatic");
    return value;
}

bool SettingTexts::matches(const SettingSpec &spec, const QString &text)
{
    QStringList words{QString::fromLatin1(spec.name), title(spec)};
    for (const QString &value : QString::fromLatin1(spec.choices).split(u'|', Qt::SkipEmptyParts))
        words.append({value, choice(value)});
    return std::any_of(words.cbegin(), words.cend(),
                       [&text](const QString &word) { return word.contains(text, Qt::CaseInsensitive); });
}

QString SettingTexts::shown(const SettingSpec &spec, const QString &value)
{
    if (value.isEmpty())
        return tr("not set");
    if (spec.type == SettingType::Secret)
        return u"••••••••"_s;
    return spec.type == SettingType::Boolean || spec.type == SettingType::Choice ? choice(value) : value;
}

} // namespace pult::ui
