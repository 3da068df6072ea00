// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/chartgrid.h"

#include "charts/charttext.h"
#include "theme/metrics.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int leastWidth = 34 * gridStep;

} // namespace

ChartGrid::ChartGrid(std::span<const ChartSpec> specs, ChartSession &session, QWidget *parent)
    : QScrollArea(parent), m_layout(nullptr)
{
    setObjectName(u"chartGrid"_s);
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setProperty("surface", u"base"_s);
    auto *content = new QWidget(this);
    content->setObjectName(u"chartGridContent"_s);
    content->setProperty("surface", u"base"_s);
    content->setAttribute(Qt::WA_StyledBackground);
    m_layout = new QGridLayout(content);
    m_layout->setContentsMargins(gridStep, 0, 0, 0);
    m_layout->setSpacing(gridStep / 2);
    for (const ChartSpec &spec : specs) {
        auto *cell = new QWidget(content);
        auto *title = new QLabel(cell);
        title->setProperty("role", u"heading"_s);
        auto *view = new ChartView(spec, session, cell);
        auto *layout = new QVBoxLayout(cell);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
        layout->addWidget(title);
        layout->addWidget(view, 1);
        view->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(view, &QWidget::customContextMenuRequested, this, [this, cell, view](const QPoint &position) {
            Q_EMIT menuRequested(cell, view->mapToGlobal(position));
        });
        m_cells.append({cell, title, view});
    }
    setWidget(content);
    arrange();
}

void ChartGrid::retranslate()
{
    for (const Cell &cell : std::as_const(m_cells)) {
        cell.title->setText(ChartText::title(cell.view->spec()));
        cell.view->retranslate();
    }
}

void ChartGrid::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    arrange();
}

void ChartGrid::arrange()
{
    const int count = int(m_cells.size());
    int columns = std::clamp(viewport()->width() / leastWidth, 1, count);
    // Rows of the same length: four charts stand two by two rather than three and one.
    const int rows = (count + columns - 1) / columns;
    columns = (count + rows - 1) / rows;
    if (columns == m_columns)
        return;
    for (int column = 0; column < m_columns; ++column)
        m_layout->setColumnStretch(column, 0);
    m_columns = columns;
    for (int i = 0; i < count; ++i) {
        m_layout->addWidget(m_cells.at(i).widget, i / columns, i % columns);
        m_layout->setColumnStretch(i % columns, 1);
    }
}

} // namespace pult::ui
