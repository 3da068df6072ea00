// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "banlist.h"
#include "exchange.h"
#include "jwt.h"
#include "ratelimits.h"

#include <queue/apitokens.h>

#include <QHostAddress>
#include <QSet>

namespace pult::api {

struct AccessRules
{
    bool loopbackOnly = true; ///< nothing but the loopback is listened on
    QByteArray workerToken;   ///< WORKER_API_TOKEN; may do everything
    JwtRules jwt;
    QStringList hosts;                       ///< names that requests may use besides numbers and localhost
    QStringList origins;                     ///< of pages that may read answers (CORS)
    QList<QPair<QHostAddress, int>> proxies; ///< whose X-Forwarded-For counts
};

/// Who asks, and whether that one may. Thread-affine to the server's thread.
class Access final
{
public:
    explicit Access(AccessRules rules);

    struct Verdict
    {
        enum class Kind {
            Admitted,
            Refused,
            Unsettled, ///< a token that may have been made a moment ago: read them anew and ask again
        };
        Kind kind = Kind::Admitted;
        Caller caller;
        int status = 200; ///< when refused, and the error
        Error error;
        int retryAfter = 0;
        bool bans = false; ///< this failure begins a ban of the address
    };
    /// `fresh`: the tokens were just read, so what is not among them is wrong. Failures count towards a ban.
    Verdict judge(Scope needed, const QByteArray &authorization, const QString &address, bool fresh, const Moment &now);

    /// Tokens of the database and bans stay.
    void setRules(AccessRules rules) { m_rules = std::move(rules); }
    /// Those of the database, as they are now.
    void setTokens(const QList<queue::ApiToken> &tokens);
    /// Tokens of the database that were used since it was last asked.
    QList<qint64> takeUsed();

    /// The address that counts: behind a trusted proxy the one it names.
    QString addressOf(const QString &peer, const net::HttpHeaders &headers) const;
    bool isProxy(const QString &address) const;
    /// Against pages whose name is made to point here (DNS rebinding).
    bool isOurHost(const QByteArray &host, const QString &peer) const;
    bool isListedOrigin(const QByteArray &origin) const;

private:
    struct Known
    {
        std::optional<Caller> caller;
        Error error;
        bool unsettled = false;
    };
    Known identify(const QByteArray &authorization, bool fresh, const Moment &now);
    bool isOpenToRead() const;
    Verdict admit(Scope needed, Caller caller) const;

    AccessRules m_rules;
    QList<queue::ApiToken> m_tokens;
    QSet<qint64> m_used;
    BanList m_bans;
};

/// "read" → Scope::Read …; nullopt for other words.
std::optional<Scope> scopeOf(const QString &word);
/// TRUSTED_PROXIES. Errors: proxy_not_network(text).
Result<QList<QPair<QHostAddress, int>>> readNetworks(const QStringList &texts);

} // namespace pult::api
