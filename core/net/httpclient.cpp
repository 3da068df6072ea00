// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "httpclient.h"

#include <QHostAddress>
#include <QIODevice>
#include <QNetworkAccessManager>
#include <QNetworkCookie>
#include <QNetworkCookieJar>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QUuid>

namespace pult::net {

using namespace Qt::StringLiterals;

namespace {

/// Talking to this computer never goes through a proxy.
class LoopbackDirectFactory final : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        const QString host = query.peerHostName();
        if (host == "localhost"_L1 || QHostAddress(host).isLoopback())
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        return systemProxyForQuery(query);
    }
};

/// No cookie outlives a request.
class NoCookies final : public QNetworkCookieJar
{
public:
    QList<QNetworkCookie> cookiesForUrl(const QUrl &) const override { return {}; }
    bool setCookiesFromUrl(const QList<QNetworkCookie> &, const QUrl &) override { return false; }
};

/// QNetworkAccessManager sends a request anew by itself when the server closes before it answers, a POST too. What
/// keeps it from doing so is a body that cannot be read twice: a sequential device that it may not buffer.
class OneTimeBody final : public QIODevice
{
public:
    explicit OneTimeBody(QByteArray body, QObject *parent) : QIODevice(parent), m_body(std::move(body))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }
    bool reset() override { return false; } // QIODevice's own warns
    qint64 bytesAvailable() const override { return m_body.size() - m_at + QIODevice::bytesAvailable(); }
    bool atEnd() const override { return m_at >= m_body.size() && QIODevice::bytesAvailable() == 0; }

protected:
    qint64 readData(char *data, qint64 limit) override
    {
        const qint64 left = m_body.size() - m_at;
        if (left <= 0)
            return -1;
        const qint64 count = std::min(limit, left);
        std::copy_n(m_body.constData() + m_at, count, data);
        m_at += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_body;
    qint64 m_at = 0;
};

/// Ends a reply that nobody waits for any more.
struct AbortLater
{
    void operator()(QNetworkReply *reply) const
    {
        reply->disconnect();
        reply->abort();
        reply->deleteLater();
    }
};
using ReplyPtr = std::unique_ptr<QNetworkReply, AbortLater>;

/// Host and port only: paths and queries may hold secrets.
QString hostOf(const QUrl &url)
{
    return url.authority(QUrl::FullyEncoded).section(u'@', -1);
}

/// The one place that reads QNetworkReply's errors.
Error errorFrom(const QNetworkReply &reply)
{
    const QString host = hostOf(reply.url());
    const QString detail = u"request=%1 qt_error=%2"_s.arg(
        QString::fromLatin1(reply.request().rawHeader("X-Request-ID")), QString::number(int(reply.error())));
    switch (reply.error()) {
    case QNetworkReply::ConnectionRefusedError:
        return {ErrorKind::Network, u"http_refused"_s, {host}, detail};
    case QNetworkReply::HostNotFoundError:
        return {ErrorKind::Network, u"http_host_unknown"_s, {host}, detail};
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError: // it would have sent the body again, and could not
        return {ErrorKind::Network, u"http_connection_lost"_s, {host}, detail};
    case QNetworkReply::SslHandshakeFailedError:
        return {ErrorKind::Network, u"http_tls"_s, {host, reply.errorString()}, detail};
    case QNetworkReply::TimeoutError:
        return {ErrorKind::Timeout, u"http_timeout"_s, {host, u"0"_s}, detail};
    default:
        return {ErrorKind::Network, u"http_failed"_s, {host, reply.errorString()}, detail};
    }
}

bool hasAnswer(const QNetworkReply &reply)
{
    const auto error = reply.error();
    // Qt turns statuses of 400 and more into errors, 400 itself into "invalid operation".
    const bool statusError = error >= QNetworkReply::ContentAccessDenied &&
                             error != QNetworkReply::ContentReSendError && error != QNetworkReply::ProtocolFailure;
    return (error == QNetworkReply::NoError || statusError) &&
           reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
}

