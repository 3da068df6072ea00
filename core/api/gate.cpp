// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gate.h"

#include "logging.h"
#include "problem.h"

#include <QRandomGenerator>

#include <algorithm>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

/// The client's own when it can stand in a log, else a new one.
QByteArray requestIdOf(const RequestHead &head)
{
    constexpr qsizetype longest = 128;
    const QByteArray given = head.header("x-request-id");
    const auto isPlain = [](char c) { return std::isalnum(uchar(c)) || c == '-' || c == '_' || c == '.'; };
    if (!given.isEmpty() && given.size() <= longest && std::all_of(given.begin(), given.end(), isPlain))
        return given;
    return QByteArray::number(QRandomGenerator::global()->generate64(), 16).rightJustified(16, '0');
}

Answer methodNotAllowed(const RouteTable::Match &match, const QByteArray &method)
{
    const QByteArray allowed = match.allowed.join(", ");
    Answer answer = problem(
        405,
        {ErrorKind::Invalid, u"method_not_allowed"_s, {QString::fromLatin1(method), QString::fromLatin1(allowed)}, {}});
    answer.headers.append({"Allow", allowed});
    return answer;
}

Answer optionsAnswer(const RouteTable::Match &match)
{
    Answer answer;
    answer.status = 204;
    answer.contentType.clear();
    answer.headers.append({"Allow", match.allowed.join(", ")});
    return answer;
}

/// Whom a limit counts: whoever has a name, else the address; of IPv6 the network, which is what one has of it.
QString keyOf(Quota quota, const Caller &caller)
{
    if (!caller.name.isEmpty() && quota != Quota::Health)
        return u"user:"_s + caller.name;
    if (!caller.address.contains(u':'))
        return caller.address;
    Q_IPV6ADDR bytes = QHostAddress(caller.address).toIPv6Address();
    std::fill(std::begin(bytes.c) + 8, std::end(bytes.c), quint8(0));
    return QHostAddress(bytes).toString();
}

void addRate(Answer &answer, const RateLimits::State &rate)
{
    if (rate.limit <= 0)
        return; // switched off
    answer.headers.append({"X-RateLimit-Limit", QByteArray::number(rate.limit)});
    answer.headers.append({"X-RateLimit-Remaining", QByteArray::number(rate.remaining)});
    answer.headers.append({"X-RateLimit-Reset", QByteArray::number(rate.reset)});
}

Answer tooMany(const RateLimits::State &rate)
{
    Answer answer =
        problem({ErrorKind::Limited,
                 u"rate_limited"_s,
                 {QString::number(rate.limit), QString::number(rate.window), QString::number(rate.retryAfter)},
                 {}});
    answer.headers.append({"Retry-After", QByteArray::number(rate.retryAfter)});
    return answer;
}

Answer refusalOf(const Access::Verdict &verdict)
{
    Answer answer = problem(verdict.status, verdict.error);
    if (verdict.status == 401)
        answer.headers.emplaceBack("WWW-Authenticate", "Bearer realm=\"pult\"");
    if (verdict.retryAfter > 0)
        answer.headers.append({"Retry-After", QByteArray::number(verdict.retryAfter)});
    return answer;
}

} // namespace

Gate::Gate(QList<Route> routes, Rules rules)
    : m_routes(std::move(routes)), m_rules(std::move(rules)), m_access(m_rules.access), m_rates(m_rules.rates)
{
}

void Gate::setRules(AccessRules access, const RateLimits::Rules &rates)
{
    m_access.setRules(std::move(access));
    m_rates.setRules(rates);
}

void Gate::admit(RequestHead head, const QString &peer, const Admitted &done)
{
    Admission admission;
    admission.head = std::move(head);
    admission.request.method = admission.head.method;
    admission.request.headers = admission.head.headers;
    admission.request.id = requestIdOf(admission.head);
    admission.request.caller.address = m_access.addressOf(peer, admission.head.headers);
    Aim found = aim(admission, peer);
    judge(std::move(admission), std::move(found), !m_rules.refreshTokens, done);
}

