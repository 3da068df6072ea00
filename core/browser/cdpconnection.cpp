// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cdpconnection.h"

#include "cdptap.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QHash>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QPointer>
#include <QSet>
#include <QThread>
#include <QWebSocket>

#include <algorithm>

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// "Session with given id not found." (content/browser/devtools of Chromium)
constexpr int sessionNotFound = -32001;

constexpr auto attemptLimit = 5s;  ///< of one handshake
constexpr auto retryPause = 150ms; ///< between handshakes

std::chrono::milliseconds remaining(const QDeadlineTimer &deadline)
{
    return std::max<std::chrono::milliseconds>(1ms, std::chrono::milliseconds(deadline.remainingTime()));
}

} // namespace

class CdpConnection::Private
{
public:
    explicit Private(CdpConnection *connection) : q(connection) {}

    struct Pending
    {
        QString session;
        QString method;
        std::function<void(Result<QJsonObject>)> settle;
    };

    QCoro::Task<Result<>> handshake(QUrl endpoint, std::chrono::milliseconds limit, CancelToken &token);
    QCoro::Task<Result<QUrl>> lookUp(QUrl endpoint, std::chrono::milliseconds limit, CancelToken &token);
    void adopt();
    void drop();
    void onText(const QString &text);
    void onEvent(const QString &session, const QString &method, const QJsonObject &params);
    void failSession(const QString &session, const char *code);
    void failAll();

    CdpConnection *q;
    std::unique_ptr<QWebSocket, detail::DeleteLater> socket;
    bool open = false;
    qint64 lastId = 0;
    QHash<qint64, Pending> pending;
    QHash<QString, QString> targetOfSession;
    QSet<QString> crashed;
    CdpTap *tap = nullptr;
    bool wrongGuid = false; ///< of the last handshake
};

CdpConnection::CdpConnection(QObject *parent) : QObject(parent), d(std::make_unique<Private>(this)) {}

CdpConnection::~CdpConnection()
{
    d->drop();
}

bool CdpConnection::isOpen() const
{
    return d->open;
}

void CdpConnection::close()
{
    d->drop();
}

void CdpConnection::setTap(CdpTap *tap)
{
    Q_ASSERT(QThread::currentThread() == thread());
    d->tap = tap;
}

/// One handshake. Never passes an origin: Chromium refuses any (403).
QCoro::Task<Result<>> CdpConnection::Private::handshake(QUrl endpoint, std::chrono::milliseconds limit,
                                                        CancelToken &token)
{
    Waiter<void> waiter;
    waiter.setDeadline(limit, "cdp_connect_failed", {u"no answer"_s});
    waiter.observe(token);
    wrongGuid = false;
    socket.reset(new QWebSocket);
    socket->setProxy(QNetworkProxy::NoProxy);
    QWebSocket *raw = socket.get();
    QObject::connect(raw, &QWebSocket::connected, raw, [settle = waiter.settler()] { settle(Result<void>{}); });
    const auto failed = [raw, settle = waiter.settler()] {
        settle(fail(ErrorKind::Network, "cdp_connect_failed", {raw->errorString()}));
    };
    QObject::connect(raw, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), raw, failed);
    QObject::connect(raw, &QWebSocket::disconnected, raw, failed);
    raw->open(endpoint);
    const QPointer<CdpConnection> guard(q);
    Result<> result = co_await waiter;
    if (!guard)
        co_return fail(ErrorKind::Network, "cdp_connect_failed", {u"closed"_s});
    if (!result) {
        wrongGuid = result.error().arguments.value(0).contains(u"404"_s);
        socket.reset();
    }
    co_return result;
}

