// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/chartdata.h"

#include <QCoreApplication>

namespace pult::ui {

/// What charts say to people, in the current language.
class ChartText final
{
    Q_DECLARE_TR_FUNCTIONS(pult::ChartText)

public:
    static QString title(const ChartSpec &spec);
    static QString name(ChartMetric metric);
    static QString value(ChartUnit unit, double value);
    /// At an axis whose labels are `step` apart.
    static QString axisValue(ChartUnit unit, double value, double step);
    static QString axisTime(TimePoint time, std::chrono::seconds step);
    /// Of a point that stands for `stretch`: "14:02", with the day where it is not today's.
    static QString pointTime(TimePoint time, std::chrono::seconds stretch);
    /// "14:02–14:09", with the days where they are not today's.
    static QString range(TimePoint from, TimePoint to);
    /// What happened, a sentence.
    static QString mark(const observe::MetricEvent &mark);
};

} // namespace pult::ui
