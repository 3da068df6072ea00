// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workermodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

using namespace Qt::StringLiterals;

namespace pult::ui {

NodeLoad loadOf(const queue::NodeInfo &node)
{
    NodeLoad load;
    for (const auto &worker : node.workers) {
        load.running += worker.running;
        load.capacity += worker.capacity;
    }
    return load;
}

const QList<Column> &NodeModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("Computer"), false, 128}, {QT_TR_NOOP("State"), false, 120}, {QT_TR_NOOP("Load"), true, 72},
        {QT_TR_NOOP("Seen"), true, 88},       {QT_TR_NOOP("Queues"), false, 0},
    };
    return columns;
}

QString NodeModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void NodeModel::tick()
{
    touchColumns(Heartbeat, Heartbeat);
}

QVariant NodeModel::cell(const queue::NodeInfo &node, int column, int role) const
{
    const NodeLoad load = loadOf(node);
    if (role == Qt::DecorationRole)
        return column == State ? QVariant(iconOf(lookOfNode(node.state))) : QVariant();
    if (role == Qt::ForegroundRole)
        return column == State ? QVariant(currentColours().tone(lookOfNode(node.state).tone)) : QVariant();
    if (role == SortRole && column == Load)
        return load.running;
    if (role == SortRole && column == Heartbeat)
        return toMicros(node.heartbeatAt);
    if (role == Qt::ToolTipRole) {
        if (column == Heartbeat)
            return HumanText::moment(node.heartbeatAt);
        return tr("%1 · version %2 · process %3 · started %4")
            .arg(node.name, node.version)
            .arg(node.pid)
            .arg(HumanText::age(node.startedAt, localNow()));
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Name:
        return node.name;
    case State:
        return HumanText::nodeState(node.state);
    case Load:
        return u"%1/%2"_s.arg(load.running).arg(load.capacity);
    case Heartbeat:
        return HumanText::age(node.heartbeatAt, localNow());
    case Queues:
        return node.queues.isEmpty() || node.queues.contains(u"*"_s) ? tr("all") : node.queues.join(u", "_s);
    default:
        return {};
    }
}

const QList<Column> &WorkerModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("Worker"), false, 112},
        {QT_TR_NOOP("State"), false, 120},
        {QT_TR_NOOP("Load"), true, 72},
        {QT_TR_NOOP("Tasks"), false, 0},
    };
    return columns;
}

QString WorkerModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void WorkerModel::setNodes(const QList<queue::NodeInfo> &nodes)
{
    QList<WorkerRow> rows;
    for (const auto &node : nodes) {
        if (node.state == "stopped"_L1)
            continue;
        for (const auto &worker : node.workers)
            rows.append({worker, node.name, node.state != "dead"_L1});
    }
    setRows(rows);
}

QVariant WorkerModel::cell(const WorkerRow &row, int column, int role) const
{
    const bool busy = row.worker.running > 0;
    const StateLook look = !row.nodeAnswers ? StateLook{"failed", Tone::Failed}
                           : busy           ? StateLook{"running", Tone::Running}
                                            : StateLook{"free", Tone::Waiting};
    if (role == Qt::DecorationRole)
        return column == State ? QVariant(iconOf(look)) : QVariant();
    if (role == Qt::ForegroundRole)
        return column == State ? QVariant(currentColours().tone(look.tone)) : QVariant();
    if (role == SortRole && column == Load)
        return row.worker.running;
    if (role == Qt::ToolTipRole)
        return tr("Worker %1 of computer %2").arg(row.worker.id.section(u'/', -1), row.nodeName);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Worker:
        return row.worker.id.contains(u'/') ? u"%1/%2"_s.arg(row.nodeName, row.worker.id.section(u'/', -1))
                                            : row.worker.id;
    case State:
        if (!row.nodeAnswers)
            return tr("not answering");
        //: a worker without a task
        return busy ? tr("working") : tr("free");
    case Load:
        return u"%1/%2"_s.arg(row.worker.running).arg(row.worker.capacity);
    case Tasks: {
        QStringList ids;
        for (const queue::Id id : row.worker.tasks)
            ids.append(QString::number(id));
        return ids.join(u", "_s);
    }
    default:
        return {};
    }
}

} // namespace pult::ui
