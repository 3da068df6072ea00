// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QTimer>

class QLineEdit;
class QPushButton;

namespace pult::ui {

/// Before something that interrupts running work: says what, wants a word typed, and a moment to think. GUI thread.
class DangerDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DangerDialog)

public:
    /// `word` is to be typed; `accept` is the verb on the button.
    DangerDialog(const QString &title, const QString &text, const QString &word, const QString &accept,
                 QWidget *parent);

private:
    void update();

    const QString m_word;
    const QString m_acceptText;
    QLineEdit *m_typed;
    QPushButton *m_accept;
    QTimer m_timer;
    int m_secondsLeft = 5;
};

} // namespace pult::ui
