// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/timewindow.h"

#include <QFrame>

class QLabel;
class QToolButton;

namespace pult::ui {

/// Says that the window is narrowed to a stretch of time, and undoes it: "14:02–14:09 ✕". Hidden otherwise. GUI thread.
class TimeChip final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TimeChip)

public:
    /// `window` outlives this.
    explicit TimeChip(TimeWindow &window, QWidget *parent = nullptr);

    QString text() const;

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void retranslate();

    TimeWindow &m_window;
    QLabel *m_says;
    QToolButton *m_clear;
};

} // namespace pult::ui
