// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flightmask.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <array>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestUrl = 1000;
constexpr qsizetype longestData = 64;  ///< of an inlined picture
constexpr qsizetype longestText = 400; ///< of one value in an event
constexpr qsizetype longestList = 20;
constexpr int deepest = 6;
constexpr qsizetype tokenLike = 32; ///< a value of this length without a space is no word

QString mark()
{
    return QString::fromUtf16(maskMark);
}

QString cut(const QString &text, qsizetype longest)
{
    return text.size() > longest ? QString(text.left(longest - 1) + u'…') : text;
}

/// Letters and digits mixed, long, without a space: a key, a session, a signature.
bool looksSecret(QStringView value)
{
    if (value.size() < tokenLike)
        return false;
    bool digits = false;
    bool letters = false;
    for (const QChar c : value) {
        if (c.isSpace())
            return false;
        digits = digits || c.isDigit();
        letters = letters || c.isLetter();
    }
    return digits && letters;
}

/// "a=1&token=x" with what is secret hidden.
QString maskedFields(const QString &fields)
{
    QStringList parts = fields.split(u'&');
    for (QString &part : parts) {
        const qsizetype equals = part.indexOf(u'=');
        const QString name = equals < 0 ? QString() : part.left(equals);
        const QString value = part.mid(equals + 1);
        if ((equals >= 0 && isSecretName(name)) || looksSecret(value))
            part = equals < 0 ? mark() : QString(name + u'=' + mark());
    }
    return parts.join(u'&');
}

QJsonValue maskedValue(const QString &name, const QJsonValue &value, int depth)
{
    if (value.isString()) {
        if (isSecretName(name))
            return mark();
        const QString text = value.toString();
        const bool isUrl = name.endsWith("url"_L1, Qt::CaseInsensitive) || text.startsWith("data:"_L1) ||
                           (text.contains("://"_L1) && !text.contains(u' '));
        return isUrl ? maskedUrl(text) : maskedText(text, longestText);
    }
    if (value.isObject() || value.isArray()) {
        if (isSecretName(name))
            return mark();
        if (depth >= deepest)
            return u"…"_s;
    }
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        QJsonObject result;
        for (auto it = object.begin(); it != object.end(); ++it)
            result.insert(it.key(), maskedValue(it.key(), it.value(), depth + 1));
        return result;
    }
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        QJsonArray result;
        for (qsizetype i = 0; i < std::min(array.size(), longestList); ++i)
            result.append(maskedValue(name, array.at(i), depth + 1));
        if (array.size() > longestList)
            result.append(u"… %1 in all"_s.arg(array.size()));
        return result;
    }
    return value;
}

} // namespace

bool isSecretName(QStringView name)
{
    static constexpr std::array parts{"token"_L1,     "secret"_L1,     "passw"_L1,   "pwd"_L1,    "auth"_L1,
                                      "session"_L1,   "cookie"_L1,     "api-key"_L1, "apikey"_L1, "api_key"_L1,
                                      "signature"_L1, "credential"_L1, "jwt"_L1,     "csrf"_L1,   "xsrf"_L1};
    static constexpr std::array wholes{"key"_L1, "sig"_L1, "sid"_L1, "code"_L1, "otp"_L1, "pin"_L1, "x-key"_L1};
    // Which tab it is, and which computer was asked.
    static constexpr std::array harmless{"sessionId"_L1, ":authority"_L1};
    const auto is = [name](QLatin1StringView other) { return name.compare(other, Qt::CaseInsensitive) == 0; };
    if (std::any_of(harmless.begin(), harmless.end(), is))
        return false;
    return std::any_of(wholes.begin(), wholes.end(), is) ||
           std::any_of(parts.begin(), parts.end(),
                       [name](QLatin1StringView part) { return name.contains(part, Qt::CaseInsensitive); });
}

QString maskedUrl(const QString &url)
{
    if (url.startsWith("data:"_L1, Qt::CaseInsensitive))
        return cut(url, longestData);
    QString bare = url;
    QString fragment;
    QString query;
    if (const qsizetype hash = bare.indexOf(u'#'); hash >= 0) {
        fragment = bare.mid(hash + 1);
        bare.truncate(hash);
    }
    if (const qsizetype question = bare.indexOf(u'?'); question >= 0) {
        query = bare.mid(question + 1);
        bare.truncate(question);
    }
    const qsizetype host = bare.indexOf("://"_L1);
    if (host >= 0) {
        const qsizetype path = bare.indexOf(u'/', host + 3);
        const qsizetype at = bare.lastIndexOf(u'@', path < 0 ? -1 : path);
        if (at > host)
            bare.replace(host + 3, at - host - 3, mark());
    }
    if (!query.isEmpty())
        bare += u'?' + maskedFields(query);
    if (!fragment.isEmpty())
        bare += u'#' + maskedFields(fragment);
    static const QRegularExpression jwt(u"eyJ[A-Za-z0-9_-]{8,}(\\.[A-Za-z0-9_-]*)*"_s);
    bare.replace(jwt, mark());
    return cut(bare, longestUrl);
}

QString maskedText(QString text, qsizetype longest)
{
    static const QRegularExpression scheme(u"\\b(bearer|basic|digest)(\\s+)[A-Za-z0-9+/=._~-]{6,}"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression jwt(u"eyJ[A-Za-z0-9_-]{8,}(\\.[A-Za-z0-9_-]*)*"_s);
    static const QRegularExpression login(u"(://)[^/\\s@]+@"_s);
    static const QRegularExpression field(
        u"([A-Za-z_-]*(?:token|secret|passw|pwd|auth|session|cookie|api[_-]?key|signature|csrf)[A-Za-z_-]*"
        "[\"']?\\s*[:=]\\s*)(\"[^\"]*\"|'[^']*'|[^\\s,;&}\"']+)"_s,
        QRegularExpression::CaseInsensitiveOption);
    if (text.size() > 2 * longest) // patterns over megabytes would cost more than the flow
        text.truncate(2 * longest);
    text.replace(scheme, u"\\1\\2***"_s);
    text.replace(jwt, mark());
    text.replace(login, u"\\1***@"_s);
    text.replace(field, u"\\1***"_s);
    return cut(text, longest);
}

QJsonObject masked(const QJsonObject &object)
{
    return maskedValue({}, object, 0).toObject();
}

} // namespace pult::browser
