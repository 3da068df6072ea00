// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tasks over a node's HTTP API.
#include "listing.h"
#include "output.h"
#include "tasktables.h"

#include <node/startoptions.h>
#include <node/taskdetailjson.h>
#include <queue/valuesfromjson.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

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

/// A page of the node: its document as it came, or drawn.
template<typename T>
Result<int> tellPage(const Request &request, const RemoteCall &call, Read<T> read, void (*draw)(const queue::Page<T> &))
{
    return tellReply(request, call, [&](const QByteArray &body) {
        draw({itemsOf(body, read), QJsonDocument::fromJson(body)[u"next"].toString()});
    });
}

Result<int> listTasks(const Request &request)
{
    const Result<QUrlQuery> query = taskQuery(request);
    if (!query)
        return fail(query.error());
    return tellPage(request, {"GET", u"/api/v1/tasks"_s, *query, {}}, &queue::taskFromJson, &drawTasks);
}

Result<int> listDeleted(const Request &request)
{
    QUrlQuery query;
    query.addQueryItem(u"limit"_s, QString::number(request.limit));
    if (!request.after.isEmpty())
        query.addQueryItem(u"after"_s, encoded(request.after));
    return tellPage(request, {"GET", u"/api/v1/tasks/deleted"_s, query, {}}, &queue::deletedTaskFromJson, &drawDeleted);
}

Result<int> showStats(const Request &request)
{
    return answerOf(request, {"GET", u"/api/v1/tasks/stats"_s, {}, {}},
                    [](const Request &asked, const QJsonObject &stats) {
                        QList<queue::HeldGroup> held;
                        const QJsonArray groups = stats[u"held"].toArray();
                        for (const QJsonValue &group : groups)
                            held.append(queue::heldGroupFromJson(group.toObject()));
                        return printStats(asked, queue::taskStatsFromJson(stats), held);
                    });
}

Result<int> showTasks(const Request &request)
{
    QUrlQuery whole;
    whole.addQueryItem(u"attempts"_s, u"true"_s);
    QJsonArray objects;
    QStringList texts;
    for (const qint64 id : request.ids) {
        const Result<RemoteAnswer> reply = callNode(request, {"GET", u"/api/v1/tasks/%1"_s.arg(id), whole, {}});
        if (!reply)
            return fail(reply.error());
        if (request.json && request.ids.size() == 1) // large numbers stay exact
            printRaw(reply->body);
        const QJsonObject task = QJsonDocument::fromJson(reply->body).object();
        objects.append(task);
        texts.append(detailText(node::taskDetailFromJson(task)));
    }
    if (!request.json)
        printLine(texts.join(u'\n'));
    else if (objects.size() > 1)
        printObjects(objects);
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
    QJsonObject task = taskObject(request);
    QJsonArray dependsOn;
    for (const qint64 id : request.dependsOn)
        dependsOn.append(id);
    if (!dependsOn.isEmpty())
        task.insert(u"depends_on"_s, dependsOn);
    return withPayload(task, request.payload);
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

QJsonObject taskObject(const Request &request)
{
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
    return task;
}

QByteArray withPayload(const QJsonObject &task, const QString &payload)
{
    const QByteArray text = bodyOf(task);
    return payload.isEmpty() ? text : QByteArray(text.chopped(1) + ",\"payload\":" + payload.toUtf8() + '}');
}

void addRemoteTaskVerbs(Verbs &verbs)
{
    verbs.insert(u"tasks list"_s, listTasks);
    verbs.insert(u"tasks show"_s, showTasks);
    verbs.insert(u"tasks stats"_s, showStats);
    verbs.insert(u"tasks deleted"_s, listDeleted);
    verbs.insert(u"tasks add"_s, addTasks);
}

} // namespace pult::ctl
