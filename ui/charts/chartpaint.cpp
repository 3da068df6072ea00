// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ChartView draws over its series: labels, marks, names at the ends, crosshair and brush.
#include "charts/chartsession.h"
#include "charts/charttext.h"
#include "charts/chartview.h"
#include "models/humantext.h"
#include "theme/metrics.h"

#include <QPainter>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr double dotRadius = 2.5;

struct End
{
    ChartMetric metric{};
    double y = 0; ///< where its name begins
};

/// Moves the names apart that would stand over each other, as little as needed and within the plot.
void spread(QList<End> &ends, double height, double top, double bottom)
{
    std::sort(ends.begin(), ends.end(), [](const End &a, const End &b) { return a.y < b.y; });
    double free = top;
    for (End &end : ends) {
        end.y = std::max(end.y, free);
        free = end.y + height;
    }
    double limit = bottom;
    for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
        end->y = std::min(end->y, limit);
        limit = end->y - height;
    }
}

} // namespace

void ChartView::drawBackground(QPainter *painter, const QRectF &rect)
{
    QChartView::drawBackground(painter, rect);
    const QRectF area = chart()->plotArea();
    painter->setPen(QPen(currentColours().border, 1));
    for (double value = 0; value <= m_value->max() * 1.001; value += m_step) {
        const double y = std::round(yOf(value)) + 0.5;
        painter->drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
}

void ChartView::drawForeground(QPainter *painter, const QRectF &rect)
{
    QChartView::drawForeground(painter, rect);
    painter->setFont(font());
    drawAxes(*painter);
    if (m_session.data().isEmpty)
        return;
    drawMarks(*painter);
    drawSinglePoints(*painter);
    drawCrosshair(*painter);
    drawBrush(*painter);
    drawEnds(*painter);
}

void ChartView::drawAxes(QPainter &painter) const
{
    const QRectF area = chart()->plotArea();
    const QFontMetricsF font(this->font());
    painter.setPen(currentColours().muted);
    for (double value = 0; value <= m_value->max() * 1.001; value += m_step) {
        const QRectF place(0, yOf(value) - font.height() / 2, area.left() - gridStep / 2.0, font.height());
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, ChartText::axisValue(m_spec.unit, value, m_step));
    }
    const ChartData &data = m_session.data();
    if (data.from >= data.to)
        return;
    const double room = font.horizontalAdvance(ChartText::axisTime(data.from, std::chrono::hours(24))) + 2 * gridStep;
    const TimeTicks ticks = timeTicks(data.from, data.to, std::max(1, int(area.width() / room)));
    for (const TimePoint at : ticks.at) {
        const double x = xOf(at);
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 3));
        QRectF place(x - room / 2, area.bottom() + 4, room, font.height());
        place.moveRight(std::min(place.right(), double(width())));
        painter.drawText(place, Qt::AlignHCenter | Qt::AlignTop, ChartText::axisTime(at, ticks.step));
    }
}

void ChartView::drawMarks(QPainter &painter) const
{
    const QRectF area = chart()->plotArea();
    const Colours &colours = currentColours();
    for (const observe::MetricEvent &mark : m_session.data().marks) {
        const double x = xOf(mark.at);
        if (x < area.left() || x > area.right())
            continue;
        const bool bad = mark.kind == "breaker"_L1 || (mark.kind == "limit"_L1 && !mark.detail.isEmpty());
        const QColor colour = colours.tone(bad ? Tone::Failed : Tone::Muted);
        painter.setPen(QPen(colour, 1, Qt::DotLine));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawPolygon(QPolygonF{{x - 3, area.top() - 4}, {x + 3, area.top() - 4}, {x, area.top() + 1}});
        painter.setBrush(Qt::NoBrush);
    }
}

void ChartView::drawSinglePoints(QPainter &painter) const
{
    painter.setPen(Qt::NoPen);
    const QRectF area = chart()->plotArea();
    for (const ChartMetric metric : m_spec.metrics) {
        painter.setBrush(currentColours().tone(toneOf(metric)));
        for (const QList<ChartPoint> &stretch : m_session.data().line(metric).stretches) {
            const QPointF place(xOf(stretch.constFirst().at), yOf(stretch.constFirst().value));
            if (stretch.size() == 1 && place.x() >= area.left() && place.x() <= area.right())
                painter.drawEllipse(place, dotRadius, dotRadius);
        }
    }
    painter.setBrush(Qt::NoBrush);
}

void ChartView::drawEnds(QPainter &painter) const
{
    const QRectF area = chart()->plotArea();
    const QFontMetricsF font(this->font());
    QList<End> ends;
    for (const ChartMetric metric : m_spec.metrics) {
        const ChartPoint *last = m_session.data().line(metric).last();
        if (last)
            ends.append({metric, yOf(last->value) - font.height() / 2});
    }
    spread(ends, font.height(), 0, area.bottom() - font.height() / 2);
    const double left = area.right() + gridStep;
    for (const End &end : ends) {
        painter.setPen(currentColours().tone(toneOf(end.metric)));
        painter.drawText(QRectF(left, end.y, width() - left, font.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         labelOf(end.metric));
    }
}

void ChartView::drawCrosshair(QPainter &painter) const
{
    const ChartData &data = m_session.data();
    if (!m_session.crosshair())
        return;
    const QRectF area = chart()->plotArea();
    const TimePoint at = data.stretchOf(*m_session.crosshair());
    const double x = std::clamp(xOf(at), area.left(), area.right());
    const Colours &colours = currentColours();
    painter.setPen(QPen(colours.text, 1));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    for (const ChartMetric metric : m_spec.metrics) {
        const std::optional<double> value = data.line(metric).valueAt(at);
        if (!value)
            continue;
        painter.setPen(QPen(colours.base, 1));
        painter.setBrush(colours.tone(toneOf(metric)));
        painter.drawEllipse(QPointF(x, yOf(*value)), dotRadius + 1, dotRadius + 1);
    }
    painter.setBrush(Qt::NoBrush);
    const QFontMetricsF font(this->font());
    const QString text = ChartText::pointTime(at, data.stretch);
    const double half = font.horizontalAdvance(text) / 2 + gridStep / 2.0;
    QRectF place(x - half, area.bottom() + 3, 2 * half, font.height() + 2);
    place.moveLeft(std::clamp(place.left(), 0.0, std::max(0.0, width() - place.width())));
    painter.fillRect(place, colours.text);
    painter.setPen(colours.base);
    painter.drawText(place, Qt::AlignCenter, text);
}

void ChartView::drawBrush(QPainter &painter) const
{
    if (!m_session.brush())
        return;
    const QRectF area = chart()->plotArea();
    const double left = std::clamp(xOf(m_session.brush()->from), area.left(), area.right());
    const double right = std::clamp(xOf(m_session.brush()->to), area.left(), area.right());
    QColor over = currentColours().accent;
    over.setAlphaF(0.18F);
    painter.fillRect(QRectF(left, area.top(), right - left, area.height()), over);
}

} // namespace pult::ui
