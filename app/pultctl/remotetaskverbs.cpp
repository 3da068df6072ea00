// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tasks over a node's HTTP API.
#include "remoteverbs.h"

#include "output.h"

#include <node/startoptions.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

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

/// The node reads the filter, by its clock; a fault in it is told here, with its place.
Result<QUrlQuery> taskQuery(const Request &request)
{
    const Result<queue::TaskFilter> filter = filterFrom(request);
    if (!filter)
        return fail(filter.error());
    const std::pair<QString, QString> parts[] = {{u"filter"_s, request.filter},
                                                 {u"state"_s, request.states},
                                                 {u"kind"_s, request.kind},
                                                 {u"limit"_s, QString::number(request.limit)},
                                                 {u"after"_s, request.after}};
    QUrlQuery query;
    for (const auto &[name, value] : parts) {
        if (!value.isEmpty())
            query.addQueryItem(name, encoded(value));
    }
    return query;
}

Result<int> listTasks(const Request &request)
{
    const Result<QUrlQuery> query = taskQuery(request);
    if (!query)
        return fail(query.error());
    const Result<RemoteAnswer> reply = callNode(request, {"GET", u"/api/v1/tasks"_s, *query, {}});
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

} // namespace

void addRemoteTaskVerbs(Verbs &verbs)
{
    verbs.insert(u"tasks list"_s, listTasks);
    verbs.insert(u"tasks show"_s, showTasks);
    verbs.insert(u"tasks add"_s, addTasks);
    verbs.insert(u"tasks cancel"_s, eachTask(u"cancel"_s));
    verbs.insert(u"tasks retry"_s, eachTask(u"retry"_s));
}

} // namespace pult::ctl
