// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/operationmodel.h"

#include "models/auditmodel.h"
#include "models/humantext.h"
#include "models/stateview.h"

#include <base/errortext.h>
#include <node/filterline.h>

#include <QLocale>

using namespace Qt::StringLiterals;

namespace pult::ui {

using queue::Operation;
using queue::TaskVerb;

namespace {

StateLook lookOf(const Operation &operation)
{
    if (operation.state == "running"_L1)
        return {"running", Tone::Running};
    if (operation.state == "cancelled"_L1)
        return {"cancelled", Tone::Waiting};
    return operation.failed > 0 ? StateLook{"warning", Tone::Warning} : StateLook{"done", Tone::Done};
}

/// Of tasks chosen one by one the states say nothing more.
QString filterText(queue::TaskFilter filter)
{
    if (!filter.ids.isEmpty())
        filter.states.clear();
    return node::filterLineOf(filter);
}

double shareOf(const Operation &operation)
{
    const qint64 past = operation.done + operation.failed;
    return operation.total > 0 ? std::min(1.0, static_cast<double>(past) / static_cast<double>(operation.total)) : 1.0;
}

} // namespace

const QList<Column> &OperationModel::columns() const
{
    static const QList<Column> columns{
        //: header of the column with an operation's number
        {QT_TR_NOOP("No."), true, 44},
        {QT_TR_NOOP("What"), false, 104},
        {QT_TR_NOOP("State"), false, 88},
        {QT_TR_NOOP("Progress"), false, 88},
        //: header of the column with the number of tasks that an operation could not change
        {QT_TR_NOOP("Refused"), true, 84},
        {QT_TR_NOOP("Filter"), false, 128},
        {QT_TR_NOOP("Reason"), false, 128},
        {QT_TR_NOOP("Age"), true, 72},
        {QT_TR_NOOP("Who"), false, 0},
    };
    return columns;
}

QString OperationModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void OperationModel::tick()
{
    touchColumns(Age, Age);
}

QString OperationModel::whatText(const Operation &operation)
{
    const queue::TaskChange &change = operation.change;
    switch (change.verb) {
    case TaskVerb::Cancel:
        return tr("Cancel");
    case TaskVerb::Retry:
        if (operation.undoes)
            return tr("Undo of %1").arg(*operation.undoes);
        if (change.time.count() > 0)
            return tr("Retry, over %1").arg(HumanText::duration(change.time));
        return change.later.count() > 0 ? tr("Retry in %1").arg(HumanText::duration(change.later)) : tr("Retry");
    case TaskVerb::Delete:
        return tr("Delete");
    case TaskVerb::Undelete:
        return operation.undoes ? tr("Undo of %1").arg(*operation.undoes) : tr("Bring back");
    case TaskVerb::Snooze:
        if (operation.undoes)
            return tr("Undo of %1").arg(*operation.undoes);
        return tr("Put off by %1").arg(HumanText::duration(change.time));
    case TaskVerb::SetPriority:
        return operation.undoes ? tr("Undo of %1").arg(*operation.undoes) : tr("Priority %1").arg(change.priority);
    }
    Q_UNREACHABLE();
}

QString OperationModel::stateText(const Operation &operation)
{
    if (operation.state == "running"_L1)
        //: an operation
        return tr("running");
    if (operation.state == "cancelled"_L1)
        //: an operation
        return tr("cancelled");
    //: an operation
    return tr("done");
}

QString OperationModel::resultText(const Operation &operation)
{
    const int done = static_cast<int>(std::min<qint64>(operation.done, std::numeric_limits<int>::max()));
    QString text;
    switch (operation.change.verb) {
    case TaskVerb::Cancel:
        text = tr("%n task(s) cancelled.", nullptr, done);
        break;
    case TaskVerb::Retry:
        text = operation.undoes ? tr("%n task(s) are as they were before.", nullptr, done)
                                : tr("%n task(s) put back into the queue.", nullptr, done);
        break;
    case TaskVerb::Delete:
        text = tr("%n task(s) deleted.", nullptr, done);
        break;
    case TaskVerb::Undelete:
        text = tr("%n task(s) brought back.", nullptr, done);
        break;
    case TaskVerb::Snooze:
        text = operation.undoes ? tr("%n task(s) are as they were before.", nullptr, done)
                                : tr("%n task(s) put off.", nullptr, done);
        break;
    case TaskVerb::SetPriority:
        text = operation.undoes ? tr("%n task(s) are as they were before.", nullptr, done)
                                : tr("%n task(s) have a new priority.", nullptr, done);
        break;
    }
    if (operation.failed == 0 || operation.failures.isEmpty())
        return text;
    return tr("%1 %2 could not be changed: %3", "result, number, first reason")
        .arg(text, QLocale().toString(operation.failed), errorSentence(operation.failures.constFirst().error));
}

QVariant OperationModel::cell(const Operation &operation, int column, int role) const
{
    switch (role) {
    case SortRole:
        if (column == Number)
            return operation.id;
        if (column == Progress)
            return shareOf(operation);
        if (column == Refused)
            return operation.failed;
        return column == Age ? QVariant(toMicros(operation.createdAt)) : QVariant();
    case Qt::DecorationRole:
        return column == State ? QVariant(iconOf(lookOf(operation))) : QVariant();
    case Qt::ForegroundRole:
        if (column == State)
            return currentColours().tone(lookOf(operation).tone);
        return column == Refused && operation.failed > 0 ? QVariant(currentColours().tone(Tone::Warning)) : QVariant();
    case ProgressRole:
        return column == Progress && operation.state == "running"_L1 ? QVariant(shareOf(operation)) : QVariant();
    case Qt::ToolTipRole:
        if (column == Age)
            return HumanText::moment(operation.createdAt);
        if (column == Who)
            return tr("%1, from %2", "who, window or ctl")
                .arg(AuditModel::actorText(operation.who), AuditModel::actorText(operation.where));
        break;
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    const QLocale locale;
    switch (column) {
    case Number:
        return QString::number(operation.id);
    case What:
        return whatText(operation);
    case State:
        return stateText(operation);
    case Progress:
        return tr("%1 of %2").arg(locale.toString(operation.done + operation.failed), locale.toString(operation.total));
    case Refused:
        return operation.failed > 0 ? locale.toString(operation.failed) : QString();
    case Filter:
        return filterText(operation.filter);
    case Reason:
        return operation.reason;
    case Who:
        return AuditModel::actorText(operation.who);
    case Age:
        return HumanText::brief(localNow() - operation.createdAt);
    default:
        return {};
    }
}

} // namespace pult::ui
