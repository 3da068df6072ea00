// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dolphinjson.h"

#include <base/coretr.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrl>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shownText = 300;

/// A number, or a number as text.
std::optional<qint64> number(const QJsonValue &value)
{
    if (value.isDouble())
        return value.toInteger();
    bool ok = false;
    const qint64 result = value.toString().toLongLong(&ok);
    return ok ? std::optional(result) : std::nullopt;
}

/// The app's error in its own words: `error` may be text, an object or missing; `errorObject` has code and text.
struct Complaint
{
    QString code;
    QString text;

    bool mentions(QLatin1StringView words) const
    {
        return code.contains(words, Qt::CaseInsensitive) || text.contains(words, Qt::CaseInsensitive);
    }
};

Complaint complaintOf(const QJsonObject &object, const QByteArray &body)
{
    QStringList texts;
    Complaint complaint;
    for (const auto key : {"errorObject"_L1, "error"_L1}) {
        const QJsonObject inner = object[key].toObject();
        if (complaint.code.isEmpty())
            complaint.code = inner["code"_L1].toString();
        texts << inner["text"_L1].toString() << inner["message"_L1].toString() << object[key].toString();
    }
    texts << object["message"_L1].toString();
    texts.removeAll(QString());
    texts.removeDuplicates();
    complaint.text = texts.join("; "_L1);
    if (object.isEmpty())
        complaint.text = QString::fromUtf8(body.left(2000));
    return complaint;
}

StartVerdict verdictOf(int status, const Complaint &complaint)
{
    // What the app says in words counts before the status: which one it sends with them is documented nowhere.
    if (complaint.mentions("E_BROWSER_RUN_DUPLICATE"_L1) || complaint.mentions("already running"_L1))
        return StartVerdict::Duplicate;
    if (complaint.mentions("FREE_PLAN_PROFILE_LIMIT_EXCEEDED"_L1) || status == 499)
        return StartVerdict::PlanProfileLimit;
    if (status == 402)
        return StartVerdict::PlanHasNoAutomation;
    if (status == 401)
        return StartVerdict::Unauthorized;
    if (status == 429)
        return StartVerdict::TooMany;
    if (complaint.mentions("E_PROFILE_NOT_FOUND"_L1) || status == 404)
        return StartVerdict::UnknownProfile;
    if (complaint.mentions("EBUSY"_L1) || complaint.mentions("resource busy or locked"_L1))
        return StartVerdict::FilesLocked;
    if (complaint.mentions("initConnectionError"_L1))
        return StartVerdict::InitConnection;
    return status == 400 || status == 403 ? StartVerdict::Refused : StartVerdict::Failed;
}

/// The path of `/devtools/browser/x`, `devtools/browser/x` or `ws://127.0.0.1:1/devtools/browser/x`.
QString webSocketPathOf(const QString &endpoint)
{
    if (endpoint.isEmpty())
        return {};
    if (endpoint.contains("://"_L1))
        return QUrl(endpoint).path();
    return endpoint.startsWith(u'/') ? endpoint : QString(u'/' + endpoint);
}

StartAnswer decodeAutomation(const QJsonObject &object)
{
    StartAnswer answer;
    const QJsonObject automation = object["automation"_L1].toObject();
    if (automation.isEmpty()) {
        answer.verdict = StartVerdict::NoAutomation;
        return answer;
    }
    const QString endpoint = automation["wsEndpoint"_L1].toString();
    // A whole address counts as it is, its port included.
    qint64 port = endpoint.contains("://"_L1) ? QUrl(endpoint).port(0) : 0;
    if (port <= 0)
        port = number(automation["port"_L1]).value_or(0);
    if (port <= 0 || port > 65535) {
        answer.verdict = StartVerdict::Unreadable;
        return answer;
    }
    answer.verdict = StartVerdict::Started;
    answer.port = quint16(port);
    answer.webSocketPath = webSocketPathOf(endpoint);
    return answer;
}

Profile toProfile(const QJsonObject &item)
{
    Profile profile;
    const auto id = number(item["id"_L1]);
    profile.id = id ? QString::number(*id) : item["id"_L1].toString();
    profile.name = item["name"_L1].toString();
    profile.status = item["status"_L1].toObject()["name"_L1].toString();
    profile.running = item["running"_L1].toBool();
    for (const QJsonValue tag : item["tags"_L1].toArray())
        profile.tags << tag.toString();
    return profile;
}

} // namespace

StartAnswer decodeStart(int status, const QByteArray &body)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    const bool success = status >= 200 && status < 300;
    StartAnswer answer;
    if (success && object["success"_L1].toBool(object.contains("automation"_L1)))
        answer = decodeAutomation(object);
    else if (success && object.isEmpty())
        answer.verdict = StartVerdict::Unreadable;
    else
        answer.verdict = verdictOf(status, complaintOf(object, body));
    if (answer.verdict != StartVerdict::Started)
        answer.text = redacted(complaintOf(object, body).text);
    return answer;
}

