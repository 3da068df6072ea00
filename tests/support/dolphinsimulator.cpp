// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dolphinsimulator.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTimer>

namespace pult::test {

using namespace Qt::StringLiterals;

namespace {

net::HttpAnswer json(int status, const QJsonObject &object)
{
    net::HttpAnswer answer;
    answer.status = status;
    answer.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return answer;
}

net::HttpAnswer plain(int status, const QByteArray &body)
{
    net::HttpAnswer answer;
    answer.status = status;
    answer.body = body;
    answer.contentType = "text/html";
    return answer;
}

net::HttpAnswer refusal(int status, const QString &code, const QString &text)
{
    return json(status, {{u"success"_s, false},
                         {u"error"_s, text},
                         {u"errorObject"_s, QJsonObject{{u"code"_s, code}, {u"text"_s, text}}}});
}

net::HttpAnswer duplicate()
{
    return refusal(500, u"E_BROWSER_RUN_DUPLICATE"_s, u"The profile is already running"_s);
}

int freePort()
{
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost);
    return probe.serverPort();
}

/// Quirks that only answer; empty: the kind does more.
std::optional<net::HttpAnswer> refusalFor(const QString &kind)
{
    if (kind == "duplicate"_L1)
        return duplicate();
    if (kind == "ebusy"_L1)
        return json(
            500, {{u"success"_s, false}, {u"error"_s, u"EBUSY: resource busy or locked, unlink 'Default/Cookies'"_s}});
    if (kind == "init"_L1)
        return json(500, {{u"success"_s, false}, {u"error"_s, u"initConnectionError"_s}});
    if (kind == "401"_L1)
        return json(401, {{u"success"_s, false}});
    if (kind == "429"_L1)
        return json(429, {{u"success"_s, false}, {u"error"_s, u"too many launches"_s}});
    if (kind == "499"_L1)
        return refusal(499, u"FREE_PLAN_PROFILE_LIMIT_EXCEEDED"_s, u"limit"_s);
    if (kind == "404"_L1)
        return refusal(404, u"E_PROFILE_NOT_FOUND"_s, u"no such profile"_s);
    if (kind == "false200"_L1)
        return json(200, {{u"success"_s, false}, {u"error"_s, u"core is missing"_s}});
    if (kind == "html500"_L1)
        return plain(500, "<html>oops</html>");
    if (kind == "400"_L1 || kind == "402"_L1 || kind == "500"_L1)
        return json(kind.toInt(), {{u"error"_s, QString("status "_L1 + kind)}});
    return std::nullopt;
}

} // namespace

DolphinSimulator::DolphinSimulator(DolphinSimulatorOptions options)
    : m_options(std::move(options)), m_server(
                                         [this] {
                                             net::HttpServerOptions server;
                                             server.port = m_options.port;
                                             server.threads = 16; // a start holds one while its browser comes up
                                             return server;
                                         }(),
                                         [this](const net::HttpRequest &request) { return handle(request); })
{
}

DolphinSimulator::~DolphinSimulator()
{
    m_server.stop();
}

Result<> DolphinSimulator::start()
{
    return m_server.start();
}

void DolphinSimulator::plan(const QString &profile, const QList<DolphinQuirk> &quirks)
{
    const std::lock_guard lock(m_mutex);
    m_startPlans[profile] += quirks;
}

void DolphinSimulator::planStops(const QString &profile, const QList<DolphinQuirk> &quirks)
{
    const std::lock_guard lock(m_mutex);
    m_stopPlans[profile] += quirks;
}

void DolphinSimulator::setAway(bool away)
{
    if (away) {
        m_server.stop();
        forgetLogin();
    } else {
        std::ignore = m_server.start();
    }
}

void DolphinSimulator::forgetLogin()
{
    const std::lock_guard lock(m_mutex);
    m_loggedIn = false;
}

void DolphinSimulator::rejectToken()
{
    const std::lock_guard lock(m_mutex);
    m_loggedIn = false;
    m_tokenRejected = true;
}

