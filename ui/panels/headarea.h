// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace pult::ui {

/// As high as what it holds needs at its width; where that is too much, it scrolls instead of cutting texts off. GUI
/// thread.
class HeadArea final : public QScrollArea
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HeadArea)

public:
    /// Takes `head`.
    explicit HeadArea(QWidget *head, QWidget *parent = nullptr);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace pult::ui
