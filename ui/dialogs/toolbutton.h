// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QKeySequence;
class QPushButton;
class QWidget;

namespace pult::ui {

/// A button of a dialog's tool row: never the one that Return presses.
QPushButton *makeToolButton(const QString &name, const char *iconName, QWidget *parent);
/// `keys` press it while the focus is in `where`; its hint names them.
void giveKeys(QPushButton *button, const QKeySequence &keys, QWidget *where);
void setHint(QPushButton *button, const QString &text);

} // namespace pult::ui
