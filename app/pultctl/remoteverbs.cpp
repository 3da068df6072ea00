// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// With --url: the same verbs over the HTTP API of a node. With --json the node's document is printed as it came.
#include "remoteverbs.h"

#include "remotetables.h"

#include <node/startoptions.h>

#include <QJsonArray>
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

void answer(const Request &request, const QByteArray &body)
{
    if (request.json)
        printRaw(body);
    else
        printForPeople(request.verb, QJsonDocument::fromJson(body).object());
}

QByteArray bodyOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<int> post(const Request &request, const QString &path, const QJsonObject &body, const QByteArray &method)
{
    const Result<RemoteAnswer> reply =
        callNode(request, {method, path, {}, method == "DELETE" ? QByteArray() : bodyOf(body)});
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

namespace {

Verb get(const QString &path)
{
    return [path](const Request &request) -> Result<int> {
        const Result<RemoteAnswer> reply = callNode(request, {"GET", path, {}, {}});
        if (!reply)
            return fail(reply.error());
        answer(request, reply->body);
        return int(node::exitDone);
    };
}

/// A verb on one thing that --name names: /api/v1/queues/{name}/pause.
Verb namedPost(const QString &folder, const QString &word, std::function<QJsonObject(const Request &)> body = {})
{
    return [folder, word, body](const Request &request) {
        return post(request, folder + encoded(request.name) + u'/' + word, body ? body(request) : QJsonObject());
    };
}

/// Not well is an answer, too.
Result<int> showHealth(const Request &request)
{
    constexpr int notWell = 503;
    const Result<RemoteAnswer> reply = callNode(request, {"GET", u"/api/v1/health"_s, {}, {}}, {notWell});
    if (!reply)
        return fail(reply.error());
    answer(request, reply->body);
    return int(reply->status == notWell ? node::exitFailed : node::exitDone);
}

QJsonObject reasonOf(const Request &request)
{
    QJsonObject body;
    if (!request.reason.isEmpty())
        body.insert(u"reason"_s, request.reason);
    if (!request.until.isEmpty())
        body.insert(u"until"_s, request.until);
    return body;
}

/// Numbers and "N/S" as they are typed; "off" takes a limit away.
QJsonObject limitsOf(const Request &request)
{
    QJsonObject body;
    if (!request.concurrency.isEmpty())
        body.insert(u"concurrency"_s, request.concurrency == "off"_L1 ? QJsonValue() : request.concurrency.toInt());
    if (!request.rate.isEmpty())
        body.insert(u"rate"_s, request.rate == "off"_L1 ? QJsonValue() : QJsonValue(request.rate));
    return body;
}

Result<int> cleanUpLocks(const Request &request)
{
    QJsonObject body{{u"dry_run"_s, request.dryRun}, {u"force"_s, request.force}};
    if (!request.workerId.isEmpty())
        body.insert(u"worker_id"_s, request.workerId);
    const Result<RemoteAnswer> reply = callNode(request, {"POST", u"/api/v1/locks/cleanup"_s, {}, bodyOf(body)});
    if (!reply)
        return fail(reply.error());
    answer(request, reply->body);
    return int(node::exitDone);
}

Result<int> openBreaker(const Request &request)
{
    const Result<std::chrono::seconds> time = durationOption(u"--for"_s, request.duration);
    if (!time)
        return fail(time.error());
    return post(request, u"/api/v1/breakers/"_s + encoded(request.name) + u"/open",
                {{u"reason"_s, request.reason}, {u"seconds"_s, qint64(time->count())}});
}

void addReading(Verbs &verbs)
{
    verbs.insert(u"status"_s, get(u"/api/v1/status"_s));
    verbs.insert(u"health"_s, showHealth);
    verbs.insert(u"tasks stats"_s, get(u"/api/v1/tasks/stats"_s));
    for (const QString &subject : {u"queues"_s, u"locks"_s, u"nodes"_s, u"breakers"_s, u"schedules"_s})
        verbs.insert(QString(subject + u" list"_s), get(u"/api/v1/"_s + subject));
}

void addChanging(Verbs &verbs)
{
    verbs.insert(u"queues pause"_s, namedPost(u"/api/v1/queues/"_s, u"pause"_s, reasonOf));
    verbs.insert(u"queues set"_s, namedPost(u"/api/v1/queues/"_s, u"limits"_s, limitsOf));
    verbs.insert(u"locks cleanup"_s, cleanUpLocks);
    verbs.insert(u"breakers open"_s, openBreaker);
    verbs.insert(u"queues resume"_s, namedPost(u"/api/v1/queues/"_s, u"resume"_s));
    for (const QString &word : {u"close"_s, u"half-open"_s, u"reset"_s, u"disable"_s})
        verbs.insert(QString(u"breakers "_s + word), namedPost(u"/api/v1/breakers/"_s, word, reasonOf));
    for (const QString &word : {u"pause"_s, u"resume"_s, u"run"_s})
        verbs.insert(QString(u"schedules "_s + word), namedPost(u"/api/v1/schedules/"_s, word));
    verbs.insert(u"schedules remove"_s, [](const Request &request) {
        return post(request, u"/api/v1/schedules/"_s + encoded(request.name), {}, "DELETE");
    });
}

} // namespace

void addRemoteVerbs(Verbs &verbs)
{
    addRemoteTaskVerbs(verbs);
    addReading(verbs);
    addChanging(verbs);
    addRemoteBatchVerbs(verbs);
    addRemoteCheckVerbs(verbs);
    addRemoteConfigVerbs(verbs);
    addRemoteLogVerbs(verbs);
    addRemoteNodeVerbs(verbs);
    addRemoteTokenVerbs(verbs);
    addRemoteWaitVerbs(verbs);
    addRemoteWhyVerbs(verbs);
}

} // namespace pult::ctl
