// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "routes.h"

#include "backstage.h"
#include "schema.h"

#include <QJsonDocument>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

QJsonArray tags()
{
    const std::pair<const char *, const char *> all[] = {
        {"Health", "Whether the node is well."},
        {"Metrics", "Its numbers."},
        {"Node", "What it is, runs and uses."},
        {"Tasks", "The queue."},
        {"Operations", "Changes to all tasks that a filter finds."},
        {"Batches", "Tasks that belong together."},
        {"Queues", "Pauses and limits, over all nodes."},
        {"Locks", "What is held by whom."},
        {"Nodes", "All programs that work on this database."},
        {"Breakers", "Who may be called outside."},
        {"Schedules", "Tasks that come by the clock."},
        {"Records", "What was done, what happens, and what needs somebody."},
        {"Tokens", "Who may use this API."},
    };
    QJsonArray array;
    for (const auto &[name, description] : all)
        array.append(
            QJsonObject{{u"name"_s, QString::fromLatin1(name)}, {u"description"_s, QString::fromLatin1(description)}});
    return array;
}

QJsonObject problemResponse(const char *description)
{
    return {{u"description"_s, QString::fromLatin1(description)},
            {u"content"_s,
             QJsonObject{{u"application/problem+json"_s, QJsonObject{{u"schema"_s, schemaRef(u"Problem"_s)}}}}}};
}

QJsonObject components()
{
    const QJsonObject responses{
        {u"BadRequest"_s, problemResponse("The request is not right: what, where, and what is taken instead.")},
        {u"Unauthorized"_s, problemResponse("A token is needed, or the one that was sent is not known.")},
        {u"Forbidden"_s, problemResponse("The token does not allow this.")},
        {u"NotFound"_s, problemResponse("There is no such thing.")},
        {u"Conflict"_s, problemResponse("Not possible in the present state.")},
        {u"TooManyRequests"_s, problemResponse("Over the limit; Retry-After says when to come back.")},
        {u"Unavailable"_s, problemResponse("The database or the node cannot answer now.")}};
    const QJsonObject bearer{{u"type"_s, u"http"_s},
                             {u"scheme"_s, u"bearer"_s},
                             {u"description"_s, u"A token of Pult, or a signed one (JWT, HS256)."_s}};
    return {{u"schemas"_s, apiSchemas()},
            {u"responses"_s, responses},
            {u"securitySchemes"_s, QJsonObject{{u"bearer"_s, bearer}}}};
}

QJsonObject info()
{
    return {{u"title"_s, u"Pult"_s},
            {u"version"_s, QStringLiteral(PULT_VERSION)},
            {u"summary"_s, u"The HTTP API of a node."_s},
            {u"description"_s,
             u"What window and pultctl do, for any program. Lists come with an ETag, errors as RFC 9457 "
             "problems with a `code`; every node of a database answers for all of them."_s},
            {u"license"_s, QJsonObject{{u"name"_s, u"GPL-3.0-or-later"_s}, {u"identifier"_s, u"GPL-3.0-or-later"_s}}}};
}

Route documentRoute(const QList<Route> &others)
{
    const auto document = std::make_shared<QByteArray>();
    const QJsonObject content{
        {u"application/json"_s, QJsonObject{{u"schema"_s, QJsonObject{{u"type"_s, u"object"_s}}}}}};
    Route route = RouteMaker("GET", "/api/v1/openapi.json", "getOpenApi", "Node", "This description")
                      .answers(200, "OpenAPI 3.1.", content)
                      .handle([document](const Call &) {
                          Answer answer;
                          answer.body = *document;
                          answer.headers.emplaceBack("ETag", "W/\"" + tagOf(*document) + '"');
                          return answered(std::move(answer));
                      });
    *document = QJsonDocument(openApiDocument(others + QList<Route>{route})).toJson(QJsonDocument::Compact);
    return route;
}

} // namespace

QJsonObject openApiDocument(const QList<Route> &routes)
{
    QJsonObject paths;
    for (const Route &route : routes) {
        QJsonObject path = paths[route.pattern].toObject();
        path[QString::fromLatin1(route.method.toLower())] = route.operation;
        paths[route.pattern] = path;
    }
    return {
        {u"openapi"_s, u"3.1.0"_s}, {u"info"_s, info()}, {u"servers"_s, QJsonArray{QJsonObject{{u"url"_s, u"/"_s}}}},
        {u"tags"_s, tags()},        {u"paths"_s, paths}, {u"components"_s, components()}};
}

QList<Route> makeRoutes(const RouteSources &sources)
{
    const auto stage = std::make_shared<Backstage>(sources);
    QList<Route> routes = healthRoutes(stage);
    routes += metricsRoutes(stage);
    routes += statusRoutes(stage);
    routes += taskRoutes(stage);
    routes += newTaskRoutes(stage);
    routes += taskChangeRoutes(stage);
    routes += operationRoutes(stage);
    routes += batchRoutes(stage);
    routes += queueRoutes(stage);
    routes += lockRoutes(stage);
    routes += nodeRoutes(stage);
    routes += breakerRoutes(stage);
    routes += scheduleRoutes(stage);
    routes += recordRoutes(stage);
    routes += reportRoutes(stage);
    routes += logRoutes(stage);
    routes += tokenRoutes(stage);
    routes += eventRoutes(stage);
    for (Route &route : routes)
        route = stage->noticed(std::move(route));
    routes.append(documentRoute(routes));
    QList<std::pair<QString, QString>> templates;
    for (const Route &route : std::as_const(routes))
        templates.append({QString::fromLatin1(route.method), route.pattern});
    sources.node->observation().engineMetrics().setRoutes(templates);
    return routes;
}

} // namespace pult::api
