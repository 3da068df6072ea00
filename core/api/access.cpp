// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "access.h"

#include <openssl/crypto.h>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

const QString secretForm = u"pult_"_s;

bool isSame(const QByteArray &a, const QByteArray &b)
{
    return a.size() == b.size() && CRYPTO_memcmp(a.constData(), b.constData(), std::size_t(a.size())) == 0;
}

QString wordOf(Scope scope)
{
    switch (scope) {
    case Scope::Open:
        return u"open"_s;
    case Scope::Read:
        return u"read"_s;
    case Scope::Operate:
        return u"operate"_s;
    case Scope::Admin:
        return u"admin"_s;
    case Scope::Metrics:
        return u"metrics"_s;
    }
    return {};
}

bool mayDo(const QList<Scope> &scopes, Scope needed)
{
    const auto has = [&scopes](Scope scope) { return scopes.contains(scope); };
    switch (needed) {
    case Scope::Open:
        return true;
    case Scope::Metrics:
        return has(Scope::Metrics) || mayDo(scopes, Scope::Read);
    case Scope::Read:
        return has(Scope::Read) || mayDo(scopes, Scope::Operate);
    case Scope::Operate:
        return has(Scope::Operate) || has(Scope::Admin);
    case Scope::Admin:
        return has(Scope::Admin);
    }
    return false;
}

QList<Scope> scopesOf(const QStringList &words)
{
    QList<Scope> scopes;
    for (const QString &word : words) {
        if (const std::optional<Scope> scope = scopeOf(word))
            scopes.append(*scope);
    }
    return scopes;
}

Error refusedBecause(const char *why)
{
    return {ErrorKind::Denied, u"access_token_refused"_s, {QString::fromLatin1(why)}, {}};
}

/// The name without its port; of an IPv6 number without its brackets.
QString nameOfHost(const QByteArray &host)
{
    QString name = QString::fromLatin1(host).toLower();
    if (name.startsWith(u'['))
        return name.mid(1, name.indexOf(u']') - 1);
    name = name.section(u':', 0, 0);
    return name.endsWith(u'.') ? name.chopped(1) : name;
}

} // namespace

Access::Access(AccessRules rules) : m_rules(std::move(rules)) {}

bool Access::isOpenToRead() const
{
    return m_rules.loopbackOnly && m_rules.workerToken.isEmpty() && m_tokens.isEmpty();
}

Access::Verdict Access::judge(Scope needed, const QByteArray &authorization, const QString &address, bool fresh,
                              const Moment &now)
{
    Caller caller;
    caller.address = address;
    const std::chrono::seconds banned = m_bans.left(address, now.steady);
    // Probes see no credentials of an address that guesses, so that it cannot go on guessing there.
    if (authorization.isEmpty() || (banned.count() > 0 && needed == Scope::Open)) {
        if (isOpenToRead())
            caller.scopes = {Scope::Read, Scope::Metrics};
        return admit(needed, std::move(caller));
    }
    if (banned.count() > 0) {
        const int left = int(banned.count());
        return {Verdict::Kind::Refused,
                caller,
                429,
                {ErrorKind::Limited, u"access_banned"_s, {QString::number(left)}, {}},
                left,
                false};
    }
    Known known = identify(authorization, fresh, now);
    if (known.unsettled)
        return {Verdict::Kind::Unsettled, caller, 0, {}, 0, false};
    if (known.caller) {
        known.caller->address = address;
        return admit(needed, std::move(*known.caller));
    }
    const bool bans = m_bans.failed(address, now.steady);
    Verdict verdict = needed == Scope::Open ? admit(needed, std::move(caller))
                                            : Verdict{Verdict::Kind::Refused, caller, 401, known.error, 0, false};
    verdict.bans = bans;
    return verdict;
}

Access::Verdict Access::admit(Scope needed, Caller caller) const
{
    if (mayDo(caller.scopes, needed))
        return {Verdict::Kind::Admitted, std::move(caller), 200, {}, 0, false};
    if (caller.name.isEmpty())
        return {Verdict::Kind::Refused, caller, 401, {ErrorKind::Denied, u"access_needs_token"_s, {}, {}}, 0, false};
    return {Verdict::Kind::Refused,
            caller,
            403,
            {ErrorKind::Denied, u"access_scope_missing"_s, {wordOf(needed)}, {}},
            0,
            false};
}

