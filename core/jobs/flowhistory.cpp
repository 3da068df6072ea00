// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowhistory.h"

#include "flowpayload.h"

#include <queue/batches.h>

#include <QCryptographicHash>
#include <QJsonDocument>

namespace pult::jobs {

using namespace Qt::StringLiterals;

QString flowKey(const QByteArray &flow)
{
    // Qt writes an object's members in the order of their names, so the text is the same for the same steps.
    const QJsonObject whole = QJsonDocument::fromJson(flow).object();
    const QJsonObject played{{u"steps"_s, whole.value(u"steps")}, {u"timeout"_s, whole.value(u"timeout")}};
    const QByteArray text = QJsonDocument(played).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex().left(40));
}

Result<std::optional<queue::FlowTimes>> lastGoodRunOf(storage::Connection &connection, const queue::Task &task)
{
    if (task.kind != "browser_flow"_L1 && task.kind != "bulk_upload"_L1)
        return std::optional<queue::FlowTimes>();
    Result<FlowPayload> payload = readFlowPayload(task.kind, task.payload);
    if (!payload)
        return std::optional<queue::FlowTimes>();
    if (payload->flow.isEmpty() && task.batchId) {
        const Result<QByteArray> batch = queue::batchPayload(connection, *task.batchId);
        if (!batch)
            return batch.error().kind == ErrorKind::NotFound ? Result<std::optional<queue::FlowTimes>>(std::nullopt)
                                                             : fail(batch.error());
        payload->flow = flowOfBatchPayload(*batch).value_or(QByteArray());
    }
    if (payload->flow.isEmpty())
        return std::optional<queue::FlowTimes>();
    return queue::lastGoodRun(connection, flowKey(payload->flow), task.provider.section(u':', 0, 0));
}

} // namespace pult::jobs
