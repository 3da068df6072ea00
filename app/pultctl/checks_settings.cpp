// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "checks.h"
#include "output.h"

#include <base/errortext.h>

#include <QDateTime>
#include <QFileInfo>
#include <QHostAddress>
#include <QSslCertificate>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shortToken = 16;
constexpr qsizetype shortKey = 32; // bytes of an HS256 key
constexpr int certificateDays = 30;

bool isLoopback(const QString &host)
{
    return host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

/// What guides print and nobody may keep.
bool isPlaceholder(const QString &secret)
{
    const QString lower = secret.toLower();
    for (const auto word : {"change"_L1, "your-"_L1, "your_"_L1, "secret"_L1, "example"_L1, "password"_L1, "test"_L1}) {
        if (lower.contains(word))
            return true;
    }
    return false;
}

void addSecret(const CheckPlace &place, const char *name, qsizetype least, CheckLines &lines)
{
    const QString secret = place.settings.text(name);
    if (secret.isEmpty())
        return;
    const QString shown = QString::fromLatin1(name);
    if (isPlaceholder(secret))
        lines.append({u"tokens"_s, CheckLevel::Fail, CtlTr::tr("%1 looks like a placeholder of a guide.").arg(shown),
                      CtlTr::tr("Make one of your own: openssl rand -hex 32")});
    else if (secret.size() < least)
        lines.append({u"tokens"_s, CheckLevel::Warn,
                      CtlTr::tr("%1 is shorter than %2 characters.").arg(shown).arg(least),
                      CtlTr::tr("Make a longer one: openssl rand -hex 32")});
}

CheckLine certificateLine(const QString &path)
{
    const QList<QSslCertificate> chain = QSslCertificate::fromPath(path);
    if (chain.isEmpty())
        return {u"tls"_s, CheckLevel::Fail, CtlTr::tr("%1 holds no certificate.").arg(path),
                CtlTr::tr("TLS_CERT_FILE takes the certificate and its chain as PEM.")};
    const QDateTime end = chain.constFirst().expiryDate();
    const qint64 days = QDateTime::currentDateTimeUtc().daysTo(end);
    if (days < 0)
        return {u"tls"_s, CheckLevel::Fail, CtlTr::tr("The certificate has expired."), CtlTr::tr("Renew it.")};
    const QString sentence = CtlTr::tr("The certificate is valid for %n more day(s).", nullptr, int(days));
    if (days < certificateDays)
        return {u"tls"_s, CheckLevel::Warn, sentence,
                CtlTr::tr("Renew it, and see why that does not happen by itself.")};
    return {u"tls"_s, CheckLevel::Ok, sentence, {}};
}

/// Who else may read what holds secrets.
void addPermissions(const CheckPlace &place, CheckLines &lines)
{
    constexpr auto others = QFileDevice::ReadGroup | QFileDevice::ReadOther;
    for (const QString &name : {u".env"_s, u"pult.ini"_s}) {
        const QFileInfo info(place.config.dataDir + u'/' + name);
        if (info.exists() && (info.permissions() & others))
            lines.append({u"permissions"_s, CheckLevel::Warn, CtlTr::tr("Others can read %1.").arg(info.filePath()),
                          CtlTr::tr("chmod 600 it: it may hold passwords and tokens.")});
    }
}

} // namespace

QString nameOf(CheckLevel level)
{
    switch (level) {
    case CheckLevel::Elsewhere:
        return u"skip"_s;
    case CheckLevel::Ok:
        return u"ok"_s;
    case CheckLevel::Warn:
        return u"warn"_s;
    case CheckLevel::Fail:
        return u"fail"_s;
    }
    return {};
}

CheckLines checkValues(const CheckPlace &place)
{
    CheckLines lines;
    const bool production = place.settings.text("ENVIRONMENT").startsWith("prod"_L1, Qt::CaseInsensitive);
    const QString level = place.settings.text("LOG_LEVEL");
    if (production && place.settings.boolean("DEBUG"))
        lines.append(
            {u"settings"_s, CheckLevel::Warn, CtlTr::tr("DEBUG is on in production."), CtlTr::tr("Set DEBUG=false.")});
    if (place.settings.boolean("DB_ECHO") || level == "debug"_L1 || level == "trace"_L1)
        lines.append({u"settings"_s, CheckLevel::Warn, CtlTr::tr("The log is told every detail (LOG_LEVEL, DB_ECHO)."),
                      CtlTr::tr("Set LOG_LEVEL=info and DB_ECHO=false once you have found what you look for.")});
    if (place.settings.integer("RATE_LIMIT_REQUESTS") == 0 || place.settings.integer("RATE_LIMIT_WINDOW") == 0)
        lines.append({u"limits"_s, CheckLevel::Warn, CtlTr::tr("The HTTP API's rate limit is off."),
                      CtlTr::tr("Set RATE_LIMIT_REQUESTS and RATE_LIMIT_WINDOW.")});
    if (place.config.shutdownTimeout >= place.config.leaseTtl)
        lines.append({u"limits"_s, CheckLevel::Warn,
                      CtlTr::tr("SHUTDOWN_TIMEOUT_SECS is not less than TASK_LEASE_SECS."),
                      CtlTr::tr("Others may take a task while this node still ends it; lower the first.")});
    if (place.config.readyNotice >= place.config.shutdownTimeout)
        lines.append({u"limits"_s, CheckLevel::Warn,
                      CtlTr::tr("READY_NOTICE_SECS is not less than SHUTDOWN_TIMEOUT_SECS."),
                      CtlTr::tr("A proxy may still send requests when this node has ended; lower the first.")});
    return lines;
}

CheckLines checkSettings(const CheckPlace &place)
{
    CheckLines lines = checkValues(place);
    addPermissions(place, lines);
    if (lines.isEmpty())
        lines.append({u"settings"_s, CheckLevel::Ok, CtlTr::tr("The settings are right."), {}});
    return lines;
}

CheckLines checkAccess(const CheckPlace &place)
{
    CheckLines lines;
    const QString host = place.settings.text("WORKER_HOST");
    const bool open = !isLoopback(host);
    addSecret(place, "WORKER_API_TOKEN", shortToken, lines);
    addSecret(place, "JWT_SECRET_KEY", shortKey, lines);
    addSecret(place, "SECRET_KEY", shortToken, lines);
    const bool hasToken = place.settings.isSet("WORKER_API_TOKEN") || place.settings.isSet("JWT_SECRET_KEY");
    if (open && !hasToken)
        lines.append({u"tokens"_s, CheckLevel::Warn,
                      CtlTr::tr("The HTTP API is to listen on %1, and no token stands in the settings.").arg(host),
                      CtlTr::tr("Without one in the database either, it does not listen: pultctl token create")});
    if (lines.isEmpty())
        lines.append({u"tokens"_s, CheckLevel::Ok, CtlTr::tr("No weak tokens or keys in the settings."), {}});
    if (place.settings.isSet("TLS_CERT_FILE"))
        lines.append(certificateLine(place.settings.text("TLS_CERT_FILE")));
    else if (open)
        lines.append({u"tls"_s, CheckLevel::Warn, CtlTr::tr("The HTTP API is to listen on %1 without TLS.").arg(host),
                      CtlTr::tr("Set TLS_CERT_FILE and TLS_KEY_FILE, or let a proxy on this computer do it.")});
    else
        lines.append({u"tls"_s, CheckLevel::Ok, CtlTr::tr("The HTTP API is to listen on this computer only."), {}});
    return lines;
}

} // namespace pult::ctl
