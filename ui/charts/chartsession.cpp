// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartsession.h"

#include <QtConcurrentRun>
#include <base/whendone.h>

using namespace std::chrono_literals;

namespace pult::ui {

namespace {

/// Samples come once a minute; a new one is seen soon.
constexpr auto refreshEvery = 10s;
constexpr auto shortestZoom = 2min;

std::chrono::seconds lengthOf(ChartSession::Preset preset)
{
    switch (preset) {
    case ChartSession::Preset::Minutes15:
        return 15min;
    case ChartSession::Preset::Hour1:
    case ChartSession::Preset::Custom:
        return 1h;
    case ChartSession::Preset::Hours6:
        return 6h;
    case ChartSession::Preset::Hours24:
        return 24h;
    case ChartSession::Preset::Days7:
        return 7 * 24h;
    case ChartSession::Preset::Days30:
        return 30 * 24h;
    }
    Q_UNREACHABLE();
}

} // namespace

ChartSession::ChartSession(node::Commands &commands, TimeWindow &window, QObject *parent)
    : QObject(parent), m_commands(commands), m_window(window)
{
    m_timer.setInterval(refreshEvery);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (!m_paused)
            refresh();
    });
    connect(&m_window, &TimeWindow::narrowed, this, [this](const TimeWindow::Range &range) {
        if (m_zooms.isEmpty() || m_zooms.constLast() != range)
            m_zooms.append(range);
        refresh();
    });
    connect(&m_window, &TimeWindow::cleared, this, [this] {
        m_zooms.clear();
        refresh();
    });
}

void ChartSession::setPreset(Preset preset)
{
    m_preset = preset;
    m_window.clear();
    Q_EMIT choiceChanged();
    refresh();
}

void ChartSession::setCustom(const TimeWindow::Range &range)
{
    m_custom = range;
    setPreset(Preset::Custom);
}

void ChartSession::setNode(const QString &node)
{
    if (node == m_node)
        return;
    m_node = node;
    Q_EMIT choiceChanged();
    refresh();
}

void ChartSession::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_pausedAt = localNow() + m_clockOffset;
    m_paused = paused;
    Q_EMIT choiceChanged();
    if (!paused)
        refresh();
}

void ChartSession::setSeen(const QObject *panel, bool seen)
{
    const bool before = !m_seenBy.isEmpty();
    m_seenBy.removeAll(panel);
    if (seen)
        m_seenBy.append(panel);
    if (m_seenBy.isEmpty()) {
        m_timer.stop();
    } else if (!before) {
        m_timer.start();
        if (!m_paused || !m_arrived)
            refresh();
    }
}

TimeWindow::Range ChartSession::range() const
{
    if (m_window.range())
        return *m_window.range();
    if (m_preset == Preset::Custom)
        return m_custom;
    const TimePoint now = m_paused ? m_pausedAt : localNow() + m_clockOffset;
    return {now - lengthOf(m_preset), now};
}

void ChartSession::refresh()
{
    if (m_seenBy.isEmpty())
        return;
    const TimeWindow::Range wanted = range();
    observe::MetricQuery query{m_node, wanted.from, wanted.to, mostPoints, std::nullopt};
    // Hours are kept as long as the range goes back; the oldest one may be gone.
    if (!isZoomed() && m_preset == Preset::Days30)
        query.resolution = observe::Resolution::Hour;
    whenDone(m_commands.readMetrics(query), this,
             [this, wanted, number = ++m_number](const Result<observe::MetricSeriesRange> &read) {
                 if (number != m_number)
                     return;
                 if (!read) {
                     take(fail(read.error()));
                     return;
                 }
                 const auto compute = [read = *read, wanted] { return makeChartData(read, wanted.from, wanted.to); };
                 whenDone(QtConcurrent::run(compute), this, [this, number](const ChartData &data) {
                     if (number == m_number)
                         take(data);
                 });
             });
}

void ChartSession::take(const Result<ChartData> &data)
{
    if (!data) {
        Q_EMIT failed(data.error());
        return;
    }
    m_data = *data;
    m_clockOffset = m_data.now - localNow();
    // A fast connection's delay is no difference of clocks.
    if (std::chrono::abs(m_clockOffset) < 2s)
        m_clockOffset = 0s;
    m_arrived = true;
    Q_EMIT arrived();
}

void ChartSession::setCrosshair(const std::optional<TimePoint> &time)
{
    if (time == m_crosshair)
        return;
    m_crosshair = time;
    Q_EMIT crosshairMoved();
}

void ChartSession::setBrush(const std::optional<TimeWindow::Range> &brush)
{
    if (brush == m_brush)
        return;
    m_brush = brush;
    Q_EMIT brushMoved();
}

void ChartSession::zoomToBrush()
{
    if (!m_brush)
        return;
    const TimeWindow::Range brushed = *m_brush;
    setBrush(std::nullopt);
    zoomTo(brushed);
}

void ChartSession::zoomTo(const TimeWindow::Range &range)
{
    TimeWindow::Range minutes{std::chrono::floor<std::chrono::minutes>(range.from),
                              std::chrono::ceil<std::chrono::minutes>(range.to)};
    minutes.to = std::max(minutes.to, minutes.from + shortestZoom);
    m_window.set(minutes);
}

void ChartSession::zoomBack()
{
    if (m_zooms.size() < 2) {
        m_window.clear();
        return;
    }
    m_zooms.removeLast();
    m_window.set(m_zooms.constLast());
}

} // namespace pult::ui
