// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backstage.h"

#include <queue/placesjson.h>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

constexpr int accepted = 202;

Route orderRoute(const BackstagePtr &stage, const char *pattern, const char *id, const char *summary,
                 queue::NodeVerb verb)
{
    return RouteMaker("POST", pattern, id, "Nodes", summary)
        .needs(Scope::Admin)
        .path("node", textSchema(), "Its name or its id.")
        .takes("NodeOrder", false)
        .answers(accepted, "Asked for; the node says what it did in the order's row.", "NodeCommand")
        .problems({404, 409})
        .handle([stage, verb](const Call &call) {
            queue::NodeRequest order;
            order.node = call.text("node");
            order.verb = verb;
            order.worker = call.body[u"worker"].toInt(0);
            return answerWith(stage->commandsFor(call).commandNode(order), [](const queue::NodeCommand &command) {
                return jsonAnswer(queue::toJson(command), accepted);
            });
        });
}

} // namespace

QList<Route> nodeRoutes(const BackstagePtr &stage)
{
    using queue::NodeVerb;
    node::Commands *const commands = &stage->commands();
    return {
        RouteMaker("GET", "/api/v1/nodes", "listNodes", "Nodes", "All nodes of this database")
            .tagged()
            .answers(200, "Late, dead and stopped ones too.", "NodeList")
            .handle([stage, commands](const Call &call) {
                return stage->list(call, [commands] { return nodePage(*commands); });
            }),
        orderRoute(stage, "/api/v1/nodes/{node}/pause", "pauseNode", "Has a node begin nothing more, without an end",
                   NodeVerb::Pause),
        orderRoute(stage, "/api/v1/nodes/{node}/drain", "drainNode", "Has a node begin nothing more and stay up",
                   NodeVerb::Drain),
        orderRoute(stage, "/api/v1/nodes/{node}/resume", "resumeNode", "Undoes a drain or a pause", NodeVerb::Resume),
        orderRoute(stage, "/api/v1/nodes/{node}/stop", "stopNode", "Drains a node, then ends it", NodeVerb::Stop),
        orderRoute(stage, "/api/v1/nodes/{node}/restart", "restartNode", "Drains a node, then begins it anew",
                   NodeVerb::Restart),
        orderRoute(stage, "/api/v1/nodes/{node}/kill", "killNode",
                   "Hands back what runs at once, then ends a node, or replaces a worker", NodeVerb::Kill),
        RouteMaker("GET", "/api/v1/node-orders/{id}", "getNodeOrder", "Nodes", "What became of an order to a node")
            .path("id", idSchema(), "The order.")
            .answers(200, "The order.", "NodeCommand")
            .problems({404})
            .handle([commands](const Call &call) {
                return answerWith(commands->showNodeCommand(call.integer("id")),
                                  [](const queue::NodeCommand &order) { return jsonAnswer(queue::toJson(order)); });
            }),
    };
}

} // namespace pult::api
