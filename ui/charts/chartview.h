// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chartdata.h"
#include "theme/colours.h"

#include <QChartView>

class QValueAxis;

namespace pult::ui {

class ChartSession;

/// One chart: thin lines without shadow or animation, named at their ends, with gaps where nothing was measured and a
/// dashed end where the time is still under way. Dragging brushes, a double click goes back; arrows move the crosshair,
/// plus and minus zoom. What is drawn is a set of line series named by ChartMetric, one for each stretch without a gap.
/// GUI thread.
class ChartView final : public QChartView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChartView)

public:
    /// `session` outlives this; `spec` is one of resourceCharts() and throughputCharts().
    ChartView(const ChartSpec &spec, ChartSession &session, QWidget *parent = nullptr);

    const ChartSpec &spec() const { return m_spec; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    /// Names in the present language.
    void retranslate();
    /// What stands at a line's end now: its name and its value, under the crosshair if there is one.
    QString labelOf(ChartMetric metric) const;
    /// Within the view.
    double xOf(TimePoint time) const;
    TimePoint timeAt(double x) const;

protected:
    void changeEvent(QEvent *event) override;
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void rebuild();
    void addLine(ChartMetric metric, const ChartLine &line);
    void addSeries(ChartMetric metric, const QList<ChartPoint> &points, Qt::PenStyle style);
    void applyColours();
    void layOut();
    double yOf(double value) const;
    /// What is shown of a line: under the crosshair, or at its end.
    std::optional<double> shownValue(const ChartLine &line) const;
    void drawAxes(QPainter &painter) const;
    void drawMarks(QPainter &painter) const;
    void drawSinglePoints(QPainter &painter) const;
    void drawEnds(QPainter &painter) const;
    void drawCrosshair(QPainter &painter) const;
    void drawBrush(QPainter &painter) const;
    void moveCrosshair(int stretches);

    const ChartSpec &m_spec;
    ChartSession &m_session;
    QValueAxis *m_time;
    QValueAxis *m_value;
    double m_most = 1; ///< the largest value
    double m_step = 1; ///< between two labels of the value axis, as many as its height has room for
    std::optional<double> m_pressedAt;
    bool m_dragged = false;
};

/// The colour of a line and of its name.
Tone toneOf(ChartMetric metric);

} // namespace pult::ui
