// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/errorgroupmodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

#include <base/errortext.h>

#include <QLocale>

namespace pult::ui {

const QList<Column> &ErrorGroupModel::columns() const
{
    static const QList<Column> columns{
        //: header of the column with an error that several tasks have in common
        {QT_TR_NOOP("Error, by the newest"), false, 0},
        {QT_TR_NOOP("Tasks"), true, 72},
        {QT_TR_NOOP("First seen"), true, 104},
        {QT_TR_NOOP("Last seen"), true, 104},
    };
    return columns;
}

QString ErrorGroupModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void ErrorGroupModel::tick()
{
    touchColumns(FirstSeen, LastSeen);
}

QVariant ErrorGroupModel::cell(const queue::ErrorGroup &group, int column, int role) const
{
    switch (role) {
    case SortRole:
        if (column == Count)
            return static_cast<qlonglong>(group.tasks.size());
        if (column == FirstSeen)
            return toMicros(group.firstSeen);
        return column == LastSeen ? QVariant(toMicros(group.lastSeen)) : QVariant();
    case Qt::DecorationRole:
        return column == What ? QVariant(iconOf({"failed", Tone::Failed})) : QVariant();
    case Qt::ToolTipRole:
        if (column == FirstSeen)
            return HumanText::moment(group.firstSeen);
        return column == LastSeen ? HumanText::moment(group.lastSeen) : errorText(group.example);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case What:
        return errorSentence(group.example);
    case Count:
        return QLocale().toString(group.tasks.size());
    case FirstSeen:
        return HumanText::age(group.firstSeen, localNow());
    case LastSeen:
        return HumanText::age(group.lastSeen, localNow());
    default:
        return {};
    }
}

} // namespace pult::ui
