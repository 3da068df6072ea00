// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tokens of the API itself. Whoever may do everything may also say who else may what.
#include "backstage.h"

#include <queue/placesjson.h>

#include <QJsonArray>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

constexpr int created = 201;

/// The only time that the secret is sent: nothing in between may keep it.
Answer secretAnswer(const queue::NewApiToken &made, int status)
{
    Answer answer = jsonAnswer(queue::toJson(made), status);
    answer.headers.emplaceBack("Cache-Control", "no-store");
    return answer;
}

queue::ApiTokenRequest requestOf(const QJsonObject &body)
{
    queue::ApiTokenRequest asked;
    asked.name = body[u"name"].toString();
    if (const QStringList scopes = body[u"scopes"].toVariant().toStringList(); !scopes.isEmpty())
        asked.scopes = scopes;
    if (const qint64 seconds = body[u"lifetime_seconds"].toInteger(); seconds > 0)
        asked.lifetime = std::chrono::seconds(seconds);
    return asked;
}

RouteMaker namedRoute(const char *method, const char *pattern, const char *id, const char *summary)
{
    RouteMaker maker(method, pattern, id, "Tokens", summary);
    maker.needs(Scope::Admin).path("name", textSchema(100), "Its name.").problems({404});
    return maker;
}

} // namespace

QList<Route> tokenRoutes(const BackstagePtr &stage)
{
    node::Commands *const commands = &stage->commands();
    return {
        RouteMaker("GET", "/api/v1/tokens", "listTokens", "Tokens", "Tokens of this API, without their secrets")
            .needs(Scope::Admin)
            .tagged()
            .answers(200, "By name.", "TokenList")
            .handle([stage, commands](const Call &call) {
                return stage->list(call, [commands] { return tokenPage(*commands); });
            }),
        RouteMaker("POST", "/api/v1/tokens", "createToken", "Tokens", "Makes a token")
            .needs(Scope::Admin)
            .takes("NewToken")
            .answers(created, "With its secret, this once.", "TokenWithSecret")
            .problems({409})
            .handle([stage](const Call &call) {
                return answerWith(stage->commandsFor(call).createApiToken(requestOf(call.body.toObject())),
                                  [](const queue::NewApiToken &made) { return secretAnswer(made, created); });
            }),
        namedRoute("POST", "/api/v1/tokens/{name}/rotate", "rotateToken",
                   "Makes a new secret under the same name; the old one counts no more")
            .answers(200, "With its new secret, this once.", "TokenWithSecret")
            .handle([stage](const Call &call) {
                return answerWith(stage->commandsFor(call).rotateApiToken(call.text("name")),
                                  [](const queue::NewApiToken &made) { return secretAnswer(made, 200); });
            }),
        namedRoute("DELETE", "/api/v1/tokens/{name}", "revokeToken", "Has a token count no more")
            .answers(200, "What it was.", "Token")
            .handle([stage](const Call &call) {
                return answerWith(stage->commandsFor(call).revokeApiToken(call.text("name")),
                                  [](const queue::ApiToken &gone) { return jsonAnswer(queue::toJson(gone)); });
            }),
    };
}

} // namespace pult::api
