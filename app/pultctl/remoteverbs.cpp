// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// With --url: the same verbs over the HTTP API of a node. With --json the node's document is printed as it came.
#include "remoteverbs.h"

#include "output.h"

#include <node/startoptions.h>

#include <QJsonDocument>
#include <QUrl>

#include <cstdio>

namespace pult::ctl {

using namespace Qt::StringLiterals;

QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

void printRaw(const QByteArray &body)
{
    const QByteArray line = body.trimmed() + '\n';
    std::fwrite(line.constData(), 1, std::size_t(line.size()), stdout);
    std::fflush(stdout);
}

QByteArray bodyOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<int> post(const Request &request, const QString &path, const QJsonObject &body)
{
    const Result<RemoteAnswer> reply = callNode(request, {"POST", path, {}, bodyOf(body)});
    if (!reply)
        return fail(reply.error());
    if (request.json && !reply->body.isEmpty())
        printRaw(reply->body);
    return int(node::exitDone);
}

Result<int> answerOf(const Request &request, const RemoteCall &call,
                     const std::function<int(const Request &, const QJsonObject &)> &print)
{
    const Result<RemoteAnswer> reply = callNode(request, call);
    if (!reply)
        return fail(reply.error());
    return print(request, QJsonDocument::fromJson(reply->body).object());
}

Verb namedPost(const QString &folder, const QString &word, std::function<QJsonObject(const Request &)> body)
{
    return [folder, word, body](const Request &request) {
        return post(request, folder + encoded(request.name) + u'/' + word, body ? body(request) : QJsonObject());
    };
}

void addRemoteVerbs(Verbs &verbs)
{
    addRemoteBatchVerbs(verbs);
    addRemoteBreakerVerbs(verbs);
    addRemoteCheckVerbs(verbs);
    addRemoteConfigVerbs(verbs);
    addRemoteLogVerbs(verbs);
    addRemoteNodeVerbs(verbs);
    addRemoteOperationVerbs(verbs);
    addRemotePlaceVerbs(verbs);
    addRemoteReportVerbs(verbs);
    addRemoteScheduleVerbs(verbs);
    addRemoteStatusVerbs(verbs);
    addRemoteTaskChangeVerbs(verbs);
    addRemoteTaskVerbs(verbs);
    addRemoteTokenVerbs(verbs);
    addRemoteWaitVerbs(verbs);
    addRemoteWhyVerbs(verbs);
}

} // namespace pult::ctl
