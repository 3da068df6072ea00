// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chartdata.h"
#include "models/timewindow.h"

#include <QObject>
#include <QTimer>

namespace pult::ui {

/// What all charts of the window have in common: range, node, pause, crosshair, brush, and the data, asked for once for
/// all of them. Brushing zooms every chart and narrows the window (TimeWindow) to that stretch. Only asks while a chart
/// is seen. GUI thread; reading and computing happen elsewhere.
class ChartSession final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChartSession)

public:
    enum class Preset { Minutes15, Hour1, Hours6, Hours24, Days7, Days30, Custom };
    Q_ENUM(Preset)
    /// A line has no more points.
    static constexpr int mostPoints = 1500;

    /// Both outlive this.
    ChartSession(node::Commands &commands, TimeWindow &window, QObject *parent = nullptr);

    Preset preset() const { return m_preset; }
    void setPreset(Preset preset);
    /// Preset::Custom.
    void setCustom(const TimeWindow::Range &range);
    /// A node's id; empty: all nodes together.
    const QString &node() const { return m_node; }
    void setNode(const QString &node);
    bool isPaused() const { return m_paused; }
    void setPaused(bool paused);
    /// A panel with charts is, or is no longer, seen.
    void setSeen(const QObject *panel, bool seen);

    const ChartData &data() const { return m_data; }
    bool hasArrived() const { return m_arrived; }
    /// What is drawn, or will be with the next answer: the brushed stretch, or the chosen range up to now.
    TimeWindow::Range range() const;
    bool isZoomed() const { return m_window.range().has_value(); }

    const std::optional<TimePoint> &crosshair() const { return m_crosshair; }
    void setCrosshair(const std::optional<TimePoint> &time);
    const std::optional<TimeWindow::Range> &brush() const { return m_brush; }
    void setBrush(const std::optional<TimeWindow::Range> &brush);
    /// Takes the brushed stretch, rounded to whole minutes.
    void zoomToBrush();
    void zoomTo(const TimeWindow::Range &range);
    /// To what was seen before the last zoom.
    void zoomBack();
    TimeWindow &window() { return m_window; }

public Q_SLOTS:
    void refresh();

Q_SIGNALS:
    void choiceChanged();
    void arrived();
    void failed(const pult::Error &error);
    void crosshairMoved();
    void brushMoved();

private:
    void take(const Result<ChartData> &data);

    node::Commands &m_commands;
    TimeWindow &m_window;
    QTimer m_timer;
    QList<const QObject *> m_seenBy;
    Preset m_preset = Preset::Hour1;
    TimeWindow::Range m_custom;
    QString m_node;
    bool m_paused = false;
    TimePoint m_pausedAt{};
    bool m_arrived = false;
    ChartData m_data;
    std::chrono::microseconds m_clockOffset{0}; ///< the database's clock minus this computer's
    quint64 m_number = 0;                       ///< of the newest question; older answers do not count
    std::optional<TimePoint> m_crosshair;
    std::optional<TimeWindow::Range> m_brush;
    QList<TimeWindow::Range> m_zooms; ///< the window's, innermost last
};

} // namespace pult::ui
