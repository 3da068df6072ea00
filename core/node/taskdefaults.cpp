// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskdefaults.h"

#include "bulkupload.h"

#include <jobs/flowpayload.h>
#include <upkeep/scheduledreport.h>

#include <QJsonDocument>

namespace pult::node {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxPriority = 100;
constexpr int maxAttempts = 1000;
constexpr int maxNameLength = 200;
constexpr int maxPayloadBytes = 1024 * 1024;

Result<> checkShape(const queue::NewTask &task)
{
    if (task.kind.isEmpty())
        return fail(ErrorKind::Invalid, "kind_missing");
    if (task.queue.isEmpty() || task.queue.size() > maxNameLength)
        return fail(ErrorKind::Invalid, "queue_name_invalid", {task.queue});
    if (std::abs(task.priority) > maxPriority)
        return fail(ErrorKind::Invalid, "priority_out_of_range", {QString::number(task.priority)});
    if (task.maxAttempts && (*task.maxAttempts < 1 || *task.maxAttempts > maxAttempts))
        return fail(ErrorKind::Invalid, "max_attempts_out_of_range", {QString::number(*task.maxAttempts)});
    if (task.payload.size() > maxPayloadBytes)
        return fail(ErrorKind::Invalid, "payload_invalid", {u"larger than 1 MB"_s});
    QJsonParseError error;
    const QJsonDocument payload = QJsonDocument::fromJson(task.payload, &error);
    if (error.error != QJsonParseError::NoError)
        return fail(ErrorKind::Invalid, "payload_invalid",
                    {u"%1 at offset %2"_s.arg(error.errorString()).arg(error.offset)});
    if (!payload.isObject())
        return fail(ErrorKind::Invalid, "payload_invalid", {u"not a JSON object"_s});
    return {};
}

/// A single task of a browser kind gets what a bulk upload's children get.
Result<> completeBrowserTask(queue::NewTask &task, const Commands::Place &place)
{
    const Result<jobs::FlowPayload> payload = jobs::readFlowPayload(task.kind, task.payload);
    if (!payload)
        return fail(payload.error());
    if (payload->flow.isEmpty() && !task.batchId)
        return fail(ErrorKind::Invalid, "payload_invalid", {u"a bulk upload needs its batch"_s});
    if (!payload->flow.isEmpty()) {
        const Result<browser::Flow> flow = browser::parseFlow(payload->flow);
        if (!flow)
            return fail(flow.error());
        if (const auto filled = browser::fillFlow(*flow, payload->variables); !filled)
            return fail(filled.error());
    }
    if (const Result<> media = jobs::checkMedia(payload->media); !media)
        return fail(media.error());
    if (task.provider.isEmpty())
        task.provider = place.provider % u':' % payload->profile;
    if (task.exclusiveKey.isEmpty())
        task.exclusiveKey = u"profile:" % task.provider;
    if (task.node.isEmpty())
        task.node = nodeForFiles(payload->media, place);
    return {};
}

/// Its folder is this computer's.
Result<> completeReport(queue::NewTask &task, const Commands::Place &place)
{
    const Result<upkeep::ScheduledReport> report = upkeep::scheduledReportFromPayload(task.payload);
    if (!report)
        return fail(report.error());
    if (task.node.isEmpty())
        task.node = place.nodeName;
    return {};
}

} // namespace

Result<QList<queue::NewTask>> withDefaults(QList<queue::NewTask> tasks, const Commands::Place &place)
{
    for (queue::NewTask &task : tasks) {
        if (const Result<> shape = checkShape(task); !shape)
            return fail(shape.error());
        if (task.kind == "browser_flow"_L1 || task.kind == "bulk_upload"_L1) {
            if (const Result<> completed = completeBrowserTask(task, place); !completed)
                return fail(completed.error());
        } else if (task.kind == "report"_L1) {
            if (const Result<> completed = completeReport(task, place); !completed)
                return fail(completed.error());
        }
    }
    return tasks;
}

} // namespace pult::node