/// The endpoint as /json/version of the same port has it; host and port stay ours.
QCoro::Task<Result<QUrl>> CdpConnection::Private::lookUp(QUrl endpoint, std::chrono::milliseconds limit,
                                                         CancelToken &token)
{
    QNetworkAccessManager network;
    network.setProxy(QNetworkProxy::NoProxy);
    QUrl url = endpoint;
    url.setScheme(endpoint.scheme() == "wss"_L1 ? u"https"_s : u"http"_s);
    url.setPath(u"/json/version"_s);
    Waiter<QByteArray> waiter;
    waiter.setDeadline(limit, "cdp_connect_failed", {u"no answer"_s});
    waiter.observe(token);
    QNetworkReply *reply = network.get(QNetworkRequest(url));
    QObject::connect(reply, &QNetworkReply::finished, reply, [reply, settle = waiter.settler()] {
        if (reply->error() == QNetworkReply::NoError)
            settle(reply->readAll());
        else
            settle(fail(ErrorKind::Network, "cdp_connect_failed", {u"the browser gives no endpoint"_s}));
    });
    const Result<QByteArray> body = co_await waiter;
    if (!body)
        co_return fail(body.error());
    const QUrl found(QJsonDocument::fromJson(*body).object().value(u"webSocketDebuggerUrl").toString());
    if (found.path().isEmpty())
        co_return fail(ErrorKind::Network, "cdp_connect_failed", {u"the browser gives no endpoint"_s});
    url.setScheme(endpoint.scheme());
    url.setPath(found.path());
    co_return url;
}

QCoro::Task<Result<>> CdpConnection::open(QUrl endpoint, std::chrono::milliseconds limit, CancelToken &token)
{
    Q_ASSERT(QThread::currentThread() == thread());
    const QDeadlineTimer deadline(limit);
    const QPointer<CdpConnection> guard(this);
    d->drop();
    for (;;) {
        const auto attempt = std::min<std::chrono::milliseconds>(attemptLimit, remaining(deadline));
        Result<> result = co_await d->handshake(endpoint, attempt, token);
        if (!guard)
            co_return fail(ErrorKind::Network, "cdp_connect_failed", {u"closed"_s});
        if (result) {
            d->adopt();
            co_return {};
        }
        if (token.isCancelled())
            co_return fail(token.reason());
        if (deadline.hasExpired())
            co_return fail(ErrorKind::Timeout, "cdp_connect_failed", result.error().arguments);
        if (d->wrongGuid) {
            const Result<QUrl> found = co_await d->lookUp(endpoint, remaining(deadline), token);
            if (found)
                endpoint = *found;
        }
        const Result<> slept =
            co_await sleepFor(std::min<std::chrono::milliseconds>(retryPause, remaining(deadline)), token);
        if (!slept)
            co_return slept;
        if (!guard)
            co_return fail(ErrorKind::Network, "cdp_connect_failed", {u"closed"_s});
    }
}

/// The socket is connected: from here on its end is the connection's.
void CdpConnection::Private::adopt()
{
    QWebSocket *raw = socket.get();
    raw->disconnect();
    open = true;
    QObject::connect(raw, &QWebSocket::textMessageReceived, q, [this](const QString &text) { onText(text); });
    QObject::connect(raw, &QWebSocket::disconnected, q, [this] { drop(); });
}

void CdpConnection::Private::drop()
{
    if (socket) {
        socket->disconnect();
        socket->abort();
        socket.reset();
    }
    failAll();
    targetOfSession.clear();
    crashed.clear();
    if (std::exchange(open, false))
        Q_EMIT q->closed();
}

