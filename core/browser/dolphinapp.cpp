// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dolphinapp.h"

#include "browserlog.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

/// DOLPHIN_API_HOST as people write it: with or without scheme, slash or version.
QString normalizedBase(QString host)
{
    if (!host.contains("://"_L1))
        host.prepend("http://"_L1);
    while (host.endsWith(u'/'))
        host.chop(1);
    if (host.endsWith("/v1.0"_L1))
        host.chop(5);
    return host;
}

QString hostOf(const QString &base)
{
    return QUrl(base).authority().section(u'@', -1);
}

} // namespace

DolphinApp::DolphinApp(const DolphinConfig &config, ProviderShared &shared, net::OutsideClient &client)
    : m_config(config), m_shared(shared), m_api(client, normalizedBase(config.host)), m_client(client)
{
}

Error DolphinApp::judged(Error error)
{
    if (error.code != "http_refused"_L1 && error.code != "http_host_unknown"_L1)
        return error;
    // It will have to be told the token again, and may come back on another port.
    m_shared.loginLost(m_shared.loginGeneration());
    if (m_config.host.isEmpty())
        m_shared.setDolphinBase({});
    return {ErrorKind::Unavailable, u"dolphin_away"_s, {hostOf(m_api.base())}, error.detail};
}

QCoro::Task<bool> DolphinApp::isDolphin(QString base, CancelToken &token)
{
    DolphinLocalApi candidate(m_client, base, DolphinLocalApi::Breaker::Ignored);
    const Result<net::HttpReply> reply = co_await candidate.running(m_config.timings.probeTimeout, token);
    if (!reply || (reply->status != 200 && reply->status != 401))
        co_return false;
    co_return QJsonDocument::fromJson(reply->body).isObject();
}

QCoro::Task<Result<>> DolphinApp::locate(CancelToken &token, bool always)
{
    if (!m_config.host.isEmpty())
        co_return Result<>{};
    const QString known = m_shared.dolphinBase();
    if (!known.isEmpty()) {
        m_api.setBase(known);
        co_return Result<>{};
    }
    // Ports that refuse are what a search finds; only a search that finds nothing is a failure of the app.
    net::CircuitBreaker &breaker = m_client.shared().breakers.breaker(QString::fromLatin1(dependency::dolphin));
    Result<net::CircuitBreaker::Permit> permit = breaker.acquire(m_config.timings.probeTimeout * m_config.ports);
    if (!permit && !always)
        co_return fail(permit.error());
    const Result<> found = co_await look(token);
    if (permit && found)
        permit->succeeded();
    else if (permit && !token.isCancelled())
        permit->failed(found.error());
    co_return found;
}

QCoro::Task<Result<>> DolphinApp::look(CancelToken &token)
{
    for (int i = 0; i < m_config.ports; ++i) {
        const QString base = u"http://127.0.0.1:%1"_s.arg(m_config.firstPort + i);
        const bool found = co_await isDolphin(base, token);
        if (token.isCancelled())
            co_return fail(token.reason());
        if (!found)
            continue;
        qCInfo(lcBrowser, "dolphin_found port=%d", m_config.firstPort + i);
        m_shared.setDolphinBase(base);
        m_api.setBase(base);
        co_return Result<>{};
    }
    co_return fail(ErrorKind::Unavailable, "dolphin_away",
                   {u"127.0.0.1:%1-%2"_s.arg(m_config.firstPort).arg(m_config.firstPort + m_config.ports - 1)});
}

QCoro::Task<Result<>> DolphinApp::ready(CancelToken &token)
{
    const Result<> located = co_await locate(token);
    if (!located)
        co_return located;
    if (m_config.token.isEmpty() || m_shared.loginGeneration() != 0)
        co_return Result<>{};
    const Result<StartGate::Permit> permit = co_await m_shared.dolphinLogins.enter(token);
    if (!permit)
        co_return fail(permit.error());
    if (m_shared.loginGeneration() != 0) // another thread was faster
        co_return Result<>{};
    const Result<> loggedIn = co_await login(token);
    co_return loggedIn;
}

