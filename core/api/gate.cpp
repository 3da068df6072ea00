// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gate.h"

#include "logging.h"
#include "problem.h"

#include <QRandomGenerator>

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

} // namespace

Gate::Gate(QList<Route> routes) : m_routes(std::move(routes)) {}

void Gate::admit(RequestHead head, const QString &peer, const Admitted &done)
{
    Admission admission;
    admission.head = std::move(head);
    admission.request.method = admission.head.method;
    admission.request.headers = admission.head.headers;
    admission.request.id = requestIdOf(admission.head);
    admission.request.caller.address = peer;
    admission.refusal = route(admission);
    done(std::move(admission));
}

std::optional<Answer> Gate::route(Admission &admission)
{
    Result<RequestTarget> target = readTarget(admission.head.target);
    if (!target)
        return problem(target.error());
    admission.request.path = target->path;
    admission.request.query = std::move(target->query);
    RouteTable::Match match = m_routes.find(admission.head.method, target->path);
    if (!match.pathRoute)
        return problem(404, {ErrorKind::NotFound, u"path_unknown"_s, {target->path}, {}});
    if (admission.head.method == "OPTIONS" && !match.route) {
        Answer answer;
        answer.status = 204;
        answer.contentType.clear();
        answer.headers.append({"Allow", match.allowed.join(", ")});
        return answer;
    }
    if (!match.route)
        return methodNotAllowed(match, admission.head.method);
    admission.route = match.route;
    admission.request.parameters = std::move(match.parameters);
    return std::nullopt;
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

void Gate::finish(Answer &answer, const Admission &admission)
{
    suitToRequest(answer, admission.head);
    setHeader(answer.headers, "X-Request-ID", admission.request.id);
    setHeader(answer.headers, "X-Content-Type-Options", "nosniff");
}

Answer Gate::refuse(int status, const Error &error, const QString &peer)
{
    Q_UNUSED(peer)
    Answer answer = problem(status, error);
    answer.headers.emplaceBack("Cache-Control", "no-store");
    return answer;
}

bool Gate::isTrustedProxy(const QString &address) const
{
    Q_UNUSED(address)
    return false;
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
