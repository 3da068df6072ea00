// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet.h"

#include "remoteverbs.h"

#include <queue/placesjson.h>
#include <queue/valuesfromjson.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::ctl {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class DatabaseFleet final : public Fleet
{
public:
    explicit DatabaseFleet(Session &session) : m_session(session) {}

    Result<QList<queue::NodeInfo>> nodes() override { return Session::await(m_session.commands().listNodes()); }
    Result<queue::NodeCommand> order(const queue::NodeRequest &request) override
    {
        return Session::await(m_session.commands().commandNode(request));
    }
    Result<queue::NodeCommand> orderNow(qint64 id) override
    {
        return Session::await(m_session.commands().showNodeCommand(id));
    }
    Result<QString> ownNode() override { return m_session.config().id; }
    Result<std::chrono::seconds> drainTimeout() override
    {
        return std::chrono::duration_cast<std::chrono::seconds>(m_session.config().drainTimeout);
    }
    std::chrono::milliseconds pause() const override { return 100ms; }
    bool mayPass(const Error &) const override { return false; }

private:
    Session &m_session;
};

class RemoteFleet final : public Fleet
{
public:
    explicit RemoteFleet(const Request &request) : m_request(request) {}

    Result<QList<queue::NodeInfo>> nodes() override
    {
        const Result<QJsonObject> list = get(u"/api/v1/nodes"_s);
        if (!list)
            return fail(list.error());
        return nodesIn(*list);
    }
    Result<queue::NodeCommand> order(const queue::NodeRequest &wanted) override
    {
        RemoteCall call{"POST",
                        u"/api/v1/nodes/"_s + encoded(wanted.node) + u'/' + queue::nameOf(wanted.verb),
                        {},
                        bodyOf(wanted.worker > 0 ? QJsonObject{{u"worker"_s, wanted.worker}} : QJsonObject())};
        return commandFrom(ask(call));
    }
    Result<queue::NodeCommand> orderNow(qint64 id) override
    {
        return commandFrom(get(u"/api/v1/node-orders/%1"_s.arg(id)));
    }
    Result<QString> ownNode() override
    {
        const Result<QJsonObject> status = get(u"/api/v1/status"_s);
        if (!status)
            return fail(status.error());
        return (*status)[u"node"][u"id"].toString();
    }
    /// The answering node's: all of a group have the same, or --timeout says it.
    Result<std::chrono::seconds> drainTimeout() override
    {
        const Result<QJsonObject> config = get(u"/api/v1/config"_s);
        if (!config)
            return fail(config.error());
        const QJsonArray items = (*config)[u"items"].toArray();
        for (const QJsonValue &item : items) {
            if (item[u"name"] == "DRAIN_TIMEOUT_SECS"_L1)
                return std::chrono::seconds(item[u"value"].toString().toLongLong());
        }
        return 0s;
    }
    /// Far enough below the API's limit of requests for others to have their share.
    std::chrono::milliseconds pause() const override { return 1s; }
    bool mayPass(const Error &error) const override
    {
        return error.kind == ErrorKind::Network || error.kind == ErrorKind::Timeout ||
               error.kind == ErrorKind::Unavailable || error.kind == ErrorKind::Limited;
    }

private:
    Result<QJsonObject> ask(const RemoteCall &call) const
    {
        const Result<RemoteAnswer> reply = callNode(m_request, call);
        if (!reply)
            return fail(reply.error());
        return QJsonDocument::fromJson(reply->body).object();
    }
    Result<QJsonObject> get(const QString &path) const { return ask({"GET", path, {}, {}}); }
    static Result<queue::NodeCommand> commandFrom(const Result<QJsonObject> &document)
    {
        if (!document)
            return fail(document.error());
        return queue::nodeCommandFromJson(*document);
    }

    const Request &m_request;
};

} // namespace

QList<queue::NodeInfo> nodesIn(const QJsonObject &list)
{
    QList<queue::NodeInfo> nodes;
    const QJsonArray items = list[u"items"].toArray();
    for (const QJsonValue &item : items)
        nodes.append(queue::nodeFromJson(item.toObject()));
    return nodes;
}

std::unique_ptr<Fleet> fleetOf(Session &session)
{
    return std::make_unique<DatabaseFleet>(session);
}

std::unique_ptr<Fleet> remoteFleet(const Request &request)
{
    return std::make_unique<RemoteFleet>(request);
}

} // namespace pult::ctl