QCoro::Task<Result<QJsonObject>> CdpConnection::send(QString session, QString method, QJsonObject params,
                                                     std::chrono::milliseconds limit, CancelToken *token)
{
    Q_ASSERT(QThread::currentThread() == thread());
    if (!d->open)
        co_return fail(ErrorKind::Network, "cdp_closed", {method});
    if (d->crashed.contains(session) && method != "Page.navigate"_L1 && method != "Page.reload"_L1)
        co_return fail(ErrorKind::Network, "cdp_page_crashed", {method});
    Waiter<QJsonObject> waiter;
    waiter.setDeadline(limit, "cdp_timeout", {method});
    if (token)
        waiter.observe(*token);
    if (!waiter.isSettled()) {
        const qint64 id = ++d->lastId;
        d->pending.insert(id, {session, method, waiter.settler()});
        QJsonObject message{{u"id"_s, id}, {u"method"_s, method}, {u"params"_s, params}};
        if (!session.isEmpty())
            message.insert(u"sessionId"_s, session);
        d->socket->sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
        const QPointer<CdpConnection> guard(this);
        QElapsedTimer clock;
        clock.start();
        Result<QJsonObject> result = co_await waiter;
        if (!guard)
            co_return result;
        guard->d->pending.remove(id);
        if (guard->d->tap)
            guard->d->tap->onCommand(session, method, std::chrono::milliseconds(clock.elapsed()),
                                     result ? nullptr : &result.error());
        co_return result;
    }
    Result<QJsonObject> refused = co_await waiter;
    co_return refused;
}

void CdpConnection::Private::onText(const QString &text)
{
    const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
    const QJsonValue id = message.value(u"id");
    if (id.isUndefined()) {
        const QString session = message.value(u"sessionId").toString();
        const QString method = message.value(u"method").toString();
        const QJsonObject params = message.value(u"params").toObject();
        if (tap)
            tap->onEvent(session, method, params, text.size());
        onEvent(session, method, params);
        return;
    }
    const auto found = pending.constFind(id.toInteger());
    if (found == pending.cend())
        return;
    const Pending command = found.value();
    pending.erase(found);
    const QJsonValue error = message.value(u"error");
    if (error.isUndefined()) {
        command.settle(message.value(u"result").toObject());
        return;
    }
    const QJsonObject fault = error.toObject();
    if (fault.value(u"code").toInt() == sessionNotFound) { // the tab went while the command was on its way
        command.settle(fail(ErrorKind::Network, "cdp_target_gone", {command.method}));
        return;
    }
    command.settle(fail(ErrorKind::Internal, "cdp_error", {command.method, fault.value(u"message").toString()},
                        QString::number(fault.value(u"code").toInt())));
}

void CdpConnection::Private::onEvent(const QString &session, const QString &method, const QJsonObject &params)
{
    if (method == "Target.attachedToTarget"_L1) {
        targetOfSession.insert(params.value(u"sessionId").toString(),
                               params.value(u"targetInfo").toObject().value(u"targetId").toString());
    } else if (method == "Target.detachedFromTarget"_L1) {
        const QString gone = params.value(u"sessionId").toString();
        failSession(gone, "cdp_target_gone");
        targetOfSession.remove(gone);
        crashed.remove(gone);
    } else if (method == "Target.targetDestroyed"_L1) {
        const QStringList sessions = targetOfSession.keys(params.value(u"targetId").toString());
        for (const QString &gone : sessions)
            failSession(gone, "cdp_target_gone");
    } else if (method == "Inspector.targetCrashed"_L1) {
        crashed.insert(session);
        failSession(session, "cdp_page_crashed");
    } else if (method == "Target.targetCrashed"_L1) {
        const QStringList sessions = targetOfSession.keys(params.value(u"targetId").toString());
        for (const QString &gone : sessions) {
            crashed.insert(gone);
            failSession(gone, "cdp_page_crashed");
        }
    } else if (method == "Inspector.targetReloadedAfterCrash"_L1) {
        crashed.remove(session);
    }
    Q_EMIT q->event(session, method, params);
}

void CdpConnection::Private::failSession(const QString &session, const char *code)
{
    for (const Pending &command : std::as_const(pending)) {
        if (command.session == session)
            command.settle(fail(ErrorKind::Network, code, {command.method}));
    }
}

void CdpConnection::Private::failAll()
{
    const QHash<qint64, Pending> all = std::exchange(pending, {});
    for (const Pending &command : all)
        command.settle(fail(ErrorKind::Network, "cdp_closed", {command.method}));
}

} // namespace pult::browser
