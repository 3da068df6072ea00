// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one file of the API with Boost.Beast: it decides where a request's body ends.
#include "session.h"

#include "afterwards.h"
#include "logging.h"
#include "streampipe.h"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>

namespace pult::api {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr qsizetype readPiece = 8192;
constexpr std::size_t writePiece = 65536;
/// Who was refused in the middle of sending gets so much time to read why; what it sends meanwhile is thrown away.
constexpr auto lingerTime = 2s;
constexpr qint64 lingerBytes = qint64{16} << 20;
constexpr auto handshakeTime = 10s;

Error errorOf(ErrorKind kind, const char *code, QStringList arguments = {})
{
    return {kind, QString::fromLatin1(code), std::move(arguments), {}};
}

} // namespace

class Session::Private final
{
public:
    enum class Phase { Handshake, Head, Body, Waiting, Writing, Streaming, Lingering, Closed };

    Private(Session *session, SessionHost &owner, std::unique_ptr<Transport> bytes, QString from)
        : q(session), host(owner), transport(std::move(bytes)), address(std::move(from))
    {
    }

    void enter(Phase next, std::chrono::milliseconds limit)
    {
        phase = next;
        deadline = Clock::now() + limit;
    }

    // Reading
    void read();
    void onRead(bool ok, std::size_t size);
    void nextRequest();
    void readHeadOfInput();
    void headComplete(qsizetype size);
    void admitted(Gate::Admission admission);
    void readBodyOfInput();
    bool countBody();
    void returnBody();

    // Answering
    void handle();
    void await(const QFuture<Answer> &future);
    void deliver(Answer answer);
    void refuse(int status, const Error &error);
    void write(QByteArray bytes);
    void writeRest();
    void written();
    void beginStream();
    void flushStream();
    void linger();
    void close();

    Session *const q;
    SessionHost &host;
    std::unique_ptr<Transport> transport;
    const QString address;
    Phase phase = Phase::Handshake;
    Clock::time_point deadline;
    const Clock::time_point served = Clock::now();
    std::array<char, std::size_t(readPiece)> piece;
    QByteArray input; ///< read and not yet used
    bool reading = false;
    std::optional<http::request_parser<http::string_body>> parser;
    Gate::Admission admission;
    qint64 bodyBytes = 0; ///< taken from what all bodies together may have
    quint64 turn = 0;     ///< an answer to an earlier one comes too late
    bool first = true;
    bool keepAlive = false;
    bool headOnly = false;
    bool leftover = false; ///< the other side may still be sending what nobody reads
    QByteArray output;
    std::size_t outputDone = 0;
    StreamSource stream;
    std::shared_ptr<StreamPipe> pipe;
    std::shared_ptr<void> streamKeeper;
    qint64 thrownAway = 0;
};

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
        return refuse(431, errorOf(ErrorKind::Limited, "headers_too_large", {QString::number(limit)}));
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
        return refuse(413, errorOf(ErrorKind::Limited, "body_too_large", {QString::number(host.limits().body)}));
    parser.emplace();
    parser->eager(true);
    parser->header_limit(std::uint32_t(host.limits().header));
    parser->body_limit(std::uint64_t(host.limits().body));
    beast::error_code error;
    parser->put(boost::asio::const_buffer(input.constData(), std::size_t(size)), error);
    if (error && error != http::error::need_more)
        return refuse(400, errorOf(ErrorKind::Invalid, "request_malformed", {QString::fromStdString(error.message())}));
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
    beast::error_code error;
    if (!input.isEmpty()) {
        const std::size_t used =
            parser->put(boost::asio::const_buffer(input.constData(), std::size_t(input.size())), error);
        input.remove(0, qsizetype(used));
    }
    if (error == http::error::body_limit)
        return refuse(413, errorOf(ErrorKind::Limited, "body_too_large", {QString::number(host.limits().body)}));
    if (error == http::error::header_limit)
        return refuse(431, errorOf(ErrorKind::Limited, "headers_too_large", {QString::number(host.limits().header)}));
    const bool endless = input.size() > host.limits().header; // the line before a chunk
    if ((error && error != http::error::need_more) || endless)
        return refuse(400, errorOf(ErrorKind::Invalid, "request_malformed", {u"@http_chunk"_s}));
    if (!countBody())
        return refuse(503, errorOf(ErrorKind::Unavailable, "bodies_too_many"));
    if (parser->is_done())
        return handle();
    read();
}

