// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// With --url: the same verbs over the HTTP API of a node. With --json the node's document is printed as it came.
#include "remotecall.h"
#include "remotetables.h"
#include "verbs.h"

#include <node/startoptions.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <cstdio>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

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

QByteArray bodyOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// DELETE says all in its path; anything else has an object.
Result<int> post(const Request &request, const QString &path, const QJsonObject &body,
                 const QByteArray &method = "POST")
{
    const Result<RemoteAnswer> reply =
        callNode(request, {method, path, {}, method == "DELETE" ? QByteArray() : bodyOf(body)});
    if (!reply)
        return fail(reply.error());
    if (request.json && !reply->body.isEmpty())
        printRaw(reply->body);
    return int(node::exitDone);
}

/// A verb on one thing that --name names: /api/v1/queues/{name}/pause.
Verb namedPost(const QString &folder, const QString &word, std::function<QJsonObject(const Request &)> body = {})
{
    return [folder, word, body](const Request &request) {
        return post(request, folder + encoded(request.name) + u'/' + word, body ? body(request) : QJsonObject());
    };
}

/// One task after the other; the first refusal ends it.
Verb eachTask(const QString &word)
{
    return [word](const Request &request) -> Result<int> {
        if (request.ids.isEmpty())
            return fail(ErrorKind::Invalid, "url_not_supported", {request.verb});
        for (const qint64 id : request.ids) {
            const Result<int> done = post(request, u"/api/v1/tasks/%1/%2"_s.arg(id).arg(word), {});
            if (!done)
                return done;
        }
        return int(node::exitDone);
    };
}

Result<int> showTasks(const Request &request)
{
    for (const qint64 id : request.ids) {
        const Result<RemoteAnswer> reply = callNode(request, {"GET", u"/api/v1/tasks/%1"_s.arg(id), {}, {}});
        if (!reply)
            return fail(reply.error());
        if (request.json)
            printRaw(reply->body);
        else
            printLine(QString::fromUtf8(QJsonDocument::fromJson(reply->body).toJson()).trimmed());
    }
    return int(node::exitDone);
}

Result<int> listTasks(const Request &request)
{
    RemoteCall call{"GET", u"/api/v1/tasks"_s, {}, {}};
    const std::pair<QString, QString> parts[] = {{u"state"_s, request.states},
                                                 {u"kind"_s, request.kind},
                                                 {u"filter"_s, request.filter},
                                                 {u"limit"_s, QString::number(request.limit)},
                                                 {u"after"_s, request.after}};
    for (const auto &[name, value] : parts) {
        if (!value.isEmpty())
            call.query.addQueryItem(name, encoded(value));
    }
    const Result<RemoteAnswer> reply = callNode(request, call);
    if (!reply)
        return fail(reply.error());
    answer(request, reply->body);
    return int(node::exitDone);
}

/// A file's lines, or the options, as the API takes them: what they mean is for the node to say.
Result<QByteArray> newTasks(const Request &request)
{
    if (!request.file.isEmpty()) {
        const Result<QByteArray> lines = readFile(request.file);
        if (!lines)
            return fail(lines.error());
        QByteArrayList items;
        const QByteArrayList all = lines->split('\n');
        for (const QByteArray &line : all) {
            if (!line.trimmed().isEmpty())
                items.append(line.trimmed());
        }
        return QByteArray('[' + items.join(',') + ']');
    }
    QJsonObject task{{u"kind"_s, request.kind}};
    const std::pair<QString, QString> texts[] = {{u"queue"_s, request.queue},
                                                 {u"run_at"_s, request.runAt},
                                                 {u"unique_key"_s, request.uniqueKey},
                                                 {u"exclusive_key"_s, request.exclusiveKey},
                                                 {u"node"_s, request.node},
                                                 {u"on_unknown"_s, request.onUnknown}};
    for (const auto &[name, value] : texts) {
        if (!value.isEmpty())
            task.insert(name, value);
    }
    if (request.priority)
        task.insert(u"priority"_s, *request.priority);
    if (request.maxAttempts)
        task.insert(u"max_attempts"_s, *request.maxAttempts);
    QJsonArray dependsOn;
    for (const qint64 id : request.dependsOn)
        dependsOn.append(id);
    if (!dependsOn.isEmpty())
        task.insert(u"depends_on"_s, dependsOn);
    QByteArray text = bodyOf(task);
    if (!request.payload.isEmpty()) // byte for byte, so that large numbers stay exact
        text = QByteArray(text.chopped(1) + ",\"payload\":" + request.payload.toUtf8() + '}');
    return text;
}

