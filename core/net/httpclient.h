// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/async.h>

#include <QByteArray>
#include <QCoroTask>
#include <QList>
#include <QUrl>

#include <chrono>
#include <memory>

QT_BEGIN_NAMESPACE
class QNetworkAccessManager;
QT_END_NAMESPACE

namespace pult::net {

using HttpHeaders = QList<std::pair<QByteArray, QByteArray>>;

inline constexpr std::chrono::seconds defaultHttpTimeout{30};
inline constexpr qint64 defaultReplyLimit = qint64{16} * 1024 * 1024;

/// Empty when missing; names compare without case.
QByteArray headerOf(const HttpHeaders &headers, QByteArrayView name);

/// What is to be sent. A value.
struct HttpCall
{
    QByteArray verb = "GET";
    QUrl url;
    HttpHeaders headers;
    QByteArray body;
    std::chrono::milliseconds timeout = defaultHttpTimeout;
    /// False: what must not happen twice. It leaves this computer at most once, whatever becomes of the connection.
    bool repeatable = true;
    bool followsRedirects = true; ///< of what is repeatable; false: the caller gets the answer that leads elsewhere
    qint64 maxReplyBytes = defaultReplyLimit;
    QByteArray requestId; ///< X-Request-ID; one is made when empty
};

/// An answer of any status.
struct HttpReply
{
    int status = 0;
    HttpHeaders headers;
    QByteArray body;
    QByteArray requestId;

    /// Empty when missing; names compare without case.
    QByteArray header(QByteArrayView name) const;
};

/// A manager as HttpClient wants it: the system's proxy, but none for this computer itself; no cookies.
std::unique_ptr<QNetworkAccessManager> makeNetworkManager();

/// Sends one request and yields its answer. Thread-affine, as its manager. It neither repeats nor holds back: retry,
/// breaker and limits are layers around `send`, made for the caller who knows what may be repeated.
class HttpClient final
{
public:
    explicit HttpClient(QNetworkAccessManager &network) : m_network(network) {}

    /// Every HTTP status is a value. Errors: http_refused(host), http_host_unknown(host), http_connection_lost(host),
    /// http_timeout(host, seconds), http_tls(host, reason), http_too_large(host, bytes), http_failed(host, reason), and
    /// the token's. Only http_refused, http_host_unknown and http_tls say that the other side did nothing.
    QCoro::Task<Result<HttpReply>> send(HttpCall call, CancelToken &token);

private:
    QNetworkAccessManager &m_network;
};

/// Whether the failed request may have taken effect on the other side all the same.
bool outcomeUnknown(const Error &error);

} // namespace pult::net
