// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Adding tasks: one, many at once, or a bulk upload, which becomes a batch.
#include "backstage.h"
#include "rawjson.h"
#include "schema.h"

#include <node/newtaskjson.h>

#include <QDir>
#include <QJsonDocument>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

constexpr int created = 201;

bool isBulkUpload(const QJsonValue &task)
{
    return task[u"kind"].toString() == "bulk_upload"_L1;
}

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &text : array)
        texts.append(text.toString());
    return texts;
}

/// Media are files of the node's computer, whose working folder is nobody's business.
Result<> checkPaths(const QStringList &paths, const QString &place)
{
    for (const QString &path : paths) {
        if (!QDir::isAbsolutePath(path))
            return fail(ErrorKind::Invalid, "request_value_invalid", {place, path.left(80), u"/absolute/path"_s});
    }
    return {};
}

Result<QList<node::BulkUploadRequest::Row>> mapOf(const QJsonObject &payload)
{
    QList<node::BulkUploadRequest::Row> rows;
    const QJsonArray map = payload[u"map"].toArray();
    for (const QJsonValue &row : map) {
        const bool ownCaption = row.toObject().contains(u"caption"_s);
        const bool ownTags = row.toObject().contains(u"tags"_s);
        rows.append({row[u"profile"].toString(), textsOf(row[u"media"]),
                     (ownCaption ? row : QJsonValue(payload))[u"caption"].toString(),
                     textsOf((ownTags ? row : QJsonValue(payload))[u"tags"])});
        const QString place = u"/payload/map/%1/media"_s.arg(rows.size() - 1);
        if (const Result<> paths = checkPaths(rows.constLast().media, place); !paths)
            return fail(paths.error());
    }
    return rows;
}

Result<node::BulkUploadRequest> bulkUploadOf(const QJsonObject &task)
{
    const QJsonObject payload = task[u"payload"].toObject();
    if (const Result<> checked = checkSchema(payload, schemaRef(u"BulkUpload"_s), u"/payload"_s); !checked)
        return fail(checked.error());
    node::BulkUploadRequest upload;
    upload.flow = QJsonDocument(payload[u"flow"].toObject()).toJson(QJsonDocument::Compact);
    upload.flowName = payload[u"flow_name"].toString(payload[u"flow"][u"title"].toString());
    upload.profiles = textsOf(payload[u"profiles"]);
    upload.media = textsOf(payload[u"media"]);
    upload.caption = payload[u"caption"].toString();
    upload.tags = textsOf(payload[u"tags"]);
    upload.draft = task[u"state"].toString() == "draft"_L1;
    upload.onUnknown = queue::onUnknownFromString(task[u"on_unknown"].toString()).value_or(queue::OnUnknown::Ask);
    if (const Result<> paths = checkPaths(upload.media, u"/payload/media"_s); !paths)
        return fail(paths.error());
    if (payload[u"callback"].isObject()) {
        const auto callback = node::newTaskFromJson(QJsonDocument(payload[u"callback"].toObject()).toJson());
        if (!callback)
            return fail(callback.error());
        upload.callback = *callback;
    }
    Result<QList<node::BulkUploadRequest::Row>> map = mapOf(payload);
    if (!map)
        return fail(map.error());
    upload.map = *map;
    return upload;
}

Answer addedAnswer(const QList<queue::Id> &ids, const queue::Batch *batch)
{
    QJsonArray array;
    for (const queue::Id id : ids)
        array.append(id);
    QJsonObject body{{u"ids"_s, array}};
    if (batch)
        body[u"batch"_s] = queue::toJson(*batch);
    Answer answer = jsonAnswer(body, created);
    if (ids.size() == 1) {
        const char *const folder = batch ? "/api/v1/batches/" : "/api/v1/tasks/";
        answer.headers.emplaceBack("Location", folder + QByteArray::number(ids.constFirst()));
    }
    return answer;
}

QFuture<Answer> addUpload(node::Commands &commands, const QJsonObject &task)
{
    const Result<node::BulkUploadRequest> upload = bulkUploadOf(task);
    if (!upload)
        return answered(problem(upload.error()));
    return answerWith(commands.createBulkUpload(*upload),
                      [](const queue::Batch &batch) { return addedAnswer({batch.id}, &batch); });
}

Result<QList<queue::NewTask>> tasksOf(const QJsonValue &body, const QByteArray &json)
{
    const QByteArrayList texts = body.isArray() ? elementsOf(json) : QByteArrayList{json};
    QList<queue::NewTask> tasks;
    tasks.reserve(texts.size());
    for (qsizetype i = 0; i < texts.size(); ++i) {
        if (body.isArray() && isBulkUpload(body.toArray().at(i)))
            return fail(ErrorKind::Invalid, "request_bulk_upload_alone", {QString::number(i)});
        const Result<queue::NewTask> task = node::newTaskFromJson(texts.at(i));
        if (!task)
            return fail(task.error());
        tasks.append(*task);
    }
    return tasks;
}

QFuture<Answer> addTasks(const BackstagePtr &stage, const Call &call)
{
    node::Commands commands = stage->commandsFor(call);
    if (call.body.isObject() && isBulkUpload(call.body))
        return addUpload(commands, call.body.toObject());
    const Result<QList<queue::NewTask>> tasks = tasksOf(call.body, call.request.body.trimmed());
    if (!tasks)
        return answered(problem(tasks.error()));
    return answerWith(commands.addTasks(*tasks), [](const QList<queue::Id> &ids) { return addedAnswer(ids, nullptr); });
}

} // namespace

QList<Route> newTaskRoutes(const BackstagePtr &stage)
{
    return {
        RouteMaker("POST", "/api/v1/tasks", "addTasks", "Tasks", "Adds a task, or as many as an array holds")
            .describe("All of an array or none. With kind bulk_upload the payload is a BulkUpload, and a batch with a "
                      "task per profile is made of it; it stands alone, not in an array.")
            .takes("NewTasks")
            .answers(created, "Added; the ids of tasks, or of the batch.", "Added")
            .problems({404, 409})
            .handle([stage](const Call &call) { return addTasks(stage, call); }),
    };
}

} // namespace pult::api
