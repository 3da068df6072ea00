// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/commandmodel.h"

#include "models/fuzzy.h"
#include "theme/colours.h"

using namespace Qt::StringLiterals;

namespace pult::ui {

const QList<Column> &CommandModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("Command"), false, 0}, {QT_TR_NOOP("Menu"), false, 184}, {QT_TR_NOOP("Shortcut"), true, 128}};
    return columns;
}

QString CommandModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void CommandModel::setCommands(QList<CommandRow> commands)
{
    m_all = std::move(commands);
    choose();
}

void CommandModel::setTyped(const QString &typed)
{
    m_typed = typed.trimmed();
    choose();
}

int CommandModel::scoreOf(const CommandRow &command, const QString &typed)
{
    const QString swapped = otherLayout(typed);
    QStringList texts{command.text};
    texts += command.words;
    int best = 0;
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const QString &text = texts.at(i);
        // What is read on screen goes before what is only meant.
        const int found = std::max({fuzzyScore(typed, text) * 2, fuzzyScore(swapped, text),
                                    fuzzyScore(transliterated(typed), transliterated(text))});
        best = std::max(best, i == 0 ? found : found / 2);
    }
    return best;
}

void CommandModel::choose()
{
    struct Found
    {
        int score;
        const CommandRow *row;
    };
    QList<Found> found;
    for (const CommandRow &row : std::as_const(m_all)) {
        if (const int score = m_typed.isEmpty() ? 1 : scoreOf(row, m_typed); score > 0)
            found.append({score, &row});
    }
    std::stable_sort(found.begin(), found.end(), [](const Found &a, const Found &b) { return a.score > b.score; });
    QList<CommandRow> rows;
    for (const Found &each : std::as_const(found))
        rows.append(*each.row);
    resetRows(rows);
}

QVariant CommandModel::cell(const CommandRow &row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        if (column == Text)
            return row.enabled || row.whyNot.isEmpty() ? row.text : row.text + u" — "_s + row.whyNot;
        return column == Group ? row.group : row.shortcut;
    case Qt::DecorationRole:
        return column == Text && !row.icon.isNull() ? QVariant(row.icon) : QVariant();
    case Qt::ForegroundRole:
        return !row.enabled || column != Text ? QVariant(currentColours().muted) : QVariant();
    case Qt::ToolTipRole:
        return row.whyNot;
    default:
        return {};
    }
}

} // namespace pult::ui
