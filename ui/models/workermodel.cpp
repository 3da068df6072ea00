// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workermodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

#include <QVersionNumber>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr qint64 bytesOfMegabyte = 1024 * 1024;

/// Says of itself what is true now.
bool answers(const queue::NodeInfo &node)
{
    return node.state != "stopped"_L1 && node.state != "dead"_L1;
}

StateLook lookOf(const WorkerRow &row)
{
    if (!row.nodeAnswers || row.worker.state == "down"_L1)
        return {"failed", Tone::Failed};
    if (row.worker.state == "draining"_L1 || row.worker.state == "drained"_L1)
        return {"paused", Tone::Paused};
    return row.worker.running > 0 ? StateLook{"running", Tone::Running} : StateLook{"free", Tone::Waiting};
}

} // namespace

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
        {QT_TR_NOOP("Computer"), false, 112}, {QT_TR_NOOP("State"), false, 120}, {QT_TR_NOOP("Load"), true, 56},
        {QT_TR_NOOP("Seen"), true, 80},       {QT_TR_NOOP("Memory"), true, 72},  {QT_TR_NOOP("CPU"), true, 56},
        {QT_TR_NOOP("Version"), false, 80},   {QT_TR_NOOP("Group"), false, 72},  {QT_TR_NOOP("Queues"), false, 80},
        {QT_TR_NOOP("Note"), false, 320},
    };
    return columns;
}

QString NodeModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void NodeModel::setNodes(const QList<queue::NodeInfo> &nodes)
{
    QVersionNumber newest;
    QString text;
    for (const queue::NodeInfo &node : nodes) {
        const QVersionNumber version = QVersionNumber::fromString(node.version);
        if (answers(node) && version > newest) {
            newest = version;
            text = node.version;
        }
    }
    const bool moved = std::exchange(m_newest, text) != text;
    setRows(nodes);
    if (moved)
        touchColumns(Version, Note);
}

void NodeModel::tick(TimePoint now)
{
    m_now = now;
    touchColumns(Heartbeat, Heartbeat);
}

bool NodeModel::isBehind(const queue::NodeInfo &node) const
{
    return answers(node) && !m_newest.isEmpty() && node.version != m_newest;
}

