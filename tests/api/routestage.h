// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <api/problem.h>
#include <api/routes.h>
#include <api/routetable.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QUrl>

namespace pult::test {

/// A node and its routes without a server: requests are values.
class RouteStage final
{
public:
    using Configure = std::function<void(node::NodeConfig &, api::RouteSources &)>;
    explicit RouteStage(const QString &database, Configure configure = {})
        : m_database(database), m_configure(std::move(configure))
    {
        m_config.dataDir = m_folder.path();
        m_config.id = QStringLiteral("studio-1");
        m_config.name = QStringLiteral("studio");
        m_config.queues = {QStringLiteral("*")};
        m_config.database = m_database.config();
        m_config.capacities = {2, 2};
        m_config.provider.name = QStringLiteral("local");
        m_config.provider.dataDir = m_folder.path();
    }
    ~RouteStage()
    {
        routes = {};
        m_table = api::RouteTable();
        if (!node)
            return;
        QSignalSpy stopped(node.get(), &node::Node::stopped);
        node->stop(std::chrono::milliseconds(0));
        stopped.wait(20'000);
        node.reset(); // before its database
    }

    /// To the database, also before start().
    Result<std::unique_ptr<storage::Connection>> connect() const { return m_database.connect(); }

    Result<> start()
    {
        if (!m_database.made())
            return m_database.made();
        api::RouteSources sources;
        if (m_configure)
            m_configure(m_config, sources);
        node = std::make_unique<node::Node>(m_config, node::Actor{QStringLiteral("test"), QStringLiteral("test")});
        if (const Result<> started = node->start(); !started)
            return started;
        sources.node = node.get();
        sources.port = [] { return 4711; };
        sources.eventPace = std::chrono::milliseconds(50);
        sources.eventHeartbeat = std::chrono::milliseconds(200);
        routes = api::makeRoutes(sources);
        m_table = api::RouteTable(routes);
        return {};
    }

    /// `target`: path and query as they are sent. A path or method that is not there answers 404.
    QFuture<api::Answer> asked(const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
                               const net::HttpHeaders &headers = {})
    {
        const QUrl url = QUrl::fromEncoded("http://node" + target);
        api::Request request;
        request.method = method;
        request.path = url.path();
        request.query = QUrlQuery(url.query(QUrl::FullyEncoded));
        request.body = body;
        request.headers = headers;
        request.caller = caller;
        const api::RouteTable::Match match = m_table.find(method, request.path);
        request.parameters = match.parameters;
        if (!match.route) {
            api::Answer answer;
            answer.status = 404;
            return api::answered(answer);
        }
        return match.route->handler(request);
    }
    /// Waits for the answer; status 0 when none comes.
    api::Answer ask(const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
                    const net::HttpHeaders &headers = {})
    {
        const QFuture<api::Answer> future = asked(method, target, body, headers);
        api::Answer none;
        none.status = 0;
        return QTest::qWaitFor([&] { return future.isFinished(); }, 20'000) && future.resultCount() > 0
                   ? future.result()
                   : none;
    }
    QJsonObject get(const QByteArray &target) { return json(ask("GET", target)); }
    static QJsonObject json(const api::Answer &answer) { return QJsonDocument::fromJson(answer.body).object(); }
    static QByteArray header(const api::Answer &answer, const QByteArray &name)
    {
        return net::headerOf(answer.headers, name);
    }
    /// Adds a task; its id.
    qint64 add(const QByteArray &task) { return json(ask("POST", "/api/v1/tasks", task))[u"ids"][0].toInteger(); }

    api::Caller caller{QStringLiteral("tester"), QStringLiteral("127.0.0.1"), {api::Scope::Admin}};
    std::unique_ptr<node::Node> node;
    QList<api::Route> routes;

private:
    QTemporaryDir m_folder;
    TempDatabase m_database;
    const Configure m_configure;
    node::NodeConfig m_config;
    api::RouteTable m_table;
};

} // namespace pult::test
