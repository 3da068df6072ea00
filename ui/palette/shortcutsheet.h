// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/commandmodel.h"

#include <QDialog>

class QLabel;
class QMainWindow;
class QPushButton;

namespace pult::ui {

class TableView;

/// All keys of the window, those of its commands and those of every list. GUI thread.
class ShortcutSheet final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ShortcutSheet)

public:
    explicit ShortcutSheet(QMainWindow &window);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    /// What works everywhere without being a command.
    static QList<CommandRow> usualKeys();

    QMainWindow &m_window;
    CommandModel m_model;
    TableView *m_table;
    QPushButton *m_close;
};

} // namespace pult::ui
