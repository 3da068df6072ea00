// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backstage.h"

#include <node/settingsjson.h>
#include <queue/breakers.h>
#include <queue/noderesources.h>
#include <queue/placesjson.h>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

/// What the database knows of all nodes' queues and breakers.
struct Surroundings
{
    QList<queue::QueueInfo> queues;
    QList<queue::BreakerInfo> breakers;
};

QFuture<Result<Surroundings>> surroundings(node::Node &node)
{
    return afterwards(node.commands().listQueues(), [node = &node](const Result<QList<queue::QueueInfo>> &queues) {
        return afterwards(node->commands().listBreakers(),
                          [queues](const Result<QList<queue::BreakerInfo>> &breakers) -> Result<Surroundings> {
                              if (!queues)
                                  return fail(queues.error());
                              if (!breakers)
                                  return fail(breakers.error());
                              return Surroundings{*queues, *breakers};
                          });
    });
}

template<typename T>
QJsonArray arrayOf(const QList<T> &values)
{
    QJsonArray array;
    for (const T &value : values)
        array.append(toJson(value));
    return array;
}

QJsonObject statusOf(const node::Node &node, const queue::NodeInfo &described, int port, const Surroundings &around)
{
    const std::chrono::duration<double> uptime = localNow() - described.startedAt;
    return {{u"node"_s, QJsonObject{{u"id"_s, node.config().id},
                                    {u"name"_s, node.config().name},
                                    {u"group"_s, node.config().group},
                                    {u"session_id"_s, described.sessionId},
                                    {u"pid"_s, QCoreApplication::applicationPid()}}},
            {u"version"_s, QStringLiteral(PULT_VERSION)},
            {u"uptime_seconds"_s, described.id.isEmpty() ? 0.0 : uptime.count()},
            {u"started_at"_s, toIso(described.id.isEmpty() ? localNow() : described.startedAt)},
            {u"port"_s, port},
            {u"state"_s, described.id.isEmpty() ? u"starting"_s : described.state},
            {u"workers"_s, arrayOf(described.workers)},
            {u"queues"_s, arrayOf(around.queues)},
            {u"breakers"_s, arrayOf(around.breakers)},
            {u"resource_usage"_s, queue::toJson(described.resources)},
            {u"stops"_s, arrayOf(described.stops)}};
}

} // namespace

QList<Route> statusRoutes(const BackstagePtr &stage)
{
    return {
        RouteMaker("GET", "/api/v1/status", "getStatus", "Node", "This node: what it is, runs and uses")
            .answers(200, "The node now; queues and breakers are those of all nodes.", "Status")
            .handle([stage](const Call &call) {
                node::Node *const node = &stage->node();
                return stage->shared(call, [node, port = stage->port()] {
                    return answerWith(surroundings(*node), [node, port](const Surroundings &around) {
                        return jsonAnswer(statusOf(*node, node->observation().described(), port, around));
                    });
                });
            }),
        RouteMaker("GET", "/api/v1/config", "getConfig", "Node", "This node's settings and where they come from")
            .describe("As they were last read from files and environment, with every secret masked.")
            .needs(Scope::Admin)
            .answers(200, "All settings.", "SettingList")
            .handle([stage](const Call &) { return answered(jsonAnswer(node::settingsJson(stage->settings()))); }),
    };
}

} // namespace pult::api
