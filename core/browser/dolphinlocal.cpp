// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dolphinlocal.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

/// The app's own table first: what it says about one profile or the plan says nothing about the app.
net::CallVerdict startVerdict(const Result<net::HttpReply> &reply)
{
    if (!reply)
        return net::usualVerdict(reply);
    switch (decodeStart(reply->status, reply->body).verdict) {
    case StartVerdict::TooMany:
        return net::CallVerdict::Silent;
    case StartVerdict::Failed:
        return net::usualVerdict(reply);
    default:
        return net::CallVerdict::Well;
    }
}

} // namespace

QCoro::Task<Result<net::HttpReply>> DolphinLocalApi::send(net::OutsideCall call, CancelToken &token)
{
    if (m_breaker == Breaker::Ignored)
        return m_client.plain().send(std::move(call.http), token);
    call.dependency = QString::fromLatin1(dependency::dolphin);
    call.limiter = call.dependency;
    call.learns = false;
    return m_client.send(std::move(call), token);
}

net::HttpCall DolphinLocalApi::call(const QByteArray &verb, const QString &path, std::chrono::milliseconds limit) const
{
    net::HttpCall call;
    call.verb = verb;
    call.url = QUrl(QString(m_base + "/v1.0"_L1 + path));
    call.headers = {{"Connection", "close"}};
    call.timeout = limit;
    return call;
}

QCoro::Task<Result<net::HttpReply>> DolphinLocalApi::login(QString apiToken, std::chrono::milliseconds limit,
                                                           CancelToken &token)
{
    net::HttpCall request = call("POST", u"/auth/login-with-token"_s, limit);
    request.headers.emplaceBack("Content-Type", "application/json");
    request.body = QJsonDocument(QJsonObject{{u"token"_s, apiToken}}).toJson(QJsonDocument::Compact);
    return send({.http = std::move(request), .op = u"login"_s}, token);
}

QCoro::Task<Result<net::HttpReply>> DolphinLocalApi::start(QString profileId, bool headless,
                                                           std::chrono::milliseconds limit, CancelToken &token)
{
    QJsonObject body{{u"automation"_s, true}};
    if (headless)
        body.insert(u"headless"_s, true);
    net::HttpCall request = call("POST", "/browser_profiles/"_L1 + profileId + "/start"_L1, limit);
    request.headers.emplaceBack("Content-Type", "application/json");
    request.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    request.repeatable = false;
    return send({.http = std::move(request), .op = u"start"_s, .verdict = startVerdict}, token);
}

QCoro::Task<Result<net::HttpReply>> DolphinLocalApi::stop(QString profileId, std::chrono::milliseconds limit,
                                                          CancelToken &token)
{
    return send(
        {.http = call("GET", "/browser_profiles/"_L1 + profileId + "/stop"_L1, limit), .op = u"stop"_s, .always = true},
        token);
}

QCoro::Task<Result<net::HttpReply>> DolphinLocalApi::running(std::chrono::milliseconds limit, CancelToken &token)
{
    return send({.http = call("GET", u"/browser_profiles/running"_s, limit), .op = u"running"_s}, token);
}

} // namespace pult::browser