bool Session::Private::countBody()
{
    const qint64 more = qint64(parser->get().body().size()) - bodyBytes;
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
    parser.reset();
}

void Session::Private::handle()
{
    enter(Phase::Waiting, host.limits().answer);
    const std::string &text = parser->get().body();
    const QByteArray body(text.data(), qsizetype(text.size()));
    parser->get().body() = {};
    await(host.gate().run(admission, body));
}

void Session::Private::await(const QFuture<Answer> &future)
{
    const auto resultOf = [](const QFuture<Answer> &done) {
        try {
            if (done.resultCount() > 0)
                return done.result();
        } catch (...) { // a handler's coroutine may have thrown
            qCCritical(lcApi) << "a handler's future threw";
        }
        return Gate::broken();
    };
    if (future.isFinished())
        return deliver(resultOf(future));
    const auto later = [weak = q->weak_from_this(), post = host.poster(), asked = ++turn](Answer answer) {
        post([weak, asked, answer = std::move(answer)] {
            const std::shared_ptr<Session> self = weak.lock();
            if (self && self->d->turn == asked && self->d->phase == Phase::Waiting)
                self->d->deliver(answer);
        });
    };
    whenEnded(future, [later, resultOf](const QFuture<Answer> &done) { later(resultOf(done)); });
}

void Session::Private::deliver(Answer answer)
{
    returnBody();
    ++turn;
    const bool endless = answer.stream && admission.head.http10;
    const bool turnOver = host.isWanted(address) && Clock::now() - served > host.limits().turn;
    keepAlive = keepAlive && !endless && !host.isLeaving() && !host.isEnding() && !turnOver;
    host.gate().finish(answer, admission);
    stream = headOnly ? StreamSource() : answer.stream;
    if (headOnly)
        answer.stream = {};
    write(toBytes(answer, {headOnly, keepAlive, admission.head.http10}));
}

void Session::Private::refuse(int status, const Error &error)
{
    returnBody();
    ++turn;
    keepAlive = false;
    leftover = true;
    qCInfo(lcAccess).noquote() << u"refused status=%1 code=%2 address=%3"_s.arg(status).arg(error.code, address);
    write(toBytes(host.gate().refuse(status, error, address), {}));
}

void Session::Private::write(QByteArray bytes)
{
    output = std::move(bytes);
    outputDone = 0;
    phase = stream && phase == Phase::Streaming ? Phase::Streaming : Phase::Writing;
    writeRest();
}

void Session::Private::writeRest()
{
    deadline = Clock::now() + host.limits().idle;
    const std::size_t rest = std::size_t(output.size()) - outputDone;
    transport->writeSome(output.constData() + outputDone, std::min(rest, writePiece),
                         [self = q->shared_from_this()](bool ok, std::size_t size) {
                             Private &d = *self->d;
                             if (d.phase == Phase::Closed)
                                 return;
                             if (!ok)
                                 return d.close();
                             d.outputDone += size;
                             if (d.outputDone < std::size_t(d.output.size()))
                                 return d.writeRest();
                             d.written();
                         });
}

void Session::Private::written()
{
    output.clear();
    if (phase == Phase::Streaming)
        return flushStream();
    if (stream)
        return beginStream();
    if (leftover)
        return linger();
    if (!keepAlive)
        return close();
    nextRequest();
}

/// From here on the client is read only to notice that it goes.
void Session::Private::beginStream()
{
    phase = Phase::Streaming;
    deadline = Clock::time_point::max();
    pipe = std::make_shared<StreamPipe>(host.limits().streamBacklog, host.poster(), [weak = q->weak_from_this()] {
        if (const std::shared_ptr<Session> self = weak.lock(); self && self->d->phase == Phase::Streaming)
            self->d->flushStream();
    });
    read();
    streamKeeper = stream([kept = pipe](QByteArray bytes) { return kept->put(std::move(bytes)); });
}

void Session::Private::flushStream()
{
    if (pipe->isClosed()) // what is under way may not get through either
        return close();
    if (!output.isEmpty())
        return; // written() comes here again
    const QByteArray bytes = pipe->take();
    if (bytes.isEmpty()) {
        deadline = Clock::time_point::max();
        return;
    }
    write(toChunk(bytes, admission.head.http10));
}

void Session::Private::linger()
{
    enter(Phase::Lingering, lingerTime);
    input.clear();
    transport->endWriting();
    read();
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
        return d->refuse(408, errorOf(ErrorKind::Timeout, "request_timeout",
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
