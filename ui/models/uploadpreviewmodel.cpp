// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/uploadpreviewmodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

QStringList names(const QStringList &paths)
{
    QStringList names;
    for (const QString &path : paths)
        names.append(path.section(u'/', -1));
    return names;
}

StateLook lookOf(const UploadRow &row)
{
    return row.isFault()            ? StateLook{"failed", Tone::Failed}
           : !row.remarks.isEmpty() ? StateLook{"warning", Tone::Warning}
                                    : StateLook{"done", Tone::Done};
}

} // namespace

const QList<Column> &UploadPreviewModel::columns() const
{
    static const QList<Column> columns{
        //: header of the column with an upload's number
        {QT_TR_NOOP("No."), true, 56},
        {QT_TR_NOOP("Check"), false, 0},
        {QT_TR_NOOP("Profile"), false, 112},
        {QT_TR_NOOP("Media"), false, 168},
        {QT_TR_NOOP("Caption"), false, 160},
        {QT_TR_NOOP("Tags"), false, 112},
        //: header: when an upload begins
        {QT_TR_NOOP("Begins"), false, 160},
    };
    return columns;
}

QString UploadPreviewModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

QString UploadPreviewModel::problems(const UploadRow &row, const QString &separator) const
{
    QStringList lines;
    for (const UploadRemark &remark : row.remarks)
        lines.append(UploadText::sentence(remark));
    //: a row of the preview without problems
    return lines.isEmpty() ? tr("good") : lines.join(separator);
}

QString UploadPreviewModel::text(const UploadRow &row, int column) const
{
    switch (column) {
    case Number:
        return QString::number(row.number);
    case Problem:
        return problems(row, u" "_s);
    case Profile:
        return row.profile;
    case Media:
        return names(row.media).join(u", "_s);
    case Caption:
        return row.caption.simplified();
    case Tags:
        return row.tags.join(u' ');
    case Begins:
        return row.runAt ? HumanText::moment(*row.runAt) : tr("at once");
    default:
        return {};
    }
}

QVariant UploadPreviewModel::cell(const UploadRow &row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case SortRole:
        return column == Number ? QVariant(row.number) : QVariant();
    case Qt::DecorationRole:
        return column == Problem ? QVariant(iconOf(lookOf(row))) : QVariant();
    case Qt::ForegroundRole:
        return column == Problem ? QVariant(currentColours().tone(lookOf(row).tone)) : QVariant();
    case Qt::ToolTipRole:
        if (column == Problem)
            return problems(row, u"\n"_s);
        if (column == Number)
            return row.line > 0 ? tr("Line %1 of the table").arg(row.line) : QString();
        return column == Media ? row.media.join(u'\n') : column == Caption ? row.caption : text(row, column);
    default:
        return {};
    }
}

} // namespace pult::ui
