// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "remoteverbs.h"

#include <node/startoptions.h>
#include <queue/placesjson.h>

#include <QJsonArray>
#include <QRegularExpression>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

/// 90d, 12h, 30m, 45s. argument_invalid(option, value, form)
Result<std::optional<std::chrono::seconds>> lifetimeOf(const QString &text)
{
    if (text.isEmpty())
        return std::nullopt;
    static const QRegularExpression form(u"^([1-9]\\d{0,7})([smhd])$"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return fail(ErrorKind::Invalid, "argument_invalid", {u"--expires-in"_s, text, u"90d, 12h, 30m, 45s"_s});
    const QHash<QString, int> units{{u"s"_s, 1}, {u"m"_s, 60}, {u"h"_s, 3600}, {u"d"_s, 86400}};
    return std::chrono::seconds(match.captured(1).toLongLong() * units.value(match.captured(2)));
}

/// The secret is shown this once: alone on stdout, so that a script can take it.
int printSecret(const Request &request, const QJsonObject &made)
{
    if (request.json) {
        printJson(made);
    } else {
        printLine(made[u"token"].toString());
        printProgress(CtlTr::tr("Keep it: it is not shown again."));
    }
    return int(node::exitDone);
}

int printTokens(const Request &request, const QJsonArray &items)
{
    Table table(
        {CtlTr::tr("Token"), CtlTr::tr("Allows"), CtlTr::tr("Created"), CtlTr::tr("Expires"), CtlTr::tr("Last used")});
    for (const QJsonValue &token : items) {
        table.addRow({{token[u"name"].toString()},
                      {token[u"scopes"].toVariant().toStringList().join(u' ')},
                      {token[u"created_at"].toString()},
                      {token[u"expires_at"].toString(CtlTr::tr("never")),
                       token[u"expired"].toBool() ? Colour::Red : Colour::None},
                      {token[u"last_used_at"].toString(CtlTr::tr("never")), Colour::Grey}});
    }
    if (request.json)
        printJson(listJson(items));
    else
        print(table, CtlTr::tr("No tokens yet. Create one with: pultctl token create NAME."));
    return int(node::exitDone);
}

int printRevoked(const Request &request, const QJsonObject &gone)
{
    if (request.json)
        printJson(gone);
    return int(node::exitDone);
}

Result<queue::ApiTokenRequest> wanted(const Request &request)
{
    const auto lifetime = lifetimeOf(request.expiresIn);
    if (!lifetime)
        return fail(lifetime.error());
    queue::ApiTokenRequest asked;
    asked.name = request.name;
    asked.lifetime = *lifetime;
    if (!request.scopes.isEmpty())
        asked.scopes = request.scopes;
    return asked;
}

Result<int> createToken(Session &session, const Request &request)
{
    const Result<queue::ApiTokenRequest> asked = wanted(request);
    if (!asked)
        return fail(asked.error());
    const auto made = Session::await(session.commands().createApiToken(*asked));
    if (!made)
        return fail(made.error());
    return printSecret(request, queue::toJson(*made));
}

Result<int> listTokens(Session &session, const Request &request)
{
    const auto tokens = Session::await(session.commands().listApiTokens());
    if (!tokens)
        return fail(tokens.error());
    QJsonArray items;
    for (const queue::ApiToken &token : *tokens)
        items.append(queue::toJson(token));
    return printTokens(request, items);
}

Result<int> rotateToken(Session &session, const Request &request)
{
    const auto made = Session::await(session.commands().rotateApiToken(request.name));
    if (!made)
        return fail(made.error());
    return printSecret(request, queue::toJson(*made));
}

Result<int> revokeToken(Session &session, const Request &request)
{
    const auto gone = Session::await(session.commands().revokeApiToken(request.name));
    if (!gone)
        return fail(gone.error());
    return printRevoked(request, queue::toJson(*gone));
}

// The same over a node's HTTP API

QString tokenPath(const Request &request)
{
    return u"/api/v1/tokens/"_s + encoded(request.name);
}

Result<int> createRemotely(const Request &request)
{
    const Result<queue::ApiTokenRequest> asked = wanted(request);
    if (!asked)
        return fail(asked.error());
    QJsonObject body{{u"name"_s, asked->name}, {u"scopes"_s, QJsonArray::fromStringList(asked->scopes)}};
    if (asked->lifetime)
        body.insert(u"lifetime_seconds"_s, qint64(asked->lifetime->count()));
    return answerOf(request, {"POST", u"/api/v1/tokens"_s, {}, bodyOf(body)}, printSecret);
}

Result<int> listRemotely(const Request &request)
{
    return answerOf(request, {"GET", u"/api/v1/tokens"_s, {}, {}}, [](const Request &asked, const QJsonObject &list) {
        return printTokens(asked, list[u"items"].toArray());
    });
}

Result<int> rotateRemotely(const Request &request)
{
    return answerOf(request, {"POST", tokenPath(request) + u"/rotate", {}, bodyOf({})}, printSecret);
}

Result<int> revokeRemotely(const Request &request)
{
    return answerOf(request, {"DELETE", tokenPath(request), {}, {}}, printRevoked);
}

} // namespace

void addTokenVerbs(Verbs &verbs)
{
    verbs.insert(u"token create"_s, withSession(createToken));
    verbs.insert(u"token list"_s, withSession(listTokens));
    verbs.insert(u"token rotate"_s, withSession(rotateToken));
    verbs.insert(u"token revoke"_s, withSession(revokeToken));
}

void addRemoteTokenVerbs(Verbs &verbs)
{
    verbs.insert(u"token create"_s, createRemotely);
    verbs.insert(u"token list"_s, listRemotely);
    verbs.insert(u"token rotate"_s, rotateRemotely);
    verbs.insert(u"token revoke"_s, revokeRemotely);
}

} // namespace pult::ctl
