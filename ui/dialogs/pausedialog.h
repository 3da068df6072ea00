// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace pult::ui {

/// Asks why a queue is paused; everyone sees the reason at the tasks that wait. GUI thread.
class PauseDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PauseDialog)

public:
    PauseDialog(QString queue, QWidget *parent);

    QString reason() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    QString m_queue;
    QLabel *m_text;
    QLineEdit *m_reason;
    QPushButton *m_pause;
    QPushButton *m_cancel;
};

} // namespace pult::ui
