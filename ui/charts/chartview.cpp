// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartview.h"

#include "charts/chartsession.h"
#include "charts/charttext.h"
#include "theme/metrics.h"

#include <QGraphicsLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QToolTip>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr double strokeWidth = 1.4;
/// The pointer must be so near to a mark, or have moved so far to brush.
constexpr double nearness = 4;

double millis(TimePoint time)
{
    return double(toMicros(time)) / 1000;
}

} // namespace

Tone toneOf(ChartMetric metric)
{
    switch (metric) {
    case ChartMetric::PultMemory:
    case ChartMetric::PultCpu:
    case ChartMetric::WaitP50:
    case ChartMetric::RunP50:
    case ChartMetric::Running:
        return Tone::Running;
    case ChartMetric::BrowserMemory:
    case ChartMetric::BrowserCpu:
    case ChartMetric::WaitP95:
    case ChartMetric::RunP95:
        return Tone::Paused;
    case ChartMetric::ComputerCpu:
    case ChartMetric::WaitP99:
    case ChartMetric::RunP99:
        return Tone::Warning;
    case ChartMetric::ComputerMemory:
    case ChartMetric::Completed:
        return Tone::Done;
    case ChartMetric::Failed:
        return Tone::Failed;
    case ChartMetric::OtherEnds:
    case ChartMetric::Waiting:
        return Tone::Muted;
    }
    Q_UNREACHABLE();
}

ChartView::ChartView(const ChartSpec &spec, ChartSession &session, QWidget *parent)
    : QChartView(parent), m_spec(spec), m_session(session), m_time(new QValueAxis(this)), m_value(new QValueAxis(this))
{
    setObjectName(QString::fromLatin1(spec.name));
    setFrameShape(NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    chart()->legend()->hide();
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->setDropShadowEnabled(false);
    chart()->setBackgroundVisible(false);
    chart()->setMargins({});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    for (QValueAxis *axis : {m_time, m_value}) {
        // Grid and labels are drawn by us: on whole minutes, and with units that grow with the value.
        axis->setLabelsVisible(false);
        axis->setLineVisible(false);
        axis->setGridLineVisible(false);
        axis->setMinorGridLineVisible(false);
    }
    chart()->addAxis(m_time, Qt::AlignBottom);
    chart()->addAxis(m_value, Qt::AlignLeft);
    // One event each: seven charts at once would hold up the window.
    connect(&session, &ChartSession::arrived, this, &ChartView::rebuild, Qt::QueuedConnection);
    connect(&session, &ChartSession::crosshairMoved, viewport(), qOverload<>(&QWidget::update));
    connect(&session, &ChartSession::brushMoved, viewport(), qOverload<>(&QWidget::update));
    applyColours();
    rebuild();
}

QSize ChartView::sizeHint() const
{
    return {44 * gridStep, 20 * gridStep};
}

QSize ChartView::minimumSizeHint() const
{
    return {24 * gridStep, 9 * gridStep};
}

void ChartView::retranslate()
{
    setAccessibleName(ChartText::title(m_spec));
    QStringList lines;
    for (const ChartMetric metric : m_spec.metrics)
        lines.append(labelOf(metric));
    setAccessibleDescription(lines.join(u", "_s));
    layOut();
}

QString ChartView::labelOf(ChartMetric metric) const
{
    const std::optional<double> value = shownValue(m_session.data().lines.value(int(metric)));
    const QString name = ChartText::name(metric);
    return value ? QString(name + u' ' + ChartText::value(m_spec.unit, *value)) : name;
}

std::optional<double> ChartView::shownValue(const ChartLine &line) const
{
    if (m_session.crosshair())
        return line.valueAt(m_session.data().stretchOf(*m_session.crosshair()));
    return line.last() ? std::optional(line.last()->value) : std::nullopt;
}

void ChartView::rebuild()
{
    const ChartData &data = m_session.data();
    chart()->removeAllSeries();
    double most = m_spec.fixedTop;
    for (const ChartMetric metric : m_spec.metrics) {
        const ChartLine line = data.lines.value(int(metric));
        addLine(metric, line);
        for (const QList<ChartPoint> &stretch : line.stretches) {
            for (const ChartPoint &point : stretch)
                most = std::max(most, point.value);
        }
    }
    m_most = most > 0 ? most : 1;
    if (data.from < data.to)
        m_time->setRange(millis(data.from), millis(data.to));
    retranslate();
}

void ChartView::addLine(ChartMetric metric, const ChartLine &line)
{
    for (int i = 0; i < line.stretches.size(); ++i) {
        const QList<ChartPoint> &points = line.stretches.at(i);
        const bool dashed = line.unfinished && i == line.stretches.size() - 1;
        if (!dashed || points.size() < 2) {
            addSeries(metric, points, dashed ? Qt::DashLine : Qt::SolidLine);
            continue;
        }
        if (points.size() > 2)
            addSeries(metric, points.first(points.size() - 1), Qt::SolidLine);
        addSeries(metric, points.last(2), Qt::DashLine);
    }
}

void ChartView::addSeries(ChartMetric metric, const QList<ChartPoint> &points, Qt::PenStyle style)
{
    auto *series = new QLineSeries(chart());
    series->setName(QString::number(int(metric)));
    QList<QPointF> places;
    places.reserve(points.size());
    for (const ChartPoint &point : points)
        places.append({millis(point.at), point.value});
    series->replace(places);
    chart()->addSeries(series);
    series->attachAxis(m_time);
    series->attachAxis(m_value);
    series->setPen(QPen(currentColours().tone(toneOf(metric)), strokeWidth, style, Qt::RoundCap, Qt::RoundJoin));
}

void ChartView::applyColours()
{
    const Colours &colours = currentColours();
    setBackgroundBrush(colours.base);
    for (QAbstractSeries *series : chart()->series()) {
        auto *line = static_cast<QLineSeries *>(series);
        QPen pen = line->pen();
        pen.setColor(colours.tone(toneOf(static_cast<ChartMetric>(line->name().toInt()))));
        line->setPen(pen);
    }
}

void ChartView::layOut()
{
    const QFontMetricsF font(this->font());
    const double plotHeight = height() - font.height() - 2.5 * gridStep;
    m_step = valueStep(m_spec.unit, m_most, std::clamp(int(plotHeight / (1.4 * font.height())), 1, 4));
    m_value->setRange(0, m_spec.fixedTop > 0 ? m_most : m_step * std::ceil(m_most / m_step));
    double left = 0;
    for (double value = 0; value <= m_value->max() * 1.001; value += m_step)
        left = std::max(left, font.horizontalAdvance(ChartText::axisValue(m_spec.unit, value, m_step)));
    double right = 0;
    const ChartData &data = m_session.data();
    for (const ChartMetric metric : m_spec.metrics) {
        // Room for the largest value, so that the plot does not move with the crosshair.
        const QString name = ChartText::name(metric);
        right = std::max(right, font.horizontalAdvance(labelOf(metric)));
        double most = 0;
        for (const QList<ChartPoint> &stretch : data.lines.value(int(metric)).stretches) {
            for (const ChartPoint &point : stretch)
                most = std::max(most, point.value);
        }
        right = std::max(right, font.horizontalAdvance(name + u' ' + ChartText::value(m_spec.unit, most)));
    }
    const QRectF area(left + gridStep, gridStep, width() - left - right - 3 * gridStep, plotHeight);
    chart()->setPlotArea(area);
    viewport()->update();
}

double ChartView::xOf(TimePoint time) const
{
    const QRectF area = chart()->plotArea();
    const double share = (millis(time) - m_time->min()) / std::max(1.0, m_time->max() - m_time->min());
    return area.left() + share * area.width();
}

double ChartView::yOf(double value) const
{
    const QRectF area = chart()->plotArea();
    return area.bottom() - value / std::max(1e-9, m_value->max()) * area.height();
}

TimePoint ChartView::timeAt(double x) const
{
    const QRectF area = chart()->plotArea();
    const double share = std::clamp((x - area.left()) / std::max(1.0, area.width()), 0.0, 1.0);
    return fromMicros(qint64((m_time->min() + share * (m_time->max() - m_time->min())) * 1000));
}

void ChartView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        applyColours();
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange)
        retranslate();
    QChartView::changeEvent(event);
}