QStringList DolphinSimulator::running()
{
    return m_browsers.running().keys();
}

QStringList DolphinSimulator::events() const
{
    const std::lock_guard lock(m_mutex);
    return m_events;
}

int DolphinSimulator::count(const QString &route) const
{
    const QStringList all = events();
    return int(std::count_if(all.cbegin(), all.cend(),
                             [&route](const QString &event) { return event.section(u' ', 0, 0) == route; }));
}

int DolphinSimulator::starts(const QString &profile) const
{
    return int(events().count("start "_L1 + profile));
}

int DolphinSimulator::stops(const QString &profile) const
{
    return int(events().count("stop "_L1 + profile));
}

int DolphinSimulator::startsTooMany() const
{
    const std::lock_guard lock(m_mutex);
    return m_startsTooMany;
}

int DolphinSimulator::mostStartsAtOnce() const
{
    const std::lock_guard lock(m_mutex);
    return m_mostStarts;
}

int DolphinSimulator::mostStopsAtOnce() const
{
    const std::lock_guard lock(m_mutex);
    return m_mostStops;
}

QByteArray DolphinSimulator::lastStartBody() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastStartBody;
}

void DolphinSimulator::noted(const QString &event)
{
    const std::lock_guard lock(m_mutex);
    m_events.append(event);
}

bool DolphinSimulator::isAuthorized() const
{
    const std::lock_guard lock(m_mutex);
    return m_options.token.isEmpty() || m_loggedIn;
}

DolphinQuirk DolphinSimulator::take(QMap<QString, QList<DolphinQuirk>> &plans, const QString &profile)
{
    const std::lock_guard lock(m_mutex);
    for (const QString &key : {profile, u"*"_s}) {
        if (const auto found = plans.find(key); found != plans.end() && !found->isEmpty())
            return found->takeFirst();
    }
    return {};
}

net::HttpAnswer DolphinSimulator::handle(const net::HttpRequest &request)
{
    static const QRegularExpression profileRoute(u"^/v1\\.0/browser_profiles/([^/]+)/(start|stop)$"_s);
    if (request.path == "/v1.0/auth/login-with-token"_L1)
        return onLogin(request);
    if (request.path == "/v1.0/browser_profiles/running"_L1)
        return onRunning();
    if (request.path == "/browser_profiles"_L1)
        return onCloudList(request);
    if (request.path.startsWith("/sim/"_L1))
        return onControl(request);
    const auto match = profileRoute.match(request.path);
    if (match.hasMatch())
        return match.captured(2) == "start"_L1 ? onStart(match.captured(1), request) : onStop(match.captured(1));
    return plain(404, "<html>Cannot " + request.method + "</html>");
}

net::HttpAnswer DolphinSimulator::onLogin(const net::HttpRequest &request)
{
    noted(u"login"_s);
    const QString token = QJsonDocument::fromJson(request.body).object()["token"_L1].toString();
    const std::lock_guard lock(m_mutex);
    m_loggedIn = !m_tokenRejected && token == m_options.token;
    return json(m_loggedIn ? 200 : 401, {{u"success"_s, m_loggedIn}});
}

net::HttpAnswer DolphinSimulator::onStart(const QString &profile, const net::HttpRequest &request)
{
    noted("start "_L1 + profile);
    {
        const std::lock_guard lock(m_mutex);
        m_lastStartBody = request.body;
        m_startsTooMany += m_undecided.value(profile) ? 1 : 0;
        m_mostStarts = std::max(m_mostStarts, ++m_startsNow);
    }
    net::HttpAnswer answer = startWithQuirk(profile, take(m_startPlans, profile));
    const std::lock_guard lock(m_mutex);
    --m_startsNow;
    return answer;
}