Gate::Aim Gate::aim(Admission &admission, const QString &peer) const
{
    const QByteArray host = admission.head.header("host");
    if (!m_access.isOurHost(host, peer))
        return {problem(421, {ErrorKind::Denied, u"host_not_ours"_s, {QString::fromLatin1(host)}, {}})};
    Result<RequestTarget> target = readTarget(admission.head.target);
    if (!target)
        return {problem(target.error())};
    admission.request.path = target->path;
    admission.request.query = std::move(target->query);
    return aimAtPath(admission);
}

Gate::Aim Gate::aimAtPath(Admission &admission) const
{
    const QByteArray &method = admission.head.method;
    RouteTable::Match match = m_routes.find(method, admission.request.path);
    if (!match.pathRoute) {
        if (admission.request.path == "*"_L1 && method == "OPTIONS")
            return {optionsAnswer({nullptr, nullptr, {}, {"GET", "HEAD", "POST", "DELETE", "OPTIONS"}})};
        return {problem(404, {ErrorKind::NotFound, u"path_unknown"_s, {admission.request.path}, {}})};
    }
    Aim aim;
    aim.quota = match.pathRoute->quota;
    admission.route = match.pathRoute;
    admission.request.parameters = std::move(match.parameters);
    if (match.route) {
        aim.scope = match.route->scope;
        return aim;
    }
    if (method == "OPTIONS") {
        // A page's browser asks before each start: that must not use up the few that there are.
        aim.quota = aim.quota == Quota::TaskStart ? Quota::General : aim.quota;
        aim.answer = optionsAnswer(match);
    } else {
        aim.counts = aim.quota != Quota::TaskStart; // a look at the limit (curl -I) is no start
        aim.answer = methodNotAllowed(match, method);
    }
    return aim;
}

void Gate::judge(Admission admission, Aim aim, bool fresh, const Admitted &done)
{
    const QByteArray authorization = admission.head.header("authorization");
    const Access::Verdict verdict =
        m_access.judge(aim.scope, authorization, admission.request.caller.address, fresh, Moment());
    if (verdict.kind != Access::Verdict::Kind::Unsettled) {
        settle(admission, aim, verdict);
        done(std::move(admission));
        return;
    }
    // Shared, since a function that can be copied cannot hold what the next call takes away.
    const auto kept = std::make_shared<std::pair<Admission, Aim>>(std::move(admission), std::move(aim));
    m_rules.refreshTokens([this, kept, done](bool could) {
        if (could)
            return judge(std::move(kept->first), std::move(kept->second), true, done);
        Access::Verdict unknown{Access::Verdict::Kind::Refused, kept->first.request.caller, 503, {}, 1};
        unknown.error = {ErrorKind::Unavailable, u"database_timeout"_s, {}, {}};
        settle(kept->first, kept->second, unknown);
        done(std::move(kept->first));
    });
}

void Gate::settle(Admission &admission, Aim &aim, const Access::Verdict &verdict)
{
    admission.request.caller = verdict.caller;
    if (verdict.bans)
        noteBan(admission);
    const bool refused = verdict.kind == Access::Verdict::Kind::Refused;
    count(admission, aim, refused);
    if (!admission.rate.allowed)
        admission.refusal = tooMany(admission.rate);
    else if (aim.answer)
        admission.refusal = std::move(aim.answer);
    else if (refused)
        admission.refusal = refusalOf(verdict);
}

void Gate::noteBan(const Admission &admission) const
{
    const Request &request = admission.request;
    qCWarning(lcAccess).noquote() << u"address banned for wrong tokens address=%1 minutes=%2 path=%3 request=%4"_s.arg(
        request.caller.address, QString::number(BanList::lasts.count()), request.path, QString::fromLatin1(request.id));
    if (m_rules.banned)
        m_rules.banned(request.caller.address);
}