QVariant NodeModel::cell(const queue::NodeInfo &node, int column, int role) const
{
    const StateLook look = lookOfNode(node.state);
    const bool stopped =
        std::any_of(node.stops.begin(), node.stops.end(), [](const auto &stop) { return !stop.warning; });
    switch (role) {
    case Qt::DecorationRole:
        if (column == Note && answers(node) && (stopped || isBehind(node)))
            return iconOf({"warning", Tone::Warning});
        return column == State ? QVariant(iconOf(look)) : QVariant();
    case Qt::ForegroundRole:
        if (column == Version && isBehind(node))
            return currentColours().tone(Tone::Warning);
        return column == State ? QVariant(currentColours().tone(look.tone)) : QVariant();
    case SortRole:
        return sortValue(node, column);
    case Qt::ToolTipRole:
        return toolTip(node, column);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    const NodeLoad load = loadOf(node);
    const bool known = answers(node) && node.resources.known;
    switch (column) {
    case Name:
        return node.name;
    case State:
        return HumanText::nodeState(node.state);
    case Load:
        return u"%1/%2"_s.arg(load.running).arg(load.capacity);
    case Heartbeat:
        return HumanText::age(node.heartbeatAt, m_now);
    case Memory:
        return known
                   ? HumanText::size(qint64(node.resources.memoryMb + node.resources.browserMemoryMb) * bytesOfMegabyte)
                   : tr("—");
    case Cpu:
        return known ? HumanText::percent(node.resources.cpuPercent / 100) : tr("—");
    case Version:
        return node.version;
    case Group:
        return node.group;
    case Queues:
        return node.queues.isEmpty() || node.queues.contains(u"*"_s) ? tr("all") : node.queues.join(u", "_s);
    case Note:
        return noteOf(node);
    default:
        return {};
    }
}

QVariant NodeModel::sortValue(const queue::NodeInfo &node, int column) const
{
    switch (column) {
    case Load:
        return loadOf(node).running;
    case Heartbeat:
        return toMicros(node.heartbeatAt);
    case Memory:
        return node.resources.memoryMb + node.resources.browserMemoryMb;
    case Cpu:
        return node.resources.cpuPercent;
    default:
        return {};
    }
}

QString NodeModel::noteOf(const queue::NodeInfo &node) const
{
    if (node.state == "late"_L1)
        return tr("Its last sign of life is late. It may be busy, asleep or cut off.");
    if (node.state == "dead"_L1)
        return tr("No sign of life: its tasks are taken over by the others.");
    if (!answers(node))
        return {};
    QStringList notes;
    for (const queue::IntakeStop &stop : node.stops)
        notes.append(HumanText::waitReason(stop.reason));
    if (isBehind(node))
        notes.append(tr("Older than version %1, which works elsewhere.").arg(m_newest));
    return notes.join(u' ');
}

QString NodeModel::toolTip(const queue::NodeInfo &node, int column) const
{
    if (column == Heartbeat)
        return tr("Last sign of life at %1").arg(HumanText::moment(node.heartbeatAt));
    if (column == Memory && node.resources.known) {
        return tr("Pult %1, its %n browser(s) %2; the computer's memory is %3 used", nullptr, node.resources.browsers)
            .arg(HumanText::size(qint64(node.resources.memoryMb) * bytesOfMegabyte),
                 HumanText::size(qint64(node.resources.browserMemoryMb) * bytesOfMegabyte),
                 HumanText::percent(node.resources.memoryPercent / 100));
    }
    if (column == Cpu && node.resources.known)
        return tr("Of all processors of the computer");
    if (column == Note && !noteOf(node).isEmpty())
        return noteOf(node);
    return tr("%1 · version %2 · process %3 · started %4")
        .arg(node.name, node.version)
        .arg(node.pid)
        .arg(HumanText::age(node.startedAt, m_now));
}

const QList<Column> &WorkerModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("Worker"), false, 112},
        {QT_TR_NOOP("State"), false, 120},
        {QT_TR_NOOP("Load"), true, 56},
        {QT_TR_NOOP("Tasks"), false, 96},
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
            rows.append({worker, node.id, node.name, node.state != "dead"_L1});
    }
    setRows(rows);
}

QVariant WorkerModel::cell(const WorkerRow &row, int column, int role) const
{
    const StateLook look = lookOf(row);
    if (role == Qt::DecorationRole)
        return column == State ? QVariant(iconOf(look)) : QVariant();
    if (role == Qt::ForegroundRole)
        return column == State ? QVariant(currentColours().tone(look.tone)) : QVariant();
    if (role == SortRole && column == Load)
        return row.worker.running;
    if (role == SortRole && column == Worker)
        return u"%1/%2"_s.arg(row.nodeName).arg(row.number(), 4, 10, QChar(u'0'));
    if (role == Qt::ToolTipRole) {
        const QString name = tr("Worker %1 of computer %2").arg(row.worker.id.section(u'/', -1), row.nodeName);
        return row.worker.restarts > 0
                   ? QString(name + u". "_s + tr("Replaced %n time(s) in a row.", nullptr, row.worker.restarts))
                   : name;
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Worker:
        return row.worker.id.contains(u'/') ? u"%1/%2"_s.arg(row.nodeName, row.worker.id.section(u'/', -1))
                                            : row.worker.id;
    case State:
        if (!row.nodeAnswers)
            return tr("not answering");
        if (row.worker.state == "down"_L1)
            //: a worker that was replaced too often
            return tr("given up");
        if (row.worker.state == "draining"_L1 || row.worker.state == "drained"_L1)
            return HumanText::nodeState(row.worker.state);
        //: a worker without a task
        return row.worker.running > 0 ? tr("working") : tr("free");
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
