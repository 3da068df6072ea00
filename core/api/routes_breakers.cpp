// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backstage.h"

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

Answer breakersAnswer(const QList<queue::BreakerInfo> &breakers)
{
    QJsonArray items;
    for (const queue::BreakerInfo &breaker : breakers)
        items.append(queue::toJson(breaker));
    return jsonAnswer({{u"items"_s, items}, {u"next"_s, QJsonValue()}});
}

Route orderRoute(const BackstagePtr &stage, const char *pattern, const char *id, const char *summary,
                 queue::BreakerWish wish)
{
    const bool opens = wish == queue::BreakerWish::ForceOpen;
    return RouteMaker("POST", pattern, id, "Breakers", summary)
        .path("name", textSchema(), "What it guards: `dolphin`, a host.")
        .takes(opens ? "BreakerOpening" : "BreakerOrder", opens)
        .answers(200, "The breaker as it is then, on every computer that has one of this name.", "BreakerList")
        .problems({404, 409})
        .handle([stage, wish](const Call &call) {
            queue::BreakerOrder order;
            order.wish = wish;
            order.name = call.text("name");
            order.reason = call.body[u"reason"].toString();
            order.time = std::chrono::seconds(call.body[u"seconds"].toInteger(0));
            return answerWith(stage->commandsFor(call).orderBreaker(order), &breakersAnswer);
        });
}

} // namespace

QList<Route> breakerRoutes(const BackstagePtr &stage)
{
    using queue::BreakerWish;
    node::Commands *const commands = &stage->commands();
    return {
        RouteMaker("GET", "/api/v1/breakers", "listBreakers", "Breakers", "The circuit breakers of what lies outside")
            .tagged()
            .answers(200, "All breakers.", "BreakerList")
            .handle([stage, commands](const Call &call) {
                return stage->list(call, [commands] { return breakerPage(*commands); });
            }),
        orderRoute(stage, "/api/v1/breakers/{name}/open", "openBreaker", "Lets nobody call it for a while",
                   BreakerWish::ForceOpen),
        orderRoute(stage, "/api/v1/breakers/{name}/close", "closeBreaker", "Lets everybody call it again",
                   BreakerWish::Close),
        orderRoute(stage, "/api/v1/breakers/{name}/half-open", "halfOpenBreaker", "Has it tried now",
                   BreakerWish::HalfOpen),
        orderRoute(stage, "/api/v1/breakers/{name}/reset", "resetBreaker", "Sets its counters to nothing",
                   BreakerWish::Reset),
        orderRoute(stage, "/api/v1/breakers/{name}/disable", "disableBreaker",
                   "Lets everybody call it whatever happens", BreakerWish::Disable),
    };
}

} // namespace pult::api
