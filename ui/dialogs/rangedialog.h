// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/timewindow.h"

#include <QDialog>

class QDateTimeEdit;
class QLabel;
class QPushButton;

namespace pult::ui {

/// Asks for a begin and an end. GUI thread.
class RangeDialog final : public QDialog
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RangeDialog)

public:
    RangeDialog(const TimeWindow::Range &range, QWidget *parent);

    TimeWindow::Range range() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void validate();

    QLabel *m_fromLabel;
    QLabel *m_toLabel;
    QDateTimeEdit *m_from;
    QDateTimeEdit *m_to;
    QLabel *m_fault;
    QPushButton *m_accept;
    QPushButton *m_cancel;
};

} // namespace pult::ui
