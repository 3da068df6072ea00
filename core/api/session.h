// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "answering.h"
#include "gate.h"
#include "transport.h"

#include <chrono>

namespace pult::api {

struct ServerLimits
{
    qint64 body = qint64{1} << 20;
    qint64 header = 16 * 1024;
    qint64 allBodies = qint64{16} << 20;
    int connections = 256;
    int perAddress = 32;
    std::chrono::milliseconds request{10'000}; ///< to arrive whole
    std::chrono::milliseconds answer{30'000};
    std::chrono::milliseconds idle{30'000};   ///< between two requests, and to take a piece of an answer
    std::chrono::milliseconds turn{1'000};    ///< that a connection is kept when others of its address wait
    std::chrono::milliseconds parked{30'000}; ///< in the queue of an address that has too many
    qint64 streamBacklog = qint64{1} << 20;   ///< that a client may leave unread
};

/// What sessions use of their server. All on the server's thread but post().
class SessionHost
{
public:
    SessionHost() = default;
    virtual ~SessionHost() = default;
    Q_DISABLE_COPY_MOVE(SessionHost)

    virtual Gate &gate() = 0;
    virtual const ServerLimits &limits() const = 0;
    /// Runs on the server's thread, soon; dropped when the server has ended. From any thread.
    virtual std::function<void(std::function<void()>)> poster() const = 0;
    /// False: all bodies together are at their limit.
    virtual bool takeBodyBytes(qint64 bytes) = 0;
    virtual void giveBodyBytes(qint64 bytes) = 0;
    /// Whether others of this address wait for their turn.
    virtual bool isWanted(const QString &address) const = 0;
    virtual bool isEnding() const = 0;
    /// Soon it will be: connections are not kept from one request to the next.
    virtual bool isLeaving() const = 0;
    virtual void sessionEnded(class Session *session) = 0;
};

/// One connection: reads a request within its limits, has it answered, writes the answer, and begins again.
/// Thread-affine to the server's thread; kept alive by its host and by what it has under way.
class Session final : public std::enable_shared_from_this<Session>
{
public:
    Session(SessionHost &host, std::unique_ptr<Transport> transport, QString address);
    ~Session();
    Q_DISABLE_COPY_MOVE(Session)

    void begin();
    /// Several times a second: what has taken too long ends.
    void tick(std::chrono::steady_clock::time_point now);
    /// How long it has been between two requests, with nothing under way; nullopt: it is not.
    std::optional<std::chrono::milliseconds> idleFor(std::chrono::steady_clock::time_point now) const;
    void close();
    const QString &address() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult::api
