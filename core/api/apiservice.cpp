// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apiservice.h"

#include "logging.h"
#include "routes.h"

#include <queue/auditing.h>
#include <storage/changelistener.h>

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>

namespace pult::api {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto refreshInterval = 30s; ///< for what no hint told of
constexpr auto hintPause = 250ms;
constexpr auto useInterval = 30s;
constexpr auto stopGrace = 1s;

} // namespace

ApiService::ApiService(node::Node &node, ApiConfig config)
    : m_node(node), m_config(std::move(config)), m_server(m_config.server),
      m_book(std::make_shared<TokenBook>(node.pool(), m_server.poster()))
{
    const auto onServer = [post = m_server.poster(), book = m_book](void (*work)(TokenBook &)) {
        post([book, work] { work(*book); });
    };
    m_hinted.setSingleShot(true);
    for (const QTimer *timer : {&m_refresh, &m_hinted})
        connect(timer, &QTimer::timeout, this,
                [onServer] { onServer([](TokenBook &book) { book.refresh([](bool) {}); }); });
    connect(&m_use, &QTimer::timeout, this, [onServer] { onServer([](TokenBook &book) { book.noteUse(); }); });
}

ApiService::~ApiService()
{
    stop();
}

/// Before anything runs; a database that cannot be asked yet has no tokens, or is told of when the node starts.
Result<> ApiService::checkAccess() const
{
    const AccessRules &access = m_config.access;
    if (access.loopbackOnly || !access.workerToken.isEmpty() || !access.jwt.secret.isEmpty())
        return {};
    const auto connection = storage::Connection::open(m_node.config().database, u"api-tokens"_s);
    if (!connection)
        return {};
    if (const auto tokens = queue::listApiTokens(**connection); tokens && !tokens->isEmpty())
        return {};
    return fail(ErrorKind::Invalid, "api_needs_token", {m_config.server.address});
}

Result<> ApiService::prepare()
{
    if (const Result<> known = checkAccess(); !known)
        return known;
    if (const Result<> listening = m_server.listen(); !listening)
        return listening;
    m_node.observation().setApiPort(m_server.port());
    return {};
}

Result<> ApiService::start()
{
    const Result<QList<queue::ApiToken>> tokens = m_node.commands().listApiTokens().result();
    if (!tokens)
        return fail(tokens.error());
    if (const Result<> told = tellWhere(); !told)
        return told;
    std::unique_ptr<Gate> gate = makeGate();
    gate->access().setTokens(*tokens);
    m_book->setGate(gate.get());
    m_gate = gate.get();
    if (const Result<> started = m_server.start(std::move(gate)); !started)
        return started;
    m_running = true;
    m_refresh.start(refreshInterval);
    connect(&m_node.pool().changes(), &storage::ChangeListener::changed, this, [this](const QString &topic) {
        if (m_running && !m_hinted.isActive() && (topic == "nodes"_L1 || topic == "any"_L1))
            m_hinted.start(hintPause);
    });
    m_use.start(useInterval);
    qCInfo(lcApi).noquote() << u"listening url=%1"_s.arg(m_server.url().toString());
    return {};
}

/// Where it listens stays; whatever else the settings say of the API counts for what comes from now on.
Result<> ApiService::apply(const Settings &settings)
{
    showSettings(settings);
    if (!m_running)
        return {};
    const Result<ApiConfig> config = readApiConfig(settings, true);
    if (!config)
        return fail(config.error());
    if (!config->enabled) // needs a restart, and is said to
        return {};
    const ServerOptions &next = config->server;
    const auto keyFiles = [](const ServerOptions &server) { return std::pair(server.certificateFile, server.keyFile); };
    if (keyFiles(next) != keyFiles(m_config.server)) {
        if (const Result<> changed = m_server.setKeyFiles(next.certificateFile, next.keyFile); !changed)
            return changed;
        m_config.server.certificateFile = next.certificateFile;
        m_config.server.keyFile = next.keyFile;
        if (const Result<> told = tellWhere(); !told)
            return told;
    }
    const bool wasLoopback = m_config.access.loopbackOnly;
    m_config.access = config->access;
    m_config.access.loopbackOnly = wasLoopback;
    m_config.rates = config->rates;
    m_server.poster()(
        [gate = m_gate, access = m_config.access, rates = m_config.rates] { gate->setRules(access, rates); });
    return {};
}

void ApiService::announceEnd()
{
    m_server.leave();
}

std::chrono::milliseconds ApiService::noticeLeft(std::chrono::milliseconds notice) const
{
    return m_running ? m_notice->left(notice, ReadyNotice::Clock::now()) : 0ms;
}

void ApiService::stop()
{
    m_refresh.stop();
    m_hinted.stop();
    m_use.stop();
    if (!std::exchange(m_running, false))
        return;
    m_server.stop(stopGrace);
    QFile::remove(placeFile());
}

QString ApiService::placeFile() const
{
    return m_config.dataDir + u"/api.json"_s;
}

Result<> ApiService::tellWhere() const
{
    const QJsonObject place{{u"url"_s, m_server.url().toString()},
                            {u"port"_s, m_server.port()},
                            {u"pid"_s, QCoreApplication::applicationPid()}};
    QSaveFile file(placeFile());
    const QByteArray text = QJsonDocument(place).toJson(QJsonDocument::Compact) + '\n';
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return fail(ErrorKind::Disk, "file_not_written", {placeFile(), file.errorString()});
    return {};
}

std::unique_ptr<Gate> ApiService::makeGate()
{
    Gate::Rules rules;
    rules.access = m_config.access;
    rules.rates = m_config.rates;
    rules.refreshTokens = [book = m_book](std::function<void(bool)> done) { book->refresh(std::move(done)); };
    rules.observe = [metrics = &m_node.observation().engineMetrics()](const QByteArray &method, const QString &route,
                                                                      int status, double seconds) {
        metrics->httpDone(QString::fromLatin1(method), status, seconds);
        metrics->routeDone(QString::fromLatin1(method), route, status);
    };
    rules.banned = [this](const QString &address) { auditBan(address); };
    RouteSources sources;
    sources.node = &m_node;
    sources.port = [port = m_server.port()] { return int(port); };
    sources.settings = [settings = m_settings] { return settings->get(); };
    sources.readyAnswered = [notice = m_notice](bool ready) { notice->answered(ready, ReadyNotice::Clock::now()); };
    return std::make_unique<Gate>(makeRoutes(sources), std::move(rules));
}

/// On the server's thread, which ends before this does.
void ApiService::auditBan(const QString &address) const
{
    m_node.pool().run<qint64>([address](storage::Connection &connection) -> Result<qint64> {
        const QJsonObject ban{{u"failures"_s, BanList::failures}, {u"minutes"_s, qint64{BanList::lasts.count()}}};
        const Result<> noted =
            queue::audit(connection, {u"system"_s, u"api "_s + address}, u"address.ban"_s, address, {}, ban);
        return noted ? Result<qint64>(1) : fail(noted.error());
    });
}

Result<std::unique_ptr<node::Companion>> makeApiService(node::Node &node, const Settings &settings, bool isService)
{
    Result<ApiConfig> config = readApiConfig(settings, isService);
    if (!config)
        return fail(config.error());
    if (!config->enabled)
        return nullptr;
    auto service = std::make_unique<ApiService>(node, std::move(*config));
    service->showSettings(settings);
    return service;
}

} // namespace pult::api
