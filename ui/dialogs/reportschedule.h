// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <node/commands.h>

#include <QString>

namespace pult::ui {

/// How often a report is made: now alone, or by the clock, early in the morning, over the last whole day, week, month.
enum class ReportRepeat { Once, Day, Week, Month };

/// The time that the next one would hold if it came now; `repeat` is not Once.
upkeep::ReportPeriod periodOf(ReportRepeat repeat);
/// The schedule that makes it on its node's computer, into `folder`, where the newest `keep` of its kind stay.
queue::NewSchedule scheduleOf(const upkeep::ReportRequest &wanted, ReportRepeat repeat, const QString &folder,
                              int keep);

} // namespace pult::ui
