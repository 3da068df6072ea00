// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/commandmodel.h"
#include "palette/commandlist.h"

#include <QDialog>

#include <memory>

class QLabel;
class QLineEdit;
class QMainWindow;

namespace pult::ui {

class TableView;

/// Every command of the window by a few letters: Russian, English, Latin letters, the wrong keyboard layout. Enter runs
/// it. GUI thread.
class CommandPalette final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CommandPalette)

public:
    CommandPalette(QMainWindow &window, const QTranslator *other);
    ~CommandPalette() override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void onTyped(const QString &text);
    void run();
    void retranslate();

    QMainWindow &m_window;
    CommandList m_commands;
    CommandModel m_model;
    QLineEdit *m_typed;
    TableView *m_table;
    QLabel *m_hint;
};

} // namespace pult::ui
