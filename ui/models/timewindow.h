// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/timepoint.h>

#include <QObject>

#include <optional>

namespace pult::ui {

/// The stretch of time that the operator looks at, shared by the whole window: brushed in a chart, followed by every
/// panel that shows what happened. Without one the panels show everything. GUI thread.
class TimeWindow final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TimeWindow)

public:
    struct Range
    {
        TimePoint from{};
        TimePoint to{}; ///< not included
        bool operator==(const Range &) const = default;
    };

    explicit TimeWindow(QObject *parent = nullptr) : QObject(parent) {}

    const std::optional<Range> &range() const { return m_range; }
    void set(const Range &range)
    {
        if (range.from >= range.to || m_range == range)
            return;
        m_range = range;
        Q_EMIT narrowed(range);
    }
    void clear()
    {
        if (!m_range)
            return;
        m_range.reset();
        Q_EMIT cleared();
    }

Q_SIGNALS:
    void narrowed(const pult::ui::TimeWindow::Range &range);
    void cleared();

private:
    std::optional<Range> m_range;
};

} // namespace pult::ui
