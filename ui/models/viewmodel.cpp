// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/viewmodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

#include <QFileInfo>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace pult::ui {

using queue::TaskState;

namespace {

QList<ViewRow> viewsOf(const queue::TaskStats &stats)
{
    const auto count = [&stats](std::initializer_list<TaskState> states) {
        qint64 sum = 0;
        for (const TaskState state : states)
            sum += stats.byState.value(state);
        return sum;
    };
    qint64 all = 0;
    for (const qint64 some : stats.byState)
        all += some;
    return {
        {"all", "", "tasks", Tone::Waiting, all},
        {"running", "state:running", "running", Tone::Running, count({TaskState::Running})},
        {"waiting", "state:waiting", "waiting", Tone::Waiting,
         count({TaskState::Scheduled, TaskState::Available, TaskState::Retryable})},
        {"completed", "state:completed", "done", Tone::Done, count({TaskState::Completed})},
        {"failed", "state:failed", "failed", Tone::Failed, count({TaskState::Discarded})},
        {"unknown", "unknown:yes", "unknown", Tone::Warning, stats.outcomeUnknown},
    };
}

} // namespace

ViewModel::ViewModel(QObject *parent) : TableModel(parent)
{
    setStats({});
}

const QList<Column> &ViewModel::columns() const
{
    static const QList<Column> columns{{QT_TR_NOOP("View"), false, 0}, {QT_TR_NOOP("Count"), true, 48}};
    return columns;
}

QString ViewModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void ViewModel::setStats(const queue::TaskStats &stats)
{
    setRows(viewsOf(stats));
}

QString ViewModel::nameOf(const ViewRow &row) const
{
    const QByteArrayView id(row.id);
    if (id == "running")
        //: a view of the task list
        return tr("Running");
    if (id == "waiting")
        //: a view of the task list
        return tr("Waiting");
    if (id == "completed")
        //: a view of the task list
        return tr("Completed");
    if (id == "failed")
        //: a view of the task list
        return tr("Failed");
    if (id == "unknown")
        //: a view of the task list: tasks whose outcome an operator must tell
        return tr("Unknown");
    return tr("All tasks");
}

QVariant ViewModel::cell(const ViewRow &row, int column, int role) const
{
    // Nothing to look at there: no colour that asks for attention.
    const Tone tone = row.count > 0 ? row.tone : Tone::Muted;
    switch (role) {
    case Qt::DisplayRole:
        return column == Name ? nameOf(row) : QLocale().toString(row.count);
    case Qt::DecorationRole:
        return column == Name ? QVariant(iconOf({row.iconName, tone})) : QVariant();
    case Qt::ForegroundRole:
        return column == Count ? QVariant(currentColours().tone(row.count > 0 ? tone : Tone::Muted)) : QVariant();
    default:
        return {};
    }
}

const QList<Column> &BatchModel::columns() const
{
    static const QList<Column> columns{{QT_TR_NOOP("Upload"), false, 0}, {QT_TR_NOOP("Done"), true, 48}};
    return columns;
}

QString BatchModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

QVariant BatchModel::cell(const queue::Batch &batch, int column, int role) const
{
    const bool over = batch.finishedAt.has_value();
    const StateLook look = batch.state == "draft"_L1 ? lookOf(TaskState::Draft)
                           : batch.failed > 0        ? lookOf(TaskState::Discarded)
                           : !over                   ? lookOf(TaskState::Running)
                           : batch.succeeded > 0     ? lookOf(TaskState::Completed)
                                                     : lookOf(TaskState::Cancelled);
    switch (role) {
    case Qt::DisplayRole:
        if (column == Counts)
            return u"%1/%2"_s.arg(batch.succeeded).arg(batch.total);
        return batch.label.isEmpty() ? tr("Upload %1").arg(batch.id) : QFileInfo(batch.label).completeBaseName();
    case Qt::ToolTipRole:
        return tr("%1, batch %2: %3 of %4 completed, %5 failed, %6 cancelled")
            .arg(batch.label)
            .arg(batch.id)
            .arg(batch.succeeded)
            .arg(batch.total)
            .arg(batch.failed)
            .arg(batch.cancelled);
    case Qt::DecorationRole:
        return column == Label ? QVariant(iconOf(look)) : QVariant();
    case Qt::ForegroundRole:
        return column == Counts ? QVariant(currentColours().tone(look.tone)) : QVariant();
    default:
        return {};
    }
}

} // namespace pult::ui
