// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/flowstepsmodel.h"

#include "models/flowsteptext.h"
#include "models/stateview.h"
#include "models/stepmodel.h"

#include <base/errortext.h>

#include <QJsonDocument>
#include <QMimeData>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

const QString mimeType = u"application/x-pult-flow-step"_s;

StateLook lookOf(FlowStepState state)
{
    switch (state) {
    case FlowStepState::Running:
        return {"running", Tone::Running};
    case FlowStepState::Ok:
        return {"done", Tone::Done};
    case FlowStepState::Failed:
        return {"failed", Tone::Failed};
    case FlowStepState::Cancelled:
        return {"cancelled", Tone::Muted};
    case FlowStepState::None:
    case FlowStepState::NotReached:
        break;
    }
    return {"waiting", Tone::Waiting};
}

bool isCommit(const FlowStepRow &row)
{
    return row.json.value("pult"_L1).toObject().value("commit"_L1).toBool();
}

} // namespace

const QList<Column> &FlowStepsModel::columns() const
{
    static const QList<Column> columns{
        //: header of the column with a step's number
        {QT_TR_NOOP("No."), true, 56},
        {QT_TR_NOOP("Step"), false, 176},
        //: header: the element or address that a step acts on
        {QT_TR_NOOP("Acts on"), false, 0},
        {QT_TR_NOOP("With"), false, 176},
        //: header: how long a step may take, in seconds
        {QT_TR_NOOP("Limit, s"), true, 96},
        //: header: the step that publishes
        {QT_TR_NOOP("Publishes"), false, 88},
        {QT_TR_NOOP("Test run"), false, 120},
        {QT_TR_NOOP("Took"), true, 80},
    };
    return columns;
}

QString FlowStepsModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

Qt::ItemFlags FlowStepsModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = TableModel::flags(index);
    if (!m_editable)
        return flags;
    if (!index.isValid())
        return flags | Qt::ItemIsDropEnabled; // between rows
    flags |= Qt::ItemIsDragEnabled;
    const QJsonObject &step = rowAt(index.row()).json;
    if (index.column() == Commit)
        return flags | Qt::ItemIsUserCheckable;
    const bool editable = index.column() == Target  ? FlowStepText::hasTarget(step)
                          : index.column() == Value ? FlowStepText::hasValue(step)
                                                    : index.column() == Timeout;
    return editable ? flags | Qt::ItemIsEditable : flags;
}

bool FlowStepsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
    const QJsonObject step = rowAt(index.row()).json;
    if (role == Qt::CheckStateRole && index.column() == Commit) {
        Q_EMIT editWanted(index.row(), FlowStepText::editCommit(value.toInt() == Qt::Checked));
        return true;
    }
    if (role != Qt::EditRole || value.toString() == text(rowAt(index.row()), index.column()))
        return false;
    const auto edits = index.column() == Target  ? FlowStepText::editTarget(step, value.toString())
                       : index.column() == Value ? FlowStepText::editValue(step, value.toString())
                                                 : FlowStepText::editTimeout(value.toString());
    if (!edits)
        return false;
    Q_EMIT editWanted(index.row(), *edits);
    return true;
}

QStringList FlowStepsModel::mimeTypes() const
{
    return {mimeType};
}

QMimeData *FlowStepsModel::mimeData(const QModelIndexList &indexes) const
{
    auto *data = new QMimeData;
    data->setData(mimeType, QByteArray::number(indexes.isEmpty() ? -1 : rowAt(indexes.first().row()).id));
    return data;
}

/// False also when it moved the step: the view would take the dragged row out otherwise.
bool FlowStepsModel::dropMimeData(const QMimeData *data, Qt::DropAction, int row, int, const QModelIndex &parent)
{
    const int from = rowOf(data->data(mimeType).toInt());
    int to = row >= 0 ? row : parent.isValid() ? parent.row() : rowCount();
    if (from < 0)
        return false;
    if (to > from)
        --to;
    if (to != from)
        Q_EMIT moveWanted(from, to);
    return false;
}

QString FlowStepsModel::text(const FlowStepRow &row, int column) const
{
    switch (column) {
    case Number:
        return QString::number(row.number + 1);
    case Type:
        return FlowStepText::title(FlowStepText::nameOf(row.json));
    case Target:
        return FlowStepText::target(row.json);
    case Value:
        return FlowStepText::value(row.json);
    case Timeout:
        return FlowStepText::timeout(row.json);
    case Duration:
        return StepModel::durationText(row.durationMs);
    default:
        break;
    }
    if (column != Result)
        return {};
    switch (row.state) {
    case FlowStepState::None:
        return {};
    case FlowStepState::Running:
        //: of a step in a test run
        return tr("running");
    case FlowStepState::Ok:
        //: of a step in a test run
        return tr("ok");
    case FlowStepState::Failed:
        //: of a step in a test run
        return tr("failed");
    case FlowStepState::Cancelled:
        //: of a step in a test run
        return tr("cancelled");
    case FlowStepState::NotReached:
        //: of a step in a test run that has not been reached
        return tr("not run");
    }
    Q_UNREACHABLE();
}

QVariant FlowStepsModel::toolTip(const FlowStepRow &row, int column) const
{
    QStringList lines;
    for (const Error &fault : row.faults)
        lines.append(errorText(fault));
    for (const Error &remark : row.remarks)
        lines.append(errorText(remark));
    if (column == Target || column == Value)
        lines.append(text(row, column));
    if (column == Commit)
        lines.append(tr("What this step does is never repeated without asking."));
    if (column == Type)
        lines.append(QString::fromUtf8(QJsonDocument(row.json).toJson()).left(2000));
    return lines.join(u'\n');
}

QVariant FlowStepsModel::cell(const FlowStepRow &row, int column, int role) const
{
    const bool marked = column == Result && row.state != FlowStepState::None;
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::EditRole:
        return text(row, column);
    case Qt::CheckStateRole:
        return column == Commit ? QVariant(isCommit(row) ? Qt::Checked : Qt::Unchecked) : QVariant();
    case Qt::AccessibleDescriptionRole:
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::DecorationRole:
        if (column == Type && !row.faults.isEmpty())
            return iconOf({"failed", Tone::Failed});
        if (column == Type && !row.remarks.isEmpty())
            return iconOf({"info", Tone::Muted});
        return marked ? QVariant(iconOf(lookOf(row.state))) : QVariant();
    case Qt::ForegroundRole:
        if (column == Type && !row.faults.isEmpty())
            return currentColours().tone(Tone::Failed);
        return marked ? QVariant(currentColours().tone(lookOf(row.state).tone)) : QVariant();
    case Qt::BackgroundRole:
        if (row.state == FlowStepState::Running || row.state == FlowStepState::Failed || row.state == FlowStepState::Ok)
            return tintOf(currentColours(), lookOf(row.state).tone);
        return {};
    default:
        return {};
    }
}

} // namespace pult::ui
