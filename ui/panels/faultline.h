// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace pult::ui {

/// What is wrong with the line above, under a caret that points to the place. GUI thread.
class FaultLine final : public QLabel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FaultLine)

public:
    explicit FaultLine(QWidget *parent = nullptr);

    /// `x`: where the caret points, in pixels of this widget; −1: nowhere.
    void setCaret(int x);
    int caret() const { return m_caret; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_caret = -1;
};

} // namespace pult::ui