void Gate::count(Admission &admission, const Aim &aim, bool refused)
{
    // Who may not start anything must not use up the starts of others at the same address.
    const Quota quota = refused && aim.quota == Quota::TaskStart ? Quota::General : aim.quota;
    const QString who = keyOf(quota, admission.request.caller);
    if (quota == Quota::None || !aim.counts) {
        admission.rate = m_rates.look(quota, who, Moment());
        admission.rate.allowed = true;
    } else {
        admission.rate = m_rates.take(quota, who, Moment());
    }
}

QFuture<Answer> Gate::run(Admission &admission, QByteArray body) const
{
    admission.request.body = std::move(body);
    try {
        return admission.route->handler(admission.request);
    } catch (const std::exception &exception) {
        qCCritical(lcApi).noquote() << u"handler threw path=%1 what=%2"_s.arg(admission.route->pattern,
                                                                              QString::fromUtf8(exception.what()));
        return answered(broken());
    }
}

void Gate::finish(Answer &answer, const Admission &admission) const
{
    suitToRequest(answer, admission.head);
    addRate(answer, admission.rate);
    addCors(answer, admission.head);
    setHeader(answer.headers, "X-Request-ID", admission.request.id);
    setHeader(answer.headers, "X-Content-Type-Options", "nosniff");
    note(answer, admission);
}

void Gate::addCors(Answer &answer, const RequestHead &head) const
{
    const QByteArray origin = head.header("origin");
    if (!m_access.isListedOrigin(origin))
        return;
    answer.headers.append({"Access-Control-Allow-Origin", origin});
    answer.headers.emplaceBack("Vary", "Origin");
    answer.headers.emplaceBack(
        "Access-Control-Expose-Headers",
        "ETag, Retry-After, X-Request-ID, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset");
    if (head.method != "OPTIONS" || head.header("access-control-request-method").isEmpty())
        return;
    answer.headers.append({"Access-Control-Allow-Methods", net::headerOf(answer.headers, "allow")});
    answer.headers.emplaceBack("Access-Control-Allow-Headers",
                               "Authorization, Content-Type, If-None-Match, Last-Event-ID, X-Request-ID");
    answer.headers.emplaceBack("Access-Control-Max-Age", "600");
}

void Gate::note(const Answer &answer, const Admission &admission) const
{
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - admission.begun;
    if (m_rules.observe)
        m_rules.observe(admission.head.method, admission.route ? admission.route->pattern : QString(), answer.status,
                        time.count());
    const bool probe = admission.route && admission.route->scope == Scope::Open && answer.status < 400;
    if (probe ? !lcAccess().isDebugEnabled() : !lcAccess().isInfoEnabled())
        return;
    const Request &request = admission.request;
    const QString line = u"method=%1 path=%2 status=%3 bytes=%4 ms=%5 address=%6 user=%7 request=%8"_s.arg(
        QString::fromLatin1(request.method), request.path, QString::number(answer.status),
        QString::number(answer.body.size()), QString::number(time.count() * 1000, 'f', 1), request.caller.address,
        request.caller.name.isEmpty() ? u"-"_s : request.caller.name, QString::fromLatin1(request.id));
    if (probe)
        qCDebug(lcAccess).noquote() << line;
    else
        qCInfo(lcAccess).noquote() << line;
}

Answer Gate::refuse(int status, const Error &error, const QString &peer) const
{
    Answer answer = problem(status, error);
    answer.headers.emplaceBack("Cache-Control", "no-store");
    Caller caller;
    caller.address = peer;
    addRate(answer, m_rates.look(Quota::General, keyOf(Quota::General, caller), Moment()));
    return answer;
}

Answer Gate::broken()
{
    return problem({ErrorKind::Internal, u"internal_error"_s, {}, {}});
}

Answer Gate::late(std::chrono::milliseconds limit)
{
    Answer answer = problem({ErrorKind::Timeout, u"answer_timeout"_s, {QString::number(limit.count() / 1000)}, {}});
    answer.headers.emplaceBack("Retry-After", "5");
    return answer;
}

} // namespace pult::api
