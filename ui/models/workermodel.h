// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"

#include <queue/types.h>

namespace pult::ui {

/// The computers that share the database. GUI thread.
class NodeModel final : public TableModel<queue::NodeInfo, QString>
{
    Q_OBJECT

public:
    enum ColumnIndex { Name, State, Load, Heartbeat, Memory, Cpu, Version, Group, Queues, Note };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    void setNodes(const QList<queue::NodeInfo> &nodes);
    void tick(TimePoint now);
    /// Whether it works with another version than the newest that works.
    bool isBehind(const queue::NodeInfo &node) const;

protected:
    QString headerText(int column) const override;
    QString keyOf(const queue::NodeInfo &node) const override { return node.id; }
    QVariant cell(const queue::NodeInfo &node, int column, int role) const override;

private:
    QVariant sortValue(const queue::NodeInfo &node, int column) const;
    QString toolTip(const queue::NodeInfo &node, int column) const;
    QString noteOf(const queue::NodeInfo &node) const;

    QString m_newest; ///< version
    TimePoint m_now{};
};

/// One worker with its computer.
struct WorkerRow
{
    queue::WorkerInfo worker;
    QString nodeId;
    QString nodeName;
    bool nodeAnswers = true;
    bool operator==(const WorkerRow &) const = default;

    /// From 1, as commands name it; 0: unknown.
    int number() const { return worker.id.section(u'/', -1).toInt(); }
};

/// The workers of all computers. GUI thread.
class WorkerModel final : public TableModel<WorkerRow, QString>
{
    Q_OBJECT

public:
    enum ColumnIndex { Worker, State, Load, Tasks };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    void setNodes(const QList<queue::NodeInfo> &nodes);

protected:
    QString headerText(int column) const override;
    QString keyOf(const WorkerRow &row) const override { return row.worker.id; }
    QVariant cell(const WorkerRow &row, int column, int role) const override;
};

/// Running tasks and capacity of a node.
struct NodeLoad
{
    int running = 0;
    int capacity = 0;
};
NodeLoad loadOf(const queue::NodeInfo &node);

} // namespace pult::ui