QCoro::Task<Result<>> DolphinApp::loginAgain(quint64 generation, CancelToken &token)
{
    if (m_config.token.isEmpty())
        co_return fail(ErrorKind::Denied, "dolphin_token_missing");
    m_shared.loginLost(generation);
    const Result<> result = co_await ready(token);
    co_return result;
}

QCoro::Task<Result<>> DolphinApp::login(CancelToken &token)
{
    const auto expiry = tokenExpiry(m_config.token);
    if (expiry && *expiry <= QDateTime::currentDateTimeUtc())
        co_return fail(ErrorKind::Denied, "dolphin_token_expired", {expiry->date().toString(Qt::ISODate)});
    const Result<net::HttpReply> reply = co_await m_api.login(m_config.token, m_config.timings.loginTimeout, token);
    if (!reply)
        co_return fail(judged(reply.error()));
    const QJsonObject answer = QJsonDocument::fromJson(reply->body).object();
    if (reply->status == 401 || (reply->status == 200 && !answer["success"_L1].toBool(true)))
        co_return fail(ErrorKind::Denied, "dolphin_token_invalid");
    if (reply->status != 200)
        co_return fail(ErrorKind::Network, "dolphin_login_failed",
                       {QString::number(reply->status), redacted(QString::fromUtf8(reply->body.left(2000)))});
    m_shared.loggedIn();
    qCInfo(lcBrowser, "dolphin_logged_in");
    co_return Result<>{};
}

QCoro::Task<Result<QStringList>> DolphinApp::running(CancelToken &token)
{
    const Result<net::HttpReply> reply = co_await m_api.running(m_config.timings.requestTimeout, token);
    if (!reply)
        co_return fail(judged(reply.error()));
    if (reply->status != 200)
        co_return fail(ErrorKind::Network, "dolphin_reply_unreadable", {u"running"_s},
                       u"status=%1"_s.arg(reply->status));
    co_return decodeRunning(reply->body);
}

QCoro::Task<Result<StopAnswer>> DolphinApp::stopOnce(QString profileId, std::chrono::milliseconds limit,
                                                     CancelToken &token)
{
    // The app trips over stops side by side.
    const Result<StartGate::Permit> permit = co_await m_shared.dolphinStops.enter(token);
    if (!permit)
        co_return fail(permit.error());
    const Result<net::HttpReply> reply = co_await m_api.stop(profileId, limit, token);
    if (!reply)
        co_return fail(judged(reply.error()));
    co_return decodeStop(reply->status, reply->body);
}

QCoro::Task<Result<>> DolphinApp::stop(QString profileId, int tries, std::chrono::milliseconds limit,
                                       CancelToken &token)
{
    bool loggedInAgain = false;
    for (int failed = 0;;) {
        const quint64 generation = m_shared.loginGeneration();
        const Result<StopAnswer> answer = co_await stopOnce(profileId, limit, token);
        if (answer && answer->verdict == StopVerdict::Stopped)
            co_return Result<>{};
        if (!answer && (token.isCancelled() || answer.error().kind == ErrorKind::Unavailable))
            co_return fail(answer.error());
        if (answer && answer->verdict == StopVerdict::Unauthorized) {
            if (loggedInAgain)
                co_return fail(ErrorKind::Denied, "dolphin_token_invalid");
            loggedInAgain = true;
            const Result<> again = co_await loginAgain(generation, token);
            if (!again)
                co_return again;
            continue;
        }
        if (++failed >= tries)
            co_return fail(ErrorKind::Network, "dolphin_stop_failed", {profileId, answer ? answer->text : QString()},
                           answer ? QString() : toLogString(answer.error()));
        const Result<> waited = co_await sleepFor(m_config.timings.stopPause, token);
        if (!waited)
            co_return waited;
    }
}

} // namespace pult::browser