Result<int> addTasks(const Request &request)
{
    const Result<QByteArray> body = newTasks(request);
    if (!body)
        return fail(body.error());
    const Result<RemoteAnswer> reply = callNode(request, {"POST", u"/api/v1/tasks"_s, {}, *body});
    if (!reply)
        return fail(reply.error());
    if (request.json) {
        printRaw(reply->body);
        return int(node::exitDone);
    }
    const QJsonArray ids = QJsonDocument::fromJson(reply->body)[u"ids"].toArray();
    for (const QJsonValue &id : ids)
        printLine(QString::number(id.toInteger()));
    return int(node::exitDone);
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

Verb nodeOrder(const QString &word)
{
    return [word](const Request &request) -> Result<int> {
        if (request.name.isEmpty() || request.rolling)
            return fail(ErrorKind::Invalid, "url_not_supported", {request.verb});
        const QJsonObject body = request.worker > 0 ? QJsonObject{{u"worker"_s, request.worker}} : QJsonObject();
        return post(request, u"/api/v1/nodes/"_s + encoded(request.name) + u'/' + word, body);
    };
}

void addReading(Verbs &verbs)
{
    verbs.insert(u"status"_s, get(u"/api/v1/status"_s));
    verbs.insert(u"health"_s, showHealth);
    verbs.insert(u"tasks list"_s, listTasks);
    verbs.insert(u"tasks show"_s, showTasks);
    verbs.insert(u"tasks stats"_s, get(u"/api/v1/tasks/stats"_s));
    for (const QString &subject : {u"queues"_s, u"locks"_s, u"nodes"_s, u"breakers"_s, u"schedules"_s})
        verbs.insert(QString(subject + u" list"_s), get(u"/api/v1/"_s + subject));
}

void addChanging(Verbs &verbs)
{
    verbs.insert(u"tasks add"_s, addTasks);
    verbs.insert(u"tasks cancel"_s, eachTask(u"cancel"_s));
    verbs.insert(u"tasks retry"_s, eachTask(u"retry"_s));
    verbs.insert(u"queues pause"_s, namedPost(u"/api/v1/queues/"_s, u"pause"_s, reasonOf));
    verbs.insert(u"queues resume"_s, namedPost(u"/api/v1/queues/"_s, u"resume"_s));
    for (const QString &word : {u"close"_s, u"half-open"_s, u"reset"_s, u"disable"_s})
        verbs.insert(QString(u"breakers "_s + word), namedPost(u"/api/v1/breakers/"_s, word, reasonOf));
    for (const QString &word : {u"pause"_s, u"resume"_s, u"run"_s})
        verbs.insert(QString(u"schedules "_s + word), namedPost(u"/api/v1/schedules/"_s, word));
    verbs.insert(u"schedules remove"_s, [](const Request &request) {
        return post(request, u"/api/v1/schedules/"_s + encoded(request.name), {}, "DELETE");
    });
    for (const QString &word : {u"drain"_s, u"resume"_s, u"stop"_s, u"restart"_s})
        verbs.insert(QString(u"nodes "_s + word), nodeOrder(word));
}

} // namespace

void addRemoteVerbs(Verbs &verbs)
{
    addReading(verbs);
    addChanging(verbs);
}

} // namespace pult::ctl
