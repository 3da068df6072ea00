// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/artifactmodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

namespace pult::ui {

const QList<Column> &ArtifactModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("File"), false, 0}, {QT_TR_NOOP("Size"), true, 80}, {QT_TR_NOOP("Made"), true, 128}};
    return columns;
}

QString ArtifactModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

QVariant ArtifactModel::cell(const queue::Artifact &artifact, int column, int role) const
{
    const bool isImage = artifact.mimeType.startsWith(u"image/");
    switch (role) {
    case SortRole:
        if (column == Size)
            return artifact.size;
        return column == Made ? QVariant(toMicros(artifact.createdAt)) : QVariant();
    case Qt::DecorationRole:
        return column == Name ? QVariant(iconOf({isImage ? "image" : "page", Tone::Muted})) : QVariant();
    case Qt::ToolTipRole:
        return column == Made ? HumanText::moment(artifact.createdAt) : artifact.name;
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case Name:
        return artifact.name;
    case Size:
        return HumanText::size(artifact.size);
    case Made:
        return HumanText::age(artifact.createdAt, localNow());
    default:
        return {};
    }
}

} // namespace pult::ui