QNetworkRequest toNetworkRequest(const HttpCall &call)
{
    QNetworkRequest request(call.url);
    for (const auto &[name, value] : call.headers)
        request.setRawHeader(name, value);
    request.setRawHeader("X-Request-ID", call.requestId);
    if (!call.body.isEmpty() && !request.hasRawHeader("Content-Type"))
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/octet-stream"_s);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, call.repeatable);
    request.setMaximumRedirectsAllowed(5);
    if (!call.repeatable || !call.followsRedirects)
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    if (!call.repeatable) {
        request.setRawHeader("Connection", "close");
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        request.setHeader(QNetworkRequest::ContentLengthHeader, call.body.size());
    }
    return request;
}

QNetworkReply *dispatch(QNetworkAccessManager &network, const HttpCall &call)
{
    const QNetworkRequest request = toNetworkRequest(call);
    if (call.repeatable)
        return call.body.isEmpty() ? network.sendCustomRequest(request, call.verb)
                                   : network.sendCustomRequest(request, call.verb, call.body);
    auto body = std::make_unique<OneTimeBody>(call.body, nullptr);
    QNetworkReply *reply = network.post(request, body.get());
    body.release()->setParent(reply);
    return reply;
}

} // namespace

QByteArray headerOf(const HttpHeaders &headers, QByteArrayView name)
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

QByteArray HttpReply::header(QByteArrayView name) const
{
    return headerOf(headers, name);
}

std::unique_ptr<QNetworkAccessManager> makeNetworkManager()
{
    auto manager = std::make_unique<QNetworkAccessManager>();
    manager->setProxyFactory(new LoopbackDirectFactory); // owned by the manager
    manager->setCookieJar(new NoCookies);                // owned by the manager
    manager->setAutoDeleteReplies(false);
    return manager;
}

bool outcomeUnknown(const Error &error)
{
    // The other side did nothing, or the request never left.
    static const QStringList harmless{u"http_refused"_s, u"http_host_unknown"_s, u"http_tls"_s,
                                      u"breaker_open"_s, u"outside_limited"_s,   u"outside_busy"_s};
    return !harmless.contains(error.code);
}

QCoro::Task<Result<HttpReply>> HttpClient::send(HttpCall call, CancelToken &token)
{
    const QString host = hostOf(call.url);
    // An empty body leaves nothing to keep the manager from repeating; other verbs it buffers (see OneTimeBody).
    if (!call.repeatable && (call.verb != "POST" || call.body.isEmpty()))
        co_return fail(ErrorKind::Internal, "http_not_single", {host});
    if (token.isCancelled())
        co_return fail(token.reason());
    if (call.requestId.isEmpty())
        call.requestId = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);

    Waiter<bool> finished;
    const ReplyPtr reply(dispatch(m_network, call));
    HttpReply answer;
    QObject::connect(reply.get(), &QNetworkReply::finished, reply.get(),
                     [settle = finished.settler()] { settle(true); });
    QObject::connect(reply.get(), &QNetworkReply::readyRead, reply.get(),
                     [settle = finished.settler(), limit = call.maxReplyBytes, host, source = reply.get(), &answer] {
                         answer.body += source->readAll();
                         if (answer.body.size() > limit)
                             settle(fail(ErrorKind::Limited, "http_too_large", {host, QString::number(limit)}));
                     });
    finished.setDeadline(call.timeout, "http_timeout",
                         {host, QString::number(std::chrono::ceil<std::chrono::seconds>(call.timeout).count())});
    finished.observe(token);
    const Result<bool> end = co_await finished;
    if (!end)
        co_return fail(end.error());
    if (!hasAnswer(*reply))
        co_return fail(errorFrom(*reply));
    answer.body += reply->readAll();
    if (answer.body.size() > call.maxReplyBytes)
        co_return fail(ErrorKind::Limited, "http_too_large", {host, QString::number(call.maxReplyBytes)});
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    for (const auto &pair : reply->rawHeaderPairs())
        answer.headers.append({pair.first, pair.second});
    answer.requestId = call.requestId;
    co_return answer;
}

} // namespace pult::net
