// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apiconfig.h"

#include <QSysInfo>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

bool isEnabled(const Settings &settings, bool isService)
{
    const QString wish = settings.text("API_ENABLED");
    return wish == "on"_L1 || (wish == "auto"_L1 && isService);
}

/// The address to listen on; a null one is none.
QHostAddress hostOf(const QString &text)
{
    return text.compare("localhost"_L1, Qt::CaseInsensitive) == 0 ? QHostAddress(QHostAddress::LocalHost)
                                                                  : QHostAddress(text);
}

AccessRules readAccess(const Settings &settings, const QHostAddress &host)
{
    AccessRules rules;
    rules.loopbackOnly = host.isLoopback();
    rules.workerToken = settings.text("WORKER_API_TOKEN").toUtf8();
    rules.jwt.secret = settings.text("JWT_SECRET_KEY").toUtf8();
    rules.jwt.audience = settings.text("JWT_AUDIENCE");
    rules.jwt.longest = std::chrono::minutes(settings.integer("JWT_EXPIRATION_MINUTES"));
    rules.hosts = QStringList{QSysInfo::machineHostName().toLower()};
    rules.origins = settings.list("CORS_ORIGINS");
    return rules;
}

} // namespace

Result<ApiConfig> readApiConfig(const Settings &settings, bool isService)
{
    ApiConfig config;
    config.enabled = isEnabled(settings, isService);
    config.dataDir = settings.dataDir();
    if (!config.enabled)
        return config;
    const QHostAddress host = hostOf(settings.text("WORKER_HOST"));
    if (host.isNull())
        return fail(ErrorKind::Invalid, "api_host_invalid", {settings.text("WORKER_HOST")});
    config.server.address = host.toString();
    config.server.port = quint16(settings.integer("WORKER_BASE_PORT"));
    config.server.certificateFile = settings.text("TLS_CERT_FILE");
    config.server.keyFile = settings.text("TLS_KEY_FILE");
    config.access = readAccess(settings, host);
    const auto proxies = readNetworks(settings.list("TRUSTED_PROXIES"));
    if (!proxies)
        return fail(proxies.error());
    config.access.proxies = *proxies;
    config.rates.general = {int(settings.integer("RATE_LIMIT_REQUESTS")), int(settings.integer("RATE_LIMIT_WINDOW"))};
    config.rates.health = settings.rate("RATE_LIMIT_HEALTH");
    config.rates.metrics = settings.rate("RATE_LIMIT_METRICS");
    config.rates.taskStart = settings.rate("RATE_LIMIT_TASK_START");
    return config;
}

} // namespace pult::api
