// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devtoolsprobe.h"

#include <net/httpclient.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>

namespace pult::browser {

using namespace Qt::StringLiterals;

QCoro::Task<Result<QUrl>> probeDevTools(quint16 port, std::chrono::milliseconds limit, CancelToken &token)
{
    // Of its own: a port is asked once, and a manager keeps for minutes what it has of each.
    const std::unique_ptr<QNetworkAccessManager> network = net::makeNetworkManager();
    net::HttpClient client(*network);
    net::HttpCall call;
    call.url = QUrl(u"http://127.0.0.1:%1/json/version"_s.arg(port));
    call.timeout = limit;
    call.maxReplyBytes = 64 * 1024;
    const Result<net::HttpReply> reply = co_await client.send(std::move(call), token);
    if (!reply && token.isCancelled())
        co_return fail(reply.error());
    if (!reply || reply->status != 200)
        co_return fail(ErrorKind::Network, "devtools_silent", {QString::number(port)},
                       reply ? u"status=%1"_s.arg(reply->status) : toLogString(reply.error()));
    // Behind a name or a forwarded port Chromium names itself as it was asked; only the path is its own.
    const QUrl named(QJsonDocument::fromJson(reply->body).object()["webSocketDebuggerUrl"_L1].toString());
    if (!named.path().startsWith("/devtools/browser"_L1))
        co_return fail(ErrorKind::Network, "devtools_silent", {QString::number(port)}, u"no DevTools answer"_s);
    QUrl url;
    url.setScheme(u"ws"_s);
    url.setHost(u"127.0.0.1"_s);
    url.setPort(port);
    url.setPath(named.path());
    co_return url;
}

} // namespace pult::browser
