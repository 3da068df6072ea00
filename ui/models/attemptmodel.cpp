// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/attemptmodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

#include <base/errortext.h>

namespace pult::ui {

const QList<Column> &AttemptModel::columns() const
{
    static const QList<Column> columns{
        //: header of the column with an attempt's number
        {QT_TR_NOOP("No."), true, 30},      {QT_TR_NOOP("Outcome"), false, 108}, {QT_TR_NOOP("Started"), true, 78},
        {QT_TR_NOOP("Duration"), true, 70}, {QT_TR_NOOP("Worker"), false, 0},
    };
    return columns;
}

QString AttemptModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void AttemptModel::tick()
{
    touchColumns(Started, Duration);
}

QVariant AttemptModel::cell(const queue::Attempt &attempt, int column, int role) const
{
    const auto duration = attempt.finishedAt.value_or(localNow()) - attempt.startedAt;
    const StateLook look = lookOfOutcome(attempt.outcome);
    switch (role) {
    case SortRole:
        if (column == Number)
            return attempt.runLease;
        if (column == Duration)
            return static_cast<qlonglong>(duration.count());
        return column == Started ? QVariant(toMicros(attempt.startedAt)) : QVariant();
    case Qt::DecorationRole:
        return column == Outcome ? QVariant(iconOf(look)) : QVariant();
    case Qt::ForegroundRole:
        return column == Outcome ? QVariant(currentColours().tone(look.tone)) : QVariant();
    case Qt::ToolTipRole:
        if (column == Started)
            return HumanText::moment(attempt.startedAt);
        return attempt.error ? errorText(*attempt.error) : HumanText::outcome(attempt.outcome);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case Number:
        return attempt.attempt;
    case Outcome:
        return HumanText::outcome(attempt.outcome);
    case Duration:
        return HumanText::duration(duration);
    case Started:
        return HumanText::age(attempt.startedAt, localNow());
    case Worker:
        return attempt.worker;
    default:
        return {};
    }
}

} // namespace pult::ui