net::HttpAnswer DolphinSimulator::startWithQuirk(const QString &profile, const DolphinQuirk &quirk)
{
    if (!isAuthorized())
        return json(401, {{u"success"_s, false}});
    if (const auto refused = refusalFor(quirk.kind))
        return *refused;
    if (m_browsers.running().contains(profile))
        return duplicate();
    if (quirk.kind == "late_port"_L1 || quirk.kind == "never_port"_L1) {
        SimulatedBrowsers::Endpoint promised{freePort(), {}, 0};
        if (quirk.kind == "late_port"_L1)
            m_browsers.startLater(profile, promised.port, quirk.delayMs);
        return started(promised);
    }
    net::HttpAnswer answer = started(m_browsers.start(profile));
    answer.delay = std::chrono::milliseconds(quirk.delayMs);
    const bool undecided =
        quirk.kind == "drop"_L1 || quirk.kind == "hang"_L1 || quirk.kind == "empty"_L1 || quirk.kind == "html200"_L1;
    if (undecided) {
        const std::lock_guard lock(m_mutex);
        m_undecided[profile] = true;
    }
    answer.dropConnection = quirk.kind == "drop"_L1;
    if (quirk.kind == "hang"_L1)
        answer.delay = std::chrono::minutes(10);
    else if (quirk.kind == "empty"_L1)
        answer.body.clear();
    else if (quirk.kind == "html200"_L1)
        answer = plain(200, "<html>ok</html>");
    else if (quirk.kind == "no_automation"_L1)
        answer = json(200, {{u"success"_s, true}, {u"automation"_s, QJsonValue()}});
    return answer;
}

net::HttpAnswer DolphinSimulator::started(const SimulatedBrowsers::Endpoint &endpoint) const
{
    if (endpoint.port == 0)
        return json(500, {{u"success"_s, false}, {u"error"_s, u"the browser did not start"_s}});
    QJsonObject automation;
    automation[u"port"_s] =
        m_options.portAsText ? QJsonValue(QString::number(endpoint.port)) : QJsonValue(endpoint.port);
    if (!endpoint.webSocketPath.isEmpty() && !m_options.portOnly)
        automation[u"wsEndpoint"_s] = m_options.webSocketAsUrl
                                          ? u"ws://127.0.0.1:%1%2"_s.arg(endpoint.port).arg(endpoint.webSocketPath)
                                          : endpoint.webSocketPath;
    return json(200, {{u"success"_s, true}, {u"automation"_s, automation}});
}

net::HttpAnswer DolphinSimulator::onStop(const QString &profile)
{
    noted("stop "_L1 + profile);
    const DolphinQuirk quirk = take(m_stopPlans, profile);
    if (!isAuthorized() || quirk.kind == "401"_L1)
        return json(401, {{u"success"_s, false}});
    if (quirk.kind == "500"_L1)
        return json(500, {{u"error"_s, u"EBUSY"_s}});
    {
        const std::lock_guard lock(m_mutex);
        m_mostStops = std::max(m_mostStops, ++m_stopsNow);
    }
    const bool ran = m_browsers.running().contains(profile);
    m_browsers.stop(profile);
    {
        const std::lock_guard lock(m_mutex);
        --m_stopsNow;
        m_undecided.remove(profile);
    }
    if (!ran || quirk.kind == "no_pid"_L1)
        return json(200, {{u"success"_s, false},
                          {u"message"_s, u"PID file not found – assuming the browser has already exited."_s}});
    net::HttpAnswer answer = json(200, {{u"success"_s, true}});
    if (quirk.kind == "hang"_L1)
        answer.delay = std::chrono::minutes(10);
    return answer;
}

net::HttpAnswer DolphinSimulator::onRunning()
{
    noted(u"running"_s);
    QJsonObject keyed;
    QJsonArray list;
    const auto browsers = m_browsers.running();
    for (auto it = browsers.begin(); it != browsers.end(); ++it) {
        keyed[it.key()] = QJsonObject{{u"runid"_s, u"r"_s}, {u"pid"_s, it.value()}};
        list.append(QJsonObject{{u"id"_s, it.key()}, {u"pid"_s, it.value()}});
    }
    return json(200, m_options.runningAsList ? QJsonObject{{u"data"_s, list}} : keyed);
}

