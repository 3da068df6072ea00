// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ratelimitheaders.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace pult::net {

using namespace Qt::StringLiterals;

namespace {

using Ms = RateLimitAdvice::Ms;
constexpr qint64 longestSeconds = 24 * 3600;
/// A reset above is a moment, below a duration.
constexpr qint64 leastEpoch = 1'000'000'000;

QByteArray valueOf(const HttpHeaders &headers, QByteArrayView name)
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value.trimmed();
    }
    return {};
}

/// A whole number without a sign; some servers send 1.5 or 30.000: rounded up.
std::optional<qint64> number(QByteArrayView text)
{
    bool ok = false;
    const qint64 whole = text.toByteArray().toLongLong(&ok);
    if (ok)
        return whole >= 0 ? std::optional(whole) : std::nullopt;
    const double real = text.toByteArray().toDouble(&ok);
    if (!ok || !(real >= 0) || real > 1e12)
        return std::nullopt;
    return static_cast<qint64>(std::ceil(real));
}

Ms clamped(qint64 seconds)
{
    return std::chrono::seconds(std::clamp<qint64>(seconds, 0, longestSeconds));
}

/// The three forms of HTTP dates.
std::optional<QDateTime> httpDate(const QByteArray &text)
{
    // Without the day of the week, which says nothing more.
    const QString plain = QString::fromLatin1(text).simplified().section(u' ', 1);
    for (const QString &form :
         {u"dd MMM yyyy hh:mm:ss 'GMT'"_s, u"dd-MMM-yy hh:mm:ss 'GMT'"_s, u"MMM d hh:mm:ss yyyy"_s}) {
        QDateTime date = QLocale::c().toDateTime(plain, form);
        if (!date.isValid())
            continue;
        date.setTimeSpec(Qt::UTC);
        if (date.date().year() < 1970) // two digits of a year are this century's
            date = date.addYears(100);
        return date;
    }
    return std::nullopt;
}

std::optional<Ms> readRetryAfter(const HttpHeaders &headers, const QDateTime &now)
{
    const QByteArray value = valueOf(headers, "Retry-After");
    if (value.isEmpty())
        return std::nullopt;
    if (const auto seconds = number(value))
        return clamped(*seconds);
    const std::optional<QDateTime> until = httpDate(value);
    if (!until)
        return std::nullopt;
    // The server's clock made the date, so the server's clock is what it is read by.
    const QDateTime from = httpDate(valueOf(headers, "Date")).value_or(now);
    return clamped((from.msecsTo(*until) + 999) / 1000);
}

/// The parts between `separator`s that stand outside of quotes; nothing when a quote is left open.
std::optional<QList<QByteArray>> split(const QByteArray &text, char separator)
{
    QList<QByteArray> parts(1);
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text.at(i);
        if (quoted && c == '\\' && i + 1 < text.size()) {
            parts.last() += c;
            parts.last() += text.at(++i);
            continue;
        }
        if (c == '"')
            quoted = !quoted;
        if (c == separator && !quoted)
            parts.append(QByteArray());
        else
            parts.last() += c;
    }
    if (quoted)
        return std::nullopt;
    for (QByteArray &part : parts)
        part = part.trimmed();
    return parts;
}

struct Service
{
    std::optional<qint64> remaining;
    std::optional<qint64> seconds;
};

/// `"burst";r=50;t=30`; nothing when it is malformed or does not say what is left.
std::optional<Service> readService(const QByteArray &item)
{
    const auto parts = split(item, ';');
    if (!parts || parts->constFirst().isEmpty())
        return std::nullopt;
    const QByteArray &name = parts->constFirst();
    const bool isString = name.size() >= 2 && name.startsWith('"') && name.endsWith('"');
    if (!isString && (name.contains('"') || name.contains('=')))
        return std::nullopt;
    Service service;
    for (const QByteArray &parameter : parts->mid(1)) {
        const qsizetype at = parameter.indexOf('=');
        const QByteArray key = parameter.left(at).trimmed();
        const QByteArray value = at < 0 ? QByteArray() : parameter.mid(at + 1).trimmed();
        if (key != "r" && key != "t")
            continue;
        bool ok = false;
        const qint64 read = value.toLongLong(&ok);
        if (!ok || read < 0)
            return std::nullopt;
        (key == "r" ? service.remaining : service.seconds) = read;
    }
    return service.remaining ? std::optional(service) : std::nullopt;
}

/// The present draft: a list of policies, the tightest of which counts.
bool readRateLimit(const HttpHeaders &headers, RateLimitAdvice &advice)
{
    const QByteArray value = valueOf(headers, "RateLimit");
    if (value.isEmpty())
        return false;
    const auto items = split(value, ',');
    if (!items)
        return false;
    std::optional<Service> tightest;
    for (const QByteArray &item : *items) {
        const std::optional<Service> service = readService(item);
        if (!service)
            continue;
        const bool tighter = !tightest || *service->remaining < *tightest->remaining ||
                             (*service->remaining == *tightest->remaining &&
                              service->seconds.value_or(0) > tightest->seconds.value_or(0));
        if (tighter)
            tightest = service;
    }
    if (!tightest)
        return false;
    advice.remaining = tightest->remaining;
    if (tightest->seconds)
        advice.reset = clamped(*tightest->seconds);
    return true;
}

/// The trio under one prefix. `100, 100;w=60` of older drafts is 100.
bool readTrio(const HttpHeaders &headers, const QByteArray &prefix, const QDateTime &now, RateLimitAdvice &advice)
{
    const auto read = [&headers, &prefix](const char *name) {
        return number(
            valueOf(headers, QByteArray(prefix + name)).split(',').constFirst().split(';').constFirst().trimmed());
    };
    const std::optional<qint64> reset = read("Reset");
    if (!advice.limit)
        advice.limit = read("Limit");
    if (!advice.remaining)
        advice.remaining = read("Remaining");
    if (!reset || advice.reset)
        return reset.has_value();
    advice.reset = clamped(*reset > leastEpoch ? *reset - now.toSecsSinceEpoch() : *reset);
    return true;
}

} // namespace

RateLimitAdvice readRateLimitHeaders(const HttpHeaders &headers, const QDateTime &now)
{
    RateLimitAdvice advice;
    advice.retryAfter = readRetryAfter(headers, now);
    // One family speaks: figures of two are not mixed.
    if (readRateLimit(headers, advice))
        return advice;
    if (readTrio(headers, "RateLimit-", now, advice))
        return advice;
    RateLimitAdvice other;
    other.retryAfter = advice.retryAfter;
    if (readTrio(headers, "X-RateLimit-", now, other) || other.remaining || other.limit)
        return other;
    return advice;
}

} // namespace pult::net
