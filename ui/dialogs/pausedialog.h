// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/timepoint.h>

#include <QDialog>

#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace pult::ui {

class EndChoice;

/// Asks why and for how long a queue is paused; everyone sees the reason at the tasks that wait. GUI thread.
class PauseDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PauseDialog)

public:
    PauseDialog(QString queue, QWidget *parent);

    QString reason() const;
    /// nullopt: until it is resumed.
    std::optional<TimePoint> until() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void tellEnd();

    QString m_queue;
    QLabel *m_text;
    QLineEdit *m_reason;
    EndChoice *m_end;
    QPushButton *m_pause;
    QPushButton *m_cancel;
};

} // namespace pult::ui
