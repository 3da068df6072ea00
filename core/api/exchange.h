// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <net/httpclient.h>

#include <QFuture>
#include <QHash>
#include <QJsonObject>
#include <QUrlQuery>

#include <functional>
#include <memory>

namespace pult::api {

/// What a route asks of its caller. `Admin` may do everything, `Operate` also read; `Metrics` reads metrics alone.
enum class Scope {
    Open, ///< everybody, always: probes
    Read,
    Operate,
    Admin,
    Metrics,
};

/// Which limit a route counts against (requirements, "HTTP API of a node").
enum class Quota {
    None, ///< probes
    General,
    Health,
    Metrics,
    TaskStart,
};

/// Who asks. A value.
struct Caller
{
    QString name;    ///< the token's name, or of a signed token its subject; empty: nobody in particular
    QString address; ///< of the client, behind a trusted proxy the forwarded one
    QList<Scope> scopes;
};

/// A request that was let in. A value.
struct Request
{
    QByteArray method;
    QString path;                       ///< decoded, without the query
    QHash<QString, QString> parameters; ///< what stands for the pattern's {names}, decoded
    QUrlQuery query;
    net::HttpHeaders headers;
    QByteArray body;
    Caller caller;
    QByteArray id; ///< X-Request-ID, the client's or one of our own

    QByteArray header(QByteArrayView name) const;
};

/// Takes a piece of a stream's body; false when the client has gone. Thread-safe.
using StreamSink = std::function<bool(QByteArray)>;
/// Begins a stream; what it returns is kept until the connection ends.
using StreamSource = std::function<std::shared_ptr<void>(StreamSink)>;

/// What the client is told. A value.
struct Answer
{
    int status = 200;
    QByteArray body;
    QByteArray contentType = "application/json";
    net::HttpHeaders headers;
    StreamSource stream; ///< when set, `body` is only its beginning (Server-Sent Events)
};

/// Called on the server's thread; it must not block and answers when it can. The server stands by its own deadline.
using Handler = std::function<QFuture<Answer>(Request)>;

/// One route, and what the OpenAPI document says of it. The same table serves both, so that neither lacks what the
/// other has.
struct Route
{
    QByteArray method; ///< GET also answers HEAD
    QString pattern;   ///< /api/v1/tasks/{id}
    Scope scope = Scope::Read;
    Quota quota = Quota::General;
    Handler handler;
    QJsonObject operation; ///< OpenAPI 3.1 Operation Object
};

} // namespace pult::api
