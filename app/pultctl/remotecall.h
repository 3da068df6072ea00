// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ctlrequest.h"

#include <base/result.h>
#include <net/httpclient.h>

#include <QByteArray>
#include <QJsonObject>
#include <QUrl>
#include <QUrlQuery>

namespace pult::ctl {

/// What is asked of a node's HTTP API. A value.
struct RemoteCall
{
    QByteArray method = "GET";
    QString path; ///< /api/v1/tasks, percent-encoded
    QUrlQuery query;
    QByteArray body; ///< JSON; empty: none
};

struct RemoteAnswer
{
    int status = 0;
    QByteArray body; ///< as it came, so that large numbers stay exact
    net::HttpHeaders headers;
};

/// Where it is asked. url_invalid(url)
Result<QUrl> urlOf(const Request &request, const RemoteCall &call);
/// "Bearer …" with --token, else WORKER_API_TOKEN; empty: neither.
QByteArray authorizationOf(const Request &request);
/// What a node refused, in this program's language where the code is known here, else in the node's words.
Error refusalOf(int status, const QByteArray &body);

/// Whether an answer of this status leads to another place. Nobody is followed there: the token is for the node that
/// --url names, and who stands there may be anybody.
bool isElsewhere(int status);
/// url_redirected(host, where)
Error elsewhere(const QUrl &asked, const QByteArray &location);

/// Asks the node at --url with --token (else WORKER_API_TOKEN) and blocks until it has answered. Statuses in `expected`
/// are answers like 200; others become the error that the node told of: its own code, or api_refused(status, what it
/// said). url_invalid(url), url_redirected(host, where) and the HTTP client's.
Result<RemoteAnswer> callNode(const Request &request, const RemoteCall &call, const QList<int> &expected = {});

} // namespace pult::ctl
