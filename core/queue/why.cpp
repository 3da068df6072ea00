// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "why.h"

#include "nodes.h"
#include "taskqueries.h"

#include <base/coretr.h>
#include <base/errortext.h>

#include <QJsonArray>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Rows;

namespace {

constexpr qsizetype mostLinks = 20;
constexpr int mostCounted = 10'000;
/// The heartbeat's default; whoever is dead by it surely takes no task.
constexpr std::chrono::seconds usualHeartbeat{30};

/// The tasks that a reason names.
QList<Id> blockersIn(const WaitReason &reason)
{
    QList<Id> ids;
    if (reason.code == "key_busy"_L1)
        ids.append(reason.arguments.value(1).toLongLong());
    if (reason.code == "depends_on"_L1) {
        for (const QString &id : reason.arguments.value(0).split(u", "_s, Qt::SkipEmptyParts))
            ids.append(id.toLongLong());
    }
    return ids;
}

/// How many go before it; counting ends at `mostCounted`.
Result<qint64> tasksBefore(Connection &connection, const Task &task)
{
    const Result<Rows> rows = connection.query(
        u"select count(*) from (select 1 from tasks where state = 'available' and (priority > ? or (priority = ? and "
        "(run_at < ? or (run_at = ? and id < ?)))) limit ?) as earlier"_s,
        {task.priority, task.priority, toMicros(task.runAt), toMicros(task.runAt), task.id, mostCounted});
    if (!rows)
        return fail(rows.error());
    return rows->front().front().toLongLong();
}

/// Nothing holds it back but that others are before it.
Result<WaitReason> placeInLine(Connection &connection, const Task &task)
{
    const Result<QList<NodeInfo>> nodes = listNodes(connection, usualHeartbeat);
    if (!nodes)
        return fail(nodes.error());
    int running = 0;
    int capacity = 0;
    for (const NodeInfo &node : *nodes) {
        const bool up = node.state == "running"_L1 || node.state == "late"_L1;
        const bool serves = node.queues.isEmpty() || node.queues.contains(u"*"_s) || node.queues.contains(task.queue);
        if (!up || !serves || (!task.node.isEmpty() && task.node != node.name))
            continue;
        for (const WorkerInfo &worker : node.workers) {
            running += worker.running;
            capacity += worker.capacity;
        }
    }
    const Result<qint64> before = tasksBefore(connection, task);
    if (!before)
        return fail(before.error());
    if (running < capacity && *before == 0)
        return WaitReason{u"starting"_s, {}};
    return WaitReason{u"workers_busy"_s,
                      {QString::number(running), QString::number(capacity), QString::number(*before)}};
}

Result<WhyLink> linkOf(Connection &connection, const Task &task)
{
    WhyLink link{task.id, task.state, task.waitingFor, task.lastError};
    if (task.state == TaskState::Running) {
        link.reasons = {{u"running"_s,
                         {task.lease ? task.lease->worker : QString(), toIso(task.startedAt.value_or(TimePoint{})),
                          task.progress.stage}}};
    } else if (task.outcomeUnknown) {
        link.reasons = {{u"unknown_outcome"_s, {}}};
    } else if (isFinished(task.state)) {
        link.reasons = {{u"finished"_s, {nameOf(task.state)}}};
    } else if (link.reasons.isEmpty()) {
        const Result<WaitReason> place = placeInLine(connection, task);
        if (!place)
            return fail(place.error());
        link.reasons = {*place};
    }
    return link;
}

} // namespace

Result<QList<WhyLink>> explainTask(Connection &connection, Id id)
{
    QList<WhyLink> chain;
    QList<Id> order{id};
    for (qsizetype i = 0; i < order.size() && i < mostLinks; ++i) {
        const Result<Task> task = showTask(connection, order.at(i));
        if (!task && i > 0 && task.error().kind == ErrorKind::NotFound)
            continue; // gone since it was named
        if (!task)
            return fail(task.error());
        const Result<WhyLink> link = linkOf(connection, *task);
        if (!link)
            return fail(link.error());
        chain.append(*link);
        for (const WaitReason &reason : link->reasons) {
            for (const Id blocker : blockersIn(reason)) {
                if (!order.contains(blocker))
                    order.append(blocker);
            }
        }
    }
    return chain;
}

QString reasonSentence(const WaitReason &reason)
{
    const Error words{ErrorKind::Unavailable, u"wait_"_s + reason.code, reason.arguments, {}};
    return knownErrorCodes().contains(words.code) ? errorSentence(words).trimmed() : reason.code;
}

QString whySentence(const QList<WhyLink> &chain)
{
    QStringList parts;
    for (const WhyLink &link : chain) {
        QStringList reasons;
        for (const WaitReason &reason : link.reasons)
            reasons.append(reasonSentence(reason));
        if (link.lastError && link.state != TaskState::Completed && link.state != TaskState::Running)
            reasons.append(CoreTr::tr("last error: %1").arg(errorSentence(*link.lastError)));
        const QString said = reasons.join(u", "_s);
        parts.append(parts.isEmpty() ? CoreTr::tr("Task %1: %2").arg(QString::number(link.task), said)
                                     : CoreTr::tr("task %1: %2").arg(QString::number(link.task), said));
    }
    QString sentence = parts.join(u"; "_s);
    return sentence.endsWith(u'.') ? sentence : QString(sentence + u'.');
}

QJsonArray toJson(const QList<WhyLink> &chain)
{
    QJsonArray array;
    for (const WhyLink &link : chain) {
        QJsonArray reasons;
        for (const WaitReason &reason : link.reasons) {
            reasons.append(QJsonObject{{u"code"_s, reason.code},
                                       {u"arguments"_s, QJsonArray::fromStringList(reason.arguments)},
                                       {u"message"_s, reasonSentence(reason)}});
        }
        QJsonObject object{{u"task"_s, link.task},
                           {u"state"_s, nameOf(link.state)},
                           {u"waiting_for"_s, reasons},
                           {u"last_error"_s, QJsonValue()}};
        if (link.lastError) {
            object[u"last_error"_s] = errorSentence(*link.lastError);
            object[u"last_error_code"_s] = link.lastError->code;
            object[u"last_error_arguments"_s] = QJsonArray::fromStringList(link.lastError->arguments);
        }
        array.append(object);
    }
    return array;
}

} // namespace pult::queue
