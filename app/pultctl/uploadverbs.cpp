// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "remoteverbs.h"

#include <node/newtaskjson.h>
#include <node/startoptions.h>
#include <node/uploadmap.h>

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

QString batchText(const QJsonObject &batch)
{
    const QString counts = CtlTr::tr("%1 of %2 completed, %3 failed, %4 cancelled")
                               .arg(batch[u"succeeded"].toInteger())
                               .arg(batch[u"total"].toInteger())
                               .arg(batch[u"failed"].toInteger())
                               .arg(batch[u"cancelled"].toInteger());
    QString text =
        CtlTr::tr("Batch %1: %2, %3")
            .arg(QString::number(batch[u"id"].toInteger()), batch[u"label"].toString(), batch[u"state"].toString());
    text += u"\n  " + counts;
    if (const QJsonValue task = batch[u"callback_task"]; task.isDouble())
        text += u"\n  " + CtlTr::tr("then: task %1").arg(task.toInteger());
    QStringList ids;
    const QJsonArray tasks = batch[u"tasks"].toArray();
    for (const QJsonValue &id : tasks)
        ids.append(QString::number(id.toInteger()));
    if (!ids.isEmpty())
        text += u"\n  " + CtlTr::tr("tasks: %1").arg(ids.join(u' '));
    return text;
}

int printBatches(const Request &request, const QJsonArray &batches)
{
    if (request.json) {
        printJson(batches.size() == 1 ? batches.first().toObject() : listJson(batches));
    } else {
        for (const QJsonValue &batch : batches)
            printLine(batchText(batch.toObject()));
    }
    return int(node::exitDone);
}

Result<int> showBatches(Session &session, const Request &request)
{
    QJsonArray objects;
    for (const queue::Id id : request.ids) {
        const auto batch = Session::await(session.commands().showBatch(id));
        if (!batch)
            return fail(batch.error());
        objects.append(queue::toJson(*batch));
    }
    return printBatches(request, objects);
}

Result<int> showRemotely(const Request &request)
{
    QJsonArray objects;
    for (const queue::Id id : request.ids) {
        const Result<RemoteAnswer> reply = callNode(request, {"GET", u"/api/v1/batches/%1"_s.arg(id), {}, {}});
        if (!reply)
            return fail(reply.error());
        objects.append(QJsonDocument::fromJson(reply->body).object());
    }
    return printBatches(request, objects);
}

QStringList absolutePaths(const QStringList &paths)
{
    QStringList absolute;
    for (const QString &path : paths)
        absolute.append(QDir::cleanPath(QDir::current().absoluteFilePath(path)));
    return absolute;
}

Result<> readTimes(const Request &request, node::BulkUploadRequest &upload)
{
    if (!request.runAt.isEmpty()) {
        const Result<TimePoint> at = timeOption(u"--run-at"_s, request.runAt);
        if (!at)
            return fail(at.error());
        upload.runAt = *at;
    }
    if (!request.spread.isEmpty()) {
        const Result<std::chrono::seconds> spread = durationOption(u"--spread"_s, request.spread);
        if (!spread)
            return fail(spread.error());
        upload.spread = *spread;
    }
    return {};
}

Result<node::BulkUploadRequest> toUpload(const Request &request)
{
    node::BulkUploadRequest upload;
    const auto flow = readFile(request.flow);
    if (!flow)
        return fail(flow.error());
    upload.flow = *flow;
    upload.flowName = QFileInfo(request.flow).fileName();
    for (const QString &profile : request.profiles) {
        if (const QString name = profile.trimmed(); !name.isEmpty())
            upload.profiles.append(name);
    }
    upload.media = absolutePaths(request.media);
    upload.caption = request.caption;
    upload.tags = node::splitTags(request.tags);
    upload.draft = request.draft;
    if (!request.onUnknown.isEmpty())
        upload.onUnknown = queue::onUnknownFromString(request.onUnknown).value_or(queue::OnUnknown::Ask);
    if (const Result<> times = readTimes(request, upload); !times)
        return fail(times.error());
    if (!request.callback.isEmpty()) {
        const auto callback = node::newTaskFromJson(request.callback.toUtf8());
        if (!callback)
            return fail(callback.error());
        upload.callback = *callback;
    }
    if (request.map.isEmpty())
        return upload;

    const auto csv = readFile(request.map);
    if (!csv)
        return fail(csv.error());
    auto rows = node::parseUploadMap(*csv, request.map, QDir::currentPath());
    if (!rows)
        return fail(rows.error());
    // What a row leaves open is said once for all.
    for (node::BulkUploadRequest::Row &row : *rows) {
        if (row.caption.isEmpty())
            row.caption = upload.caption;
        if (row.tags.isEmpty())
            row.tags = upload.tags;
    }
    upload.map = *rows;
    return upload;
}

Result<int> create(Session &session, const Request &request)
{
    const auto upload = toUpload(request);
    if (!upload)
        return fail(upload.error());
    const auto batch = Session::await(session.commands().createBulkUpload(*upload));
    if (!batch)
        return fail(batch.error());
    if (request.json)
        printJson(queue::toJson(*batch));
    else
        printLine(batchText(queue::toJson(*batch)));
    return 0;
}

} // namespace

void addUploadVerbs(Verbs &verbs)
{
    verbs.insert(u"batches show"_s, withSession(showBatches));
    verbs.insert(u"bulk-upload create"_s, withSession(create));
}

void addRemoteBatchVerbs(Verbs &verbs)
{
    verbs.insert(u"batches show"_s, showRemotely);
}

} // namespace pult::ctl
