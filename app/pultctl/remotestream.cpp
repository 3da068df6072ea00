// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remotestream.h"

#include <base/async.h>
#include <net/httpclient.h>
#include <node/startoptions.h>

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <thread>

namespace pult::ctl {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A node says every 15 seconds that it is still there.
constexpr auto mostSilence = 45s;
constexpr auto pauseBetween = 1s;
constexpr int mostFailures = 5;
constexpr int ok = 200;

/// Takes a stream of events apart as its pieces come.
class EventReader final
{
public:
    using Take = std::function<bool(const QByteArray &data)>;
    explicit EventReader(QByteArray lastId) : m_lastId(std::move(lastId)) {}

    const QByteArray &lastId() const { return m_lastId; }
    /// A new connection: what was half of an event is sent again.
    void begin() { m_rest.clear(); }
    /// False when `take` has had enough.
    bool add(const QByteArray &piece, const Take &take)
    {
        m_rest += piece;
        for (qsizetype end = m_rest.indexOf("\n\n"); end >= 0; end = m_rest.indexOf("\n\n")) {
            const QByteArrayList lines = m_rest.first(end).split('\n');
            m_rest = m_rest.mid(end + 2);
            if (!addEvent(lines, take))
                return false;
        }
        return true;
    }

private:
    bool addEvent(const QByteArrayList &lines, const Take &take)
    {
        QByteArray data;
        for (const QByteArray &line : lines) {
            if (line.startsWith("id: "))
                m_lastId = line.sliced(4);
            else if (line.startsWith("data: "))
                data = line.sliced(6);
        }
        return data.isEmpty() || take(data);
    }

    QByteArray m_lastId;
    QByteArray m_rest; ///< of an event that is not whole yet
};

/// True once there is more to read or the reply has ended.
QCoro::Task<Result<bool>> more(QNetworkReply &reply)
{
    Waiter<bool> waiter;
    waiter.setDeadline(mostSilence, "http_timeout", {reply.url().authority(), QString::number(mostSilence.count())});
    const auto settle = waiter.settler();
    QObject context;
    QObject::connect(&reply, &QNetworkReply::readyRead, &context, [settle] { settle(true); });
    QObject::connect(&reply, &QNetworkReply::finished, &context, [settle] { settle(true); });
    if (reply.isFinished() || reply.bytesAvailable() > 0)
        settle(true);
    co_return co_await waiter;
}

Error lost(const QNetworkReply &reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == ok || status == 0)
        return {ErrorKind::Network, u"http_connection_lost"_s, {reply.url().authority()}, reply.errorString()};
    return refusalOf(status, {});
}

/// One connection, to its end: whether `take` has had enough.
Result<bool> readOnce(QNetworkReply &reply, EventReader &reader, const EventReader::Take &take)
{
    reader.begin();
    for (;;) {
        const Result<bool> there = QCoro::waitFor(more(reply));
        if (!there)
            return fail(there.error());
        const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        const QByteArray piece = reply.readAll();
        if (isElsewhere(status))
            return fail(elsewhere(reply.url(), reply.rawHeader("Location")));
        if (status != ok && status != 0)
            return fail(refusalOf(status, piece));
        if (!reader.add(piece, take))
            return true;
        if (reply.isFinished() && reply.bytesAvailable() == 0)
            return fail(lost(reply));
    }
}

} // namespace

Result<int> followNode(const Request &request, const RemoteCall &call, QByteArray lastId,
                       const std::function<bool(const QByteArray &data)> &take)
{
    const Result<QUrl> url = urlOf(request, call);
    if (!url)
        return fail(url.error());
    const auto network = net::makeNetworkManager();
    EventReader reader(std::move(lastId));
    for (int failures = 0;;) {
        QNetworkRequest http(*url);
        http.setRawHeader("Accept", "text/event-stream");
        http.setRawHeader("Last-Event-ID", reader.lastId());
        http.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        if (const QByteArray authorization = authorizationOf(request); !authorization.isEmpty())
            http.setRawHeader("Authorization", authorization);
        const std::unique_ptr<QNetworkReply> reply(network->get(http));
        const QByteArray before = reader.lastId();
        const Result<bool> ended = readOnce(*reply, reader, take);
        if (ended)
            return int(node::exitDone);
        const bool mayPass = ended.error().kind == ErrorKind::Network || ended.error().kind == ErrorKind::Timeout;
        failures = reader.lastId() == before ? failures + 1 : 0;
        if (!mayPass || failures >= mostFailures)
            return fail(ended.error());
        std::this_thread::sleep_for(pauseBetween);
    }
}

} // namespace pult::ctl