Access::Known Access::identify(const QByteArray &authorization, bool fresh, const Moment &now)
{
    constexpr qsizetype schemeSize = 7;
    if (authorization.left(schemeSize).compare("Bearer ", Qt::CaseInsensitive) != 0)
        return {{}, refusedBecause("@token_shape"), false};
    const QByteArray secret = authorization.mid(schemeSize).trimmed();
    if (!m_rules.workerToken.isEmpty() && isSame(queue::apiTokenHash(secret), queue::apiTokenHash(m_rules.workerToken)))
        return {Caller{u"worker"_s, {}, {Scope::Admin}}, {}, false};
    if (looksLikeJwt(secret)) {
        const Result<JwtClaims> claims = readJwt(secret, m_rules.jwt, now.epoch);
        if (!claims)
            return {{}, claims.error(), false};
        return {Caller{claims->subject, {}, scopesOf(claims->scopes)}, {}, false};
    }
    const QByteArray hash = queue::apiTokenHash(secret);
    const queue::ApiToken *found = nullptr;
    for (const queue::ApiToken &token : m_tokens) { // all of them, so that the time tells nothing
        if (isSame(token.hash, hash))
            found = &token;
    }
    if (!found)
        return {{}, refusedBecause("@token_unknown"), !fresh && secret.startsWith(secretForm.toLatin1())};
    if (found->expired || (found->expiresAt && toMicros(*found->expiresAt) / 1'000'000 <= now.epoch))
        return {{}, refusedBecause("@token_expired"), false};
    m_used.insert(found->id);
    return {Caller{found->name, {}, scopesOf(found->scopes)}, {}, false};
}

void Access::setTokens(const QList<queue::ApiToken> &tokens)
{
    m_tokens = tokens;
}

QList<qint64> Access::takeUsed()
{
    return QList<qint64>(std::exchange(m_used, {}).values());
}

bool Access::isProxy(const QString &address) const
{
    if (m_rules.proxies.isEmpty())
        return false;
    const QHostAddress host(address);
    return std::any_of(m_rules.proxies.begin(), m_rules.proxies.end(),
                       [&host](const auto &network) { return host.isInSubnet(network); });
}

QString Access::addressOf(const QString &peer, const net::HttpHeaders &headers) const
{
    if (!isProxy(peer))
        return peer;
    QList<QByteArray> hops;
    for (const auto &[name, value] : headers) {
        if (name.compare("X-Forwarded-For", Qt::CaseInsensitive) == 0)
            hops += value.split(',');
    }
    // From our side outwards: the first that no proxy of ours is, is who asks; what stands before it anyone may write.
    QString address = peer;
    for (auto hop = hops.crbegin(); hop != hops.crend(); ++hop) {
        const QHostAddress host(QString::fromLatin1(hop->trimmed()));
        if (host.isNull())
            break;
        address = host.toString();
        if (!isProxy(address))
            break;
    }
    return address;
}

bool Access::isOurHost(const QByteArray &host, const QString &peer) const
{
    if (!m_rules.loopbackOnly || host.isEmpty() || isProxy(peer))
        return true; // beyond the loopback nothing is answered without a token, which no page has
    const QString name = nameOfHost(host);
    return name == "localhost"_L1 || name.endsWith(".localhost"_L1) || !QHostAddress(name).isNull() ||
           m_rules.hosts.contains(name);
}

bool Access::isListedOrigin(const QByteArray &origin) const
{
    return !origin.isEmpty() && m_rules.origins.contains(QString::fromUtf8(origin));
}

std::optional<Scope> scopeOf(const QString &word)
{
    for (const Scope scope : {Scope::Read, Scope::Operate, Scope::Admin, Scope::Metrics}) {
        if (wordOf(scope) == word)
            return scope;
    }
    return std::nullopt;
}

Result<QList<QPair<QHostAddress, int>>> readNetworks(const QStringList &texts)
{
    QList<QPair<QHostAddress, int>> networks;
    for (const QString &text : texts) {
        const QHostAddress single(text);
        const QPair<QHostAddress, int> network = QHostAddress::parseSubnet(text);
        if (single.isNull() && network.second < 0)
            return fail(ErrorKind::Invalid, "proxy_not_network", {text});
        const int all = single.protocol() == QAbstractSocket::IPv6Protocol ? 128 : 32;
        networks.append(single.isNull() ? network : QPair<QHostAddress, int>(single, all));
    }
    return networks;
}

} // namespace pult::api
