// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tablemodel.h"

#include <QIcon>
#include <QKeySequence>

namespace pult::ui {

/// A command of the window as the palette and the sheet of shortcuts show it.
struct CommandRow
{
    QString name;      ///< object name of its action
    QString text;      ///< in the current language, without marks
    QString group;     ///< the menu it stands in; may be empty
    QStringList words; ///< other texts it is found by: the other language, its tool tip
    QString shortcut;
    QString whyNot; ///< why it is disabled; empty: it is not
    qint64 iconKey = 0;
    QIcon icon;
    bool enabled = true;
    bool operator==(const CommandRow &other) const
    {
        return name == other.name && text == other.text && shortcut == other.shortcut && enabled == other.enabled &&
               iconKey == other.iconKey && whyNot == other.whyNot && group == other.group;
    }
};

/// The commands that fit what was typed, the best first. GUI thread.
class CommandModel final : public TableModel<CommandRow, QString>
{
    Q_OBJECT

public:
    enum ColumnIndex { Text, Group, Shortcut };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    void setCommands(QList<CommandRow> commands);
    void setTyped(const QString &typed);
    int total() const { return static_cast<int>(m_all.size()); }

    /// How well a command fits, by its text, its other language, Latin letters or the wrong keyboard layout.
    static int scoreOf(const CommandRow &command, const QString &typed);

protected:
    QString headerText(int column) const override;
    QString keyOf(const CommandRow &row) const override { return row.name; }
    QVariant cell(const CommandRow &row, int column, int role) const override;

private:
    void choose();

    QList<CommandRow> m_all;
    QString m_typed;
};

} // namespace pult::ui
