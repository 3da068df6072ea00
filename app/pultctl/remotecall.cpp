// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remotecall.h"

#include <base/errortext.h>
#include <net/httpclient.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

ErrorKind kindOf(int status)
{
    switch (status) {
    case 400:
    case 405:
    case 413:
    case 415:
    case 422:
        return ErrorKind::Invalid;
    case 401:
    case 403:
        return ErrorKind::Denied;
    case 404:
        return ErrorKind::NotFound;
    case 409:
        return ErrorKind::Conflict;
    case 429:
        return ErrorKind::Limited;
    default:
        return ErrorKind::Unavailable;
    }
}

} // namespace

Error refusalOf(int status, const QByteArray &body)
{
    const QJsonObject problem = QJsonDocument::fromJson(body).object();
    const QString code = problem[u"code"].toString();
    QStringList arguments;
    const QJsonArray given = problem[u"arguments"].toArray();
    for (const QJsonValue &argument : given)
        arguments.append(argument.toString());
    if (knownErrorCodes().contains(code) && problem.contains(u"arguments"))
        return {kindOf(status), code, arguments, {}};
    const QString title = problem[u"title"].toString(u"-"_s);
    const QString detail = problem[u"detail"].toString();
    const QString said = detail.isEmpty() ? title : QString(title + u' ' + detail);
    return {kindOf(status), u"api_refused"_s, {QString::number(status), said}, {}};
}

bool isElsewhere(int status)
{
    return status / 100 == 3;
}

Error elsewhere(const QUrl &asked, const QByteArray &location)
{
    const QUrl there = asked.resolved(QUrl::fromEncoded(location));
    return {ErrorKind::Invalid, u"url_redirected"_s, {asked.authority(), there.toString(QUrl::RemoveUserInfo)}, {}};
}

QByteArray authorizationOf(const Request &request)
{
    const QString token = request.token.isEmpty() ? qEnvironmentVariable("WORKER_API_TOKEN") : request.token;
    return token.isEmpty() ? QByteArray() : QByteArray("Bearer " + token.toUtf8());
}

Result<QUrl> urlOf(const Request &request, const RemoteCall &call)
{
    QUrl url(request.url, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != "http"_L1 && url.scheme() != "https"_L1))
        return fail(ErrorKind::Invalid, "url_invalid", {request.url});
    QString base = url.path(QUrl::FullyEncoded);
    while (base.endsWith(u'/'))
        base.chop(1);
    url.setPath(base + call.path, QUrl::StrictMode);
    url.setQuery(call.query);
    return url;
}

Result<RemoteAnswer> callNode(const Request &request, const RemoteCall &call, const QList<int> &expected)
{
    const Result<QUrl> url = urlOf(request, call);
    if (!url)
        return fail(url.error());
    const auto network = net::makeNetworkManager();
    net::HttpClient client(*network);
    net::HttpCall http;
    http.verb = call.method;
    http.url = *url;
    http.body = call.body;
    http.repeatable = call.method != "POST"; // done twice, the others are done once
    http.followsRedirects = false;
    http.headers = {{"Accept", "application/json, */*"}};
    if (!call.body.isEmpty())
        http.headers.emplace_back("Content-Type", "application/json");
    if (const QByteArray authorization = authorizationOf(request); !authorization.isEmpty())
        http.headers.emplace_back("Authorization", authorization);
    CancelToken token;
    const Result<net::HttpReply> reply = QCoro::waitFor(client.send(http, token));
    if (!reply)
        return fail(reply.error());
    if (isElsewhere(reply->status))
        return fail(elsewhere(*url, reply->header("Location")));
    if (reply->status / 100 != 2 && !expected.contains(reply->status))
        return fail(refusalOf(reply->status, reply->body));
    return RemoteAnswer{reply->status, reply->body, reply->headers};
}

} // namespace pult::ctl
