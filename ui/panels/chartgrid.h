// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chartview.h"

#include <QScrollArea>

class QGridLayout;
class QLabel;

namespace pult::ui {

/// Charts with their titles, as many beside each other as fit, the rest below. GUI thread.
class ChartGrid final : public QScrollArea
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChartGrid)

public:
    ChartGrid(std::span<const ChartSpec> specs, ChartSession &session, QWidget *parent = nullptr);

    void retranslate();
    /// All charts, for a picture.
    QWidget *content() const { return widget(); }

Q_SIGNALS:
    /// `cell`: the chart with its title.
    void menuRequested(QWidget *cell, const QPoint &globalPosition);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Cell
    {
        QWidget *widget;
        QLabel *title;
        ChartView *view;
    };
    void arrange();

    QGridLayout *m_layout;
    QList<Cell> m_cells;
    int m_columns = 0;
};

} // namespace pult::ui
