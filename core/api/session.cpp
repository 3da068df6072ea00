// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session.h"

#include "sessionprivate.h"

namespace pult::api {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr qint64 lingerBytes = qint64{16} << 20;
constexpr auto handshakeTime = 10s;

/// Of a body that is refused.
int statusOf(const Error &error)
{
    if (error.code == "body_too_large"_L1)
        return 413;
    return error.code == "headers_too_large"_L1 ? 431 : 400;
}

} // namespace

Error sessionError(ErrorKind kind, const char *code, QStringList arguments)
{
    return {kind, QString::fromLatin1(code), std::move(arguments), {}};
}

void Session::Private::read()
{
    if (reading || phase == Phase::Closed)
        return;
    reading = true;
    transport->readSome(piece.data(), piece.size(), [self = q->shared_from_this()](bool ok, std::size_t size) {
        self->d->reading = false;
        self->d->onRead(ok, size);
    });
}

void Session::Private::onRead(bool ok, std::size_t size)
{
    switch (phase) {
    case Phase::Head:
    case Phase::Body:
        if (!ok)
            return close();
        if (phase == Phase::Head && input.isEmpty())
            deadline = Clock::now() + host.limits().request; // it begins to arrive
        input.append(piece.data(), qsizetype(size));
        return phase == Phase::Head ? readHeadOfInput() : readBodyOfInput();
    case Phase::Streaming:
        return ok ? read() : close();
    case Phase::Lingering:
        thrownAway += qint64(size);
        return ok && thrownAway < lingerBytes ? read() : close();
    case Phase::Handshake:
    case Phase::Waiting:
    case Phase::Writing: // refused while it was reading
    case Phase::Closed:
        break;
    }
}

void Session::Private::nextRequest()
{
    if (host.isEnding())
        return close();
    enter(Phase::Head, first || !input.isEmpty() ? host.limits().request : host.limits().idle);
    readHeadOfInput();
}

void Session::Private::readHeadOfInput()
{
    while (input.startsWith("\r\n")) // some clients end a body with one more
        input.remove(0, 2);
    const qsizetype end = input.indexOf("\r\n\r\n");
    const qint64 limit = host.limits().header;
    if (end < 0 ? input.size() > limit : end + 4 > limit)
        return refuse(431, sessionError(ErrorKind::Limited, "headers_too_large", {QString::number(limit)}));
    if (end < 0)
        return read();
    headComplete(end + 4);
}

void Session::Private::headComplete(qsizetype size)
{
    first = false;
    Result<RequestHead> head = readHead(QByteArrayView(input).first(size));
    if (!head)
        return refuse(head.error().kind == ErrorKind::Limited ? 431 : 400, head.error());
    if (head->contentLength > host.limits().body)
        return refuse(413, sessionError(ErrorKind::Limited, "body_too_large", {QString::number(host.limits().body)}));
    if (const Result<> begun = body.begin(QByteArrayView(input).first(size)); !begun)
        return refuse(400, begun.error());
    input.remove(0, size);
    keepAlive = head->keepAlive;
    headOnly = head->method == "HEAD";
    admission = {};
    enter(Phase::Waiting, host.limits().answer);
    host.gate().admit(std::move(*head), address, [self = q->shared_from_this(), asked = ++turn](auto result) {
        if (self->d->turn == asked && self->d->phase == Phase::Waiting)
            self->d->admitted(std::move(result));
    });
}

void Session::Private::admitted(Gate::Admission result)
{
    admission = std::move(result);
    if (admission.refusal) {
        leftover = admission.head.hasBody();
        keepAlive = keepAlive && !leftover;
        return deliver(std::move(*admission.refusal));
    }
    if (!admission.head.hasBody())
        return handle();
    enter(Phase::Body, host.limits().request);
    if (!admission.head.expectsContinue || !input.isEmpty())
        return readBodyOfInput();
    static constexpr QByteArrayView goOn = "HTTP/1.1 100 Continue\r\n\r\n";
    transport->writeSome(goOn.data(), std::size_t(goOn.size()), [self = q->shared_from_this()](bool ok, std::size_t) {
        if (self->d->phase == Phase::Body)
            return ok ? self->d->readBodyOfInput() : self->d->close();
    });
}

void Session::Private::readBodyOfInput()
{
    if (const Result<> read = body.read(input); !read)
        return refuse(statusOf(read.error()), read.error());
    if (!countBody())
        return refuse(503, sessionError(ErrorKind::Unavailable, "bodies_too_many"));
    if (body.isDone())
        return handle();
    read();
}

bool Session::Private::countBody()
{
    const qint64 more = body.size() - bodyBytes;
    if (more <= 0)
        return true;
    if (!host.takeBodyBytes(more))
        return false;
    bodyBytes += more;
    return true;
}

void Session::Private::returnBody()
{
    host.giveBodyBytes(std::exchange(bodyBytes, 0));
    body.end();
}

void Session::Private::close()
{
    if (phase == Phase::Closed)
        return;
    phase = Phase::Closed;
    const std::shared_ptr<Session> self = q->shared_from_this();
    returnBody();
    if (pipe)
        pipe->close();
    streamKeeper.reset();
    stream = {};
    transport->close();
    host.sessionEnded(q);
}

Session::Session(SessionHost &host, std::unique_ptr<Transport> transport, QString address)
    : d(std::make_unique<Private>(this, host, std::move(transport), std::move(address)))
{
}

Session::~Session() = default;

void Session::begin()
{
    d->enter(Private::Phase::Handshake, handshakeTime);
    d->transport->begin([self = shared_from_this()](bool ok) {
        if (self->d->phase == Private::Phase::Handshake)
            return ok ? self->d->nextRequest() : self->d->close();
    });
}

void Session::tick(Clock::time_point now)
{
    if (now < d->deadline)
        return;
    switch (d->phase) {
    case Private::Phase::Head:
        if (d->input.isEmpty())
            return d->close();
        [[fallthrough]];
    case Private::Phase::Body:
        return d->refuse(408, sessionError(ErrorKind::Timeout, "request_timeout",
                                           {QString::number(d->host.limits().request.count() / 1000)}));
    case Private::Phase::Waiting:
        d->keepAlive = false;
        return d->deliver(Gate::late(d->host.limits().answer));
    case Private::Phase::Handshake:
    case Private::Phase::Writing:
    case Private::Phase::Streaming:
    case Private::Phase::Lingering:
        return d->close();
    case Private::Phase::Closed:
        break;
    }
}

std::optional<std::chrono::milliseconds> Session::idleFor(Clock::time_point now) const
{
    if (d->phase != Private::Phase::Head || !d->input.isEmpty() || d->first)
        return std::nullopt;
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - (d->deadline - d->host.limits().idle));
}

void Session::close()
{
    d->close();
}

const QString &Session::address() const
{
    return d->address;
}

} // namespace pult::api
