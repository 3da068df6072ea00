// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/taskmodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

#include <base/errortext.h>

#include <QLocale>

using namespace Qt::StringLiterals;

namespace pult::ui {

using queue::Task;
using queue::TaskState;

const QList<Column> &TaskModel::columns() const
{
    static const QList<Column> columns{
        //: header of the column with a task's number
        {QT_TR_NOOP("No."), true, 36},
        {QT_TR_NOOP("State"), false, 116},
        {QT_TR_NOOP("Kind"), false, 92},
        {QT_TR_NOOP("Profile"), false, 76},
        //: of a task: how far it is, why it failed, or why it waits
        {QT_TR_NOOP("Progress or reason"), false, 0},
        {QT_TR_NOOP("Attempt"), true, 76},
        {QT_TR_NOOP("Age"), true, 72},
        {QT_TR_NOOP("Duration"), true, 72},
        {QT_TR_NOOP("Queue"), false, 88, true},
        {QT_TR_NOOP("Priority"), true, 72, true},
        //: header of the column with the worker that runs a task, or the computer that it needs
        {QT_TR_NOOP("Worker or computer"), false, 120, true},
        //: header of the column with the number of a task's bulk upload
        {QT_TR_NOOP("Upload"), true, 64, true},
        {QT_TR_NOOP("Key"), false, 140, true},
        {QT_TR_NOOP("Finished"), true, 80, true},
    };
    return columns;
}

QString TaskModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void TaskModel::tick()
{
    touchColumns(Age, Duration);
}

void TaskModel::sort(int column, Qt::SortOrder order)
{
    if (column >= 0)
        Q_EMIT sortRequested(column, order);
}

std::optional<std::chrono::microseconds> runDuration(const Task &task)
{
    if (!task.startedAt)
        return std::nullopt;
    if (task.state == TaskState::Running)
        return std::max(std::chrono::microseconds(0), localNow() - *task.startedAt);
    // Two computers' clocks may differ: nothing takes less than no time.
    if (task.finishedAt)
        return std::max(std::chrono::microseconds(0), *task.finishedAt - *task.startedAt);
    return std::nullopt;
}

QString messageOf(const Task &task)
{
    const bool failed = task.state == TaskState::Discarded || task.state == TaskState::Retryable;
    if (failed && task.lastError)
        return errorSentence(*task.lastError);
    if (!task.waitingFor.isEmpty())
        return HumanText::waitReasons(task.waitingFor);
    return {};
}

namespace {

QVariant sortValue(const Task &task, int column)
{
    switch (column) {
    case TaskModel::IdColumn:
        return task.id;
    case TaskModel::State:
        return task.outcomeUnknown ? -1 : static_cast<int>(task.state);
    case TaskModel::ProgressColumn:
        // Running ones by how far they are, after them the others by their text.
        return task.state == TaskState::Running ? u"0%1"_s.arg(task.progress.value, 0, 'f', 4)
                                                : u"1"_s + messageOf(task);
    case TaskModel::Attempt:
        return task.attempt;
    case TaskModel::Age:
        return toMicros(task.createdAt);
    case TaskModel::Duration:
        return static_cast<qlonglong>(runDuration(task).value_or(std::chrono::microseconds(-1)).count());
    case TaskModel::Priority:
        return task.priority;
    case TaskModel::Batch:
        return task.batchId.value_or(0);
    case TaskModel::Finished:
        return task.finishedAt ? toMicros(*task.finishedAt) : qint64(0);
    default:
        return {};
    }
}

QString placeOf(const Task &task)
{
    return task.lease && !task.lease->worker.isEmpty() ? task.lease->worker : task.node;
}

QString displayText(const Task &task, int column)
{
    switch (column) {
    case TaskModel::IdColumn:
        return QString::number(task.id);
    case TaskModel::State:
        return HumanText::shortState(task);
    case TaskModel::Kind:
        return HumanText::kind(task.kind);
    case TaskModel::Profile:
        return HumanText::profile(task.provider);
    case TaskModel::ProgressColumn:
        return task.state == TaskState::Running ? HumanText::shortProgress(task.progress) : messageOf(task);
    case TaskModel::Attempt:
        return task.attempt == 0 ? QString() : QStringLiteral("%1/%2").arg(task.attempt).arg(task.maxAttempts);
    case TaskModel::Age:
        return HumanText::brief(localNow() - task.createdAt);
    case TaskModel::Duration: {
        const auto duration = runDuration(task);
        return duration ? HumanText::duration(*duration) : QString();
    }
    case TaskModel::Queue:
        return task.queue;
    case TaskModel::Priority:
        return QLocale().toString(task.priority);
    case TaskModel::Worker:
        return placeOf(task);
    case TaskModel::Batch:
        return task.batchId ? QString::number(*task.batchId) : QString();
    case TaskModel::Key:
        return task.exclusiveKey.isEmpty() ? task.uniqueKey : task.exclusiveKey;
    case TaskModel::Finished:
        return task.finishedAt ? HumanText::age(*task.finishedAt, localNow()) : QString();
    default:
        return {};
    }
}

QString toolTip(const Task &task, int column)
{
    switch (column) {
    case TaskModel::Profile:
        return task.provider;
    case TaskModel::Age:
        return HumanText::moment(task.createdAt);
    case TaskModel::Duration:
        return task.startedAt ? HumanText::moment(*task.startedAt) : QString();
    case TaskModel::Finished:
        return task.finishedAt ? HumanText::moment(*task.finishedAt) : QString();
    case TaskModel::State:
        return HumanText::state(task);
    case TaskModel::ProgressColumn:
        return task.state == TaskState::Running ? HumanText::progress(task.progress) : messageOf(task);
    case TaskModel::Attempt:
        return task.lastError ? errorSentence(*task.lastError) : QString();
    default:
        return displayText(task, column);
    }
}

} // namespace

QVariant TaskModel::sortValueOf(const Task &task, int column) const
{
    const QVariant value = sortValue(task, column);
    return value.isValid() ? value : QVariant(displayText(task, column));
}

QVariant TaskModel::cell(const Task &task, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return displayText(task, column);
    case SortRole:
        return sortValue(task, column);
    case Qt::ToolTipRole:
        return toolTip(task, column);
    case Qt::DecorationRole:
        return column == State ? QVariant(iconOf(lookOf(task))) : QVariant();
    case Qt::ForegroundRole:
        if (column == State)
            return currentColours().tone(lookOf(task).tone);
        if (column == ProgressColumn && task.state != TaskState::Running)
            return task.state == TaskState::Discarded ? currentColours().tone(lookOf(task).tone)
                                                      : currentColours().muted;
        if (column == Age || column == IdColumn)
            return currentColours().muted;
        return {};
    case ProgressRole:
        return column == ProgressColumn && task.state == TaskState::Running ? QVariant(task.progress.value)
                                                                            : QVariant();
    default:
        return {};
    }
}

} // namespace pult::ui
