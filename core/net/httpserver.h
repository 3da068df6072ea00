// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "httpclient.h"

#include <QUrlQuery>

#include <functional>

namespace pult::net {

/// What a client asked. A value.
struct HttpRequest
{
    QByteArray method;
    QString path; ///< decoded, without the query
    QUrlQuery query;
    HttpHeaders headers;
    QByteArray body;

    QByteArray header(QByteArrayView name) const;
};

/// What it is told.
struct HttpAnswer
{
    int status = 200;
    HttpHeaders headers;
    QByteArray body;
    QByteArray contentType = "application/json";
    std::chrono::milliseconds delay{0}; ///< waits before it answers, without holding a thread
    bool dropConnection = false;        ///< closes the connection instead of answering
};

struct HttpServerOptions
{
    QString address = QStringLiteral("127.0.0.1");
    quint16 port = 0; ///< 0: any free one
    int threads = 1;  ///< more than one: the handler is called by several at once
    quint64 bodyLimit = quint64{64} * 1024 * 1024;
    quint32 headerLimit = 16 * 1024;
    std::chrono::milliseconds requestTimeout{30000}; ///< to send a request whole, and to be idle between two
};

/// A small HTTP/1.1 server with threads of its own. Thread-safe but for start and stop, which the owner calls.
class HttpServer final
{
public:
    /// Called on a server thread. It must not throw; what it throws all the same is answered with 500.
    using Handler = std::function<HttpAnswer(const HttpRequest &)>;

    HttpServer(HttpServerOptions options, Handler handler);
    /// Stops.
    ~HttpServer();
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    /// Errors: http_listen_failed(address, reason).
    Result<> start();
    /// Closes the port and every connection; a handler that runs is waited for. It can be started again, on the same
    /// port.
    void stop();
    bool isRunning() const;
    quint16 port() const;
    /// http://127.0.0.1:<port>
    QUrl url() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult::net