void ChartView::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    layOut();
}

void ChartView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressedAt = event->position().x();
    m_dragged = false;
}

void ChartView::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    m_session.setCrosshair(timeAt(x));
    if (!m_pressedAt)
        return;
    m_dragged = m_dragged || std::abs(x - *m_pressedAt) >= nearness;
    if (m_dragged)
        m_session.setBrush(TimeWindow::Range{timeAt(std::min(x, *m_pressedAt)), timeAt(std::max(x, *m_pressedAt))});
}

void ChartView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_pressedAt)
        return;
    m_pressedAt.reset();
    if (std::exchange(m_dragged, false))
        m_session.zoomToBrush();
}

void ChartView::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_pressedAt.reset();
    if (event->button() == Qt::LeftButton)
        m_session.zoomBack();
}

void ChartView::leaveEvent(QEvent *event)
{
    m_session.setCrosshair(std::nullopt);
    QChartView::leaveEvent(event);
}

void ChartView::keyPressEvent(QKeyEvent *event)
{
    const ChartData &data = m_session.data();
    switch (event->key()) {
    case Qt::Key_Left:
        moveCrosshair(-1);
        return;
    case Qt::Key_Right:
        moveCrosshair(1);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: {
        const TimePoint middle = m_session.crosshair().value_or(data.from + (data.to - data.from) / 2);
        m_session.zoomTo({middle - (data.to - data.from) / 4, middle + (data.to - data.from) / 4});
        return;
    }
    case Qt::Key_Minus:
    case Qt::Key_Backspace:
        m_session.zoomBack();
        return;
    case Qt::Key_Escape:
        m_pressedAt.reset();
        m_session.setBrush(std::nullopt);
        m_session.setCrosshair(std::nullopt);
        return;
    default:
        QChartView::keyPressEvent(event);
    }
}

void ChartView::moveCrosshair(int stretches)
{
    const ChartData &data = m_session.data();
    const TimePoint last = data.stretchOf(std::min(data.to, data.now) - data.stretch);
    const TimePoint at = data.stretchOf(m_session.crosshair().value_or(last)) + stretches * data.stretch;
    m_session.setCrosshair(std::clamp(at, std::min(data.from, last), last));
}

bool ChartView::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QChartView::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QStringList texts;
    for (const observe::MetricEvent &mark : m_session.data().marks) {
        if (std::abs(xOf(mark.at) - help->pos().x()) <= nearness)
            texts.append(ChartText::mark(mark));
    }
    if (texts.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), texts.mid(0, 8).join(u"\n"_s), viewport());
    return true;
}

} // namespace pult::ui
