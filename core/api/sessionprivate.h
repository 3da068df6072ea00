// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bodyreader.h"
#include "session.h"
#include "streampipe.h"

#include <array>

namespace pult::api {

/// What a session is at: it reads (session.cpp), has answered and writes (session_answering.cpp), in turns.
class Session::Private final
{
public:
    static constexpr std::size_t readPiece = 8192;
    using Clock = std::chrono::steady_clock;
    enum class Phase { Handshake, Head, Body, Waiting, Writing, Streaming, Lingering, Closed };

    Private(Session *session, SessionHost &owner, std::unique_ptr<Transport> bytes, QString from)
        : q(session), host(owner), transport(std::move(bytes)), address(std::move(from)),
          body(host.limits().header, host.limits().body)
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
    std::array<char, readPiece> piece;
    QByteArray input; ///< read and not yet used
    bool reading = false;
    BodyReader body;
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

Error sessionError(ErrorKind kind, const char *code, QStringList arguments = {});

} // namespace pult::api