net::HttpAnswer DolphinSimulator::onCloudList(const net::HttpRequest &request)
{
    noted(u"list"_s);
    if (m_options.cloudStatus != 200)
        return json(m_options.cloudStatus, {{u"error"_s, u"said the cloud"_s}});
    if (request.header("Authorization") != "Bearer " + m_options.token.toLatin1())
        return json(401, {{u"error"_s, u"Unauthorized"_s}});
    int limit = request.query.queryItemValue(u"limit"_s).toInt();
    if (limit > m_options.largestPage && !m_options.clampPages)
        return json(400, {{u"error"_s, u"limit"_s}});
    limit = std::min(limit, m_options.largestPage);
    const int page = std::max(1, request.query.queryItemValue(u"page"_s).toInt());
    const int pages = std::max(1, (m_options.cloudProfiles + limit - 1) / limit);
    QJsonArray items;
    for (int i = (page - 1) * limit; i < std::min(page * limit, m_options.cloudProfiles); ++i)
        items.append(
            QJsonObject{{u"id"_s, i + 1},
                        {u"name"_s, u"Profile %1"_s.arg(i + 1)},
                        {u"tags"_s, QJsonArray{u"shop"_s}},
                        {u"status"_s, QJsonObject{{u"id"_s, 4}, {u"name"_s, u"New"_s}}},
                        {u"proxy"_s, QJsonObject{{u"login"_s, u"proxylogin"_s}, {u"password"_s, u"proxypass"_s}}},
                        {u"notes"_s, QJsonValue()}});
    QJsonObject answer{{u"current_page"_s, page},
                       {u"data"_s, items},
                       {u"per_page"_s, limit},
                       {u"last_page"_s, pages},
                       {u"total"_s, m_options.cloudProfiles}};
    if (m_options.totalAsText)
        answer[u"total"_s] = QString::number(m_options.cloudProfiles);
    if (!m_options.withoutNextPageUrl)
        answer[u"next_page_url"_s] = page < pages ? QJsonValue(u"http://x/?page=%1"_s.arg(page + 1)) : QJsonValue();
    return json(200, answer);
}

/// For a test in another process: /sim/state, /sim/plan, /sim/away, /sim/forget-login, /sim/open.
net::HttpAnswer DolphinSimulator::onControl(const net::HttpRequest &request)
{
    const QJsonObject asked = QJsonDocument::fromJson(request.body).object();
    const QString profile = asked["profile"_L1].toString();
    if (request.path == "/sim/plan"_L1) {
        for (const auto &[key, plans] : {std::pair(u"start"_s, &m_startPlans), std::pair(u"stop"_s, &m_stopPlans)}) {
            const std::lock_guard lock(m_mutex);
            for (const QJsonValue item : asked[key].toArray())
                (*plans)[profile].append({item["kind"_L1].toString(), item["delay_ms"_L1].toInt()});
        }
    } else if (request.path == "/sim/away"_L1) {
        // On the owner's thread: the server cannot be stopped from one of its own.
        const int time = asked["ms"_L1].toInt();
        QMetaObject::invokeMethod(
            this,
            [this, time] {
                QTimer::singleShot(50, this, [this] { setAway(true); });
                QTimer::singleShot(50 + time, this, [this] { setAway(false); });
            },
            Qt::QueuedConnection);
    } else if (request.path == "/sim/forget-login"_L1) {
        forgetLogin();
    } else if (request.path == "/sim/open"_L1) {
        openByHand(profile);
    } else if (request.path != "/sim/state"_L1) {
        return json(404, {});
    }
    return json(200, state());
}

QJsonObject DolphinSimulator::state()
{
    const QStringList browsers = running();
    const std::lock_guard lock(m_mutex);
    return {{u"events"_s, QJsonArray::fromStringList(m_events)},
            {u"running"_s, QJsonArray::fromStringList(browsers)},
            {u"starts_too_many"_s, m_startsTooMany},
            {u"most_starts_at_once"_s, m_mostStarts},
            {u"most_stops_at_once"_s, m_mostStops}};
}

} // namespace pult::test
