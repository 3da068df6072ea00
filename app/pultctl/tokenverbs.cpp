// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "verbs.h"

#include <queue/apitokens.h>

#include <QJsonArray>
#include <QRegularExpression>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

QJsonObject tokenJson(const queue::ApiToken &token)
{
    const auto time = [](const std::optional<TimePoint> &at) { return at ? QJsonValue(toIso(*at)) : QJsonValue(); };
    return {{u"name"_s, token.name},
            {u"scopes"_s, QJsonArray::fromStringList(token.scopes)},
            {u"created_at"_s, toIso(token.createdAt)},
            {u"expires_at"_s, time(token.expiresAt)},
            {u"last_used_at"_s, time(token.usedAt)},
            {u"expired"_s, token.expired}};
}

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
void printSecret(const Request &request, const queue::NewApiToken &made)
{
    if (request.json) {
        QJsonObject object = tokenJson(made.token);
        object.insert(u"token"_s, made.secret);
        printJson(object);
        return;
    }
    printLine(made.secret);
    printProgress(CtlTr::tr("Keep it: it is not shown again."));
}

Result<int> createToken(Session &session, const Request &request)
{
    const auto lifetime = lifetimeOf(request.expiresIn);
    if (!lifetime)
        return fail(lifetime.error());
    queue::ApiTokenRequest asked;
    asked.name = request.name;
    asked.lifetime = *lifetime;
    if (!request.scopes.isEmpty())
        asked.scopes = request.scopes;
    const auto made = Session::await(session.commands().createApiToken(asked));
    if (!made)
        return fail(made.error());
    printSecret(request, *made);
    return 0;
}

Result<int> listTokens(Session &session, const Request &request)
{
    const auto tokens = Session::await(session.commands().listApiTokens());
    if (!tokens)
        return fail(tokens.error());
    QJsonArray items;
    Table table(
        {CtlTr::tr("Token"), CtlTr::tr("Allows"), CtlTr::tr("Created"), CtlTr::tr("Expires"), CtlTr::tr("Last used")});
    for (const queue::ApiToken &token : *tokens) {
        items.append(tokenJson(token));
        table.addRow({{token.name},
                      {token.scopes.join(u' ')},
                      {toIso(token.createdAt)},
                      {token.expiresAt ? toIso(*token.expiresAt) : CtlTr::tr("never"),
                       token.expired ? Colour::Red : Colour::None},
                      {token.usedAt ? toIso(*token.usedAt) : CtlTr::tr("never"), Colour::Grey}});
    }
    if (request.json)
        printJson(listJson(items));
    else
        print(table, CtlTr::tr("No tokens yet. Create one with: pultctl token create NAME."));
    return 0;
}

Result<int> rotateToken(Session &session, const Request &request)
{
    const auto made = Session::await(session.commands().rotateApiToken(request.name));
    if (!made)
        return fail(made.error());
    printSecret(request, *made);
    return 0;
}

Result<int> revokeToken(Session &session, const Request &request)
{
    const auto gone = Session::await(session.commands().revokeApiToken(request.name));
    if (!gone)
        return fail(gone.error());
    if (request.json)
        printJson(tokenJson(*gone));
    return 0;
}

} // namespace

void addTokenVerbs(Verbs &verbs)
{
    verbs.insert(u"token create"_s, withSession(createToken));
    verbs.insert(u"token list"_s, withSession(listTokens));
    verbs.insert(u"token rotate"_s, withSession(rotateToken));
    verbs.insert(u"token revoke"_s, withSession(revokeToken));
}

} // namespace pult::ctl
