// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a request that was read to the answer that went out, streams without an end among them.
#include "afterwards.h"
#include "logging.h"
#include "sessionprivate.h"

namespace pult::api {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t writePiece = 65536;
/// Who was refused in the middle of sending gets so much time to read why; what it sends meanwhile is thrown away.
constexpr auto lingerTime = 2s;

} // namespace

void Session::Private::handle()
{
    enter(Phase::Waiting, host.limits().answer);
    await(host.gate().run(admission, body.take()));
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

} // namespace pult::api