StopAnswer decodeStop(int status, const QByteArray &body)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    const Complaint complaint = complaintOf(object, body);
    if (status == 401)
        return {StopVerdict::Unauthorized, redacted(complaint.text)};
    const bool success = status >= 200 && status < 300;
    if ((success && object["success"_L1].toBool(true)) || complaint.mentions("PID file not found"_L1) ||
        complaint.mentions("not running"_L1))
        return {StopVerdict::Stopped, {}};
    return {StopVerdict::Failed, redacted(complaint.text)};
}

Result<QStringList> decodeRunning(const QByteArray &body)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    if (!document.isObject() && !document.isArray())
        return fail(ErrorKind::Network, "dolphin_reply_unreadable", {u"running"_s});
    const QJsonObject object = document.object();
    QStringList ids;
    const QJsonValue data = object["data"_L1];
    if (document.isArray() || data.isArray()) {
        for (const QJsonValue item : document.isArray() ? document.array() : data.toArray()) {
            const QJsonValue id = item.isObject() ? item["id"_L1] : item;
            ids << (id.isDouble() ? QString::number(id.toInteger()) : id.toString());
        }
    } else {
        const QJsonObject keyed = data.isObject() ? data.toObject() : object;
        for (auto it = keyed.begin(); it != keyed.end(); ++it) {
            if (it->isObject())
                ids << it.key();
        }
    }
    ids.removeAll(QString());
    return ids;
}

Result<ProfilePage> decodeProfilePage(const QByteArray &body)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    if (!object["data"_L1].isArray())
        return fail(ErrorKind::Network, "dolphin_reply_unreadable", {u"browser_profiles"_s});
    ProfilePage page;
    for (const QJsonValue item : object["data"_L1].toArray()) {
        Profile profile = toProfile(item.toObject());
        if (!profile.id.isEmpty())
            page.profiles.append(std::move(profile));
    }
    page.total = number(object["total"_L1]).value_or(-1);
    const auto current = number(object["current_page"_L1]);
    const auto last = number(object["last_page"_L1]);
    const bool noNext = object["next_page_url"_L1].toString().isEmpty();
    // Either sign of the end is enough where both are there; without `last_page` only the next page's address is left.
    page.last = page.profiles.isEmpty() || (current && last ? *current >= *last : noNext);
    if (object.contains("next_page_url"_L1) && noNext)
        page.last = true;
    return page;
}

std::optional<ProxyAddress> decodeProxy(const QByteArray &body)
{
    const QJsonObject profile = QJsonDocument::fromJson(body).object()["data"_L1].toObject();
    const QJsonObject proxy = profile["proxy"_L1].toObject();
    ProxyAddress address;
    address.type = proxy["type"_L1].toString().toLower();
    address.host = proxy["host"_L1].toString();
    address.port = quint16(number(proxy["port"_L1]).value_or(0));
    address.user = proxy["login"_L1].toString();
    address.password = proxy["password"_L1].toString();
    if (address.host.isEmpty() || address.port == 0)
        return std::nullopt;
    return address;
}

std::optional<QDateTime> tokenExpiry(const QString &token)
{
    const QStringList parts = token.split(u'.');
    if (parts.size() != 3)
        return std::nullopt;
    const QByteArray claims = QByteArray::fromBase64(parts[1].toLatin1(), QByteArray::Base64UrlEncoding);
    const auto seconds = number(QJsonDocument::fromJson(claims).object()["exp"_L1]);
    if (!seconds)
        return std::nullopt;
    return QDateTime::fromSecsSinceEpoch(*seconds, Qt::UTC);
}

QString redacted(QString text)
{
    static const QRegularExpression jwt(u"eyJ[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*"_s);
    static const QRegularExpression login(u"(://)[^/\\s@]+@"_s);
    static const QRegularExpression field(
        u"(\"?\\b(?:password|passwd|login|token|authorization|wsEndpoint)\\b\"?\\s*[:=]\\s*)(\"[^\"]*\"|[^\\s,;}]+)"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression endpoint(u"/devtools/browser/[A-Za-z0-9-]+"_s);
    text = text.simplified().left(2000);
    text.replace(jwt, u"***"_s);
    text.replace(login, u"\\1***@"_s);
    text.replace(field, u"\\1***"_s);
    text.replace(endpoint, u"/devtools/browser/***"_s);
    return text.size() > shownText ? QString(text.left(shownText - 1) + u'…') : text;
}

} // namespace pult::browser
