// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stepmodel.h"

#include "models/flowsteptext.h"
#include "models/humantext.h"
#include "models/stateview.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QSet>

using namespace Qt::StringLiterals;

namespace pult::ui {

QList<StepRow> stepsFromJson(const QByteArray &json, const std::optional<queue::FlowTimes> &usual)
{
    QList<StepRow> rows;
    QSet<int> seen;
    const QJsonArray steps = QJsonDocument::fromJson(json).array();
    for (const auto &value : steps) {
        const QJsonObject step = value.toObject();
        const int index = step.value("index"_L1).toInt(static_cast<int>(rows.size()));
        if (seen.contains(index))
            continue;
        seen.insert(index);
        rows.append({index, step.value(step.contains("name"_L1) ? "name"_L1 : "type"_L1).toString(),
                     static_cast<qint64>(step.value("duration_ms"_L1).toDouble(-1)), step.value("status"_L1).toString(),
                     usual && index >= 0 && index < usual->steps.size() ? usual->steps.at(index).usual.count() : -1});
    }
    return rows;
}

const QList<Column> &StepModel::columns() const
{
    static const QList<Column> columns{
        //: header of the column with a step's number
        {QT_TR_NOOP("No."), true, 30},
        {QT_TR_NOOP("Step"), false, 0},
        {QT_TR_NOOP("Result"), false, 80},
        {QT_TR_NOOP("Duration"), true, 68},
        //: header of the column with how long a step takes when the flow goes well
        {QT_TR_NOOP("Usually"), true, 68},
    };
    return columns;
}

QString StepModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

QString StepModel::durationText(qint64 milliseconds)
{
    if (milliseconds < 0)
        return {};
    if (milliseconds < 10000)
        return tr("%1 s").arg(QLocale().toString(static_cast<double>(milliseconds) / 1000.0, 'f', 1));
    return HumanText::duration(std::chrono::milliseconds(milliseconds));
}

bool StepModel::isSlow(const StepRow &row)
{
    constexpr qint64 least = 1000; // milliseconds; below, nobody cares
    constexpr qint64 times = 3;
    return row.usualMs >= 0 && row.durationMs >= least && row.durationMs > times * row.usualMs;
}

QVariant StepModel::cell(const StepRow &row, int column, int role) const
{
    const StateLook look = row.status == "ok"_L1       ? StateLook{"done", Tone::Done}
                           : row.status == "failed"_L1 ? StateLook{"failed", Tone::Failed}
                                                       : StateLook{"running", Tone::Running};
    switch (role) {
    case SortRole:
        if (column == Number)
            return row.index;
        return column == Duration ? QVariant(row.durationMs) : column == Usual ? QVariant(row.usualMs) : QVariant();
    case Qt::DecorationRole:
        return column == Status ? QVariant(iconOf(look)) : QVariant();
    case Qt::ForegroundRole:
        if (column == Duration && isSlow(row))
            return currentColours().tone(Tone::Warning);
        return column == Status ? QVariant(currentColours().tone(look.tone)) : QVariant();
    case Qt::ToolTipRole:
        if (column == Type)
            return row.type; // as the recording has it
        return column == Duration && isSlow(row) ? QVariant(tr("Much slower than in runs that go well")) : QVariant();
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case Number:
        return row.index + 1;
    case Type:
        return FlowStepText::title(row.type);
    case Status:
        return HumanText::stepStatus(row.status);
    case Duration:
        return durationText(row.durationMs);
    case Usual:
        return durationText(row.usualMs);
    default:
        return {};
    }
}

} // namespace pult::ui
