// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/reportschedule.h"

#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// Of a schedule's task: "day" and its cron expression.
std::pair<QString, QString> clockOf(ReportRepeat repeat)
{
    switch (repeat) {
    case ReportRepeat::Week:
        return {u"week"_s, u"0 6 * * 1"_s};
    case ReportRepeat::Month:
        return {u"month"_s, u"0 6 1 * *"_s};
    case ReportRepeat::Once:
    case ReportRepeat::Day:
        break;
    }
    return {u"day"_s, u"0 6 * * *"_s};
}

} // namespace

upkeep::ReportPeriod periodOf(ReportRepeat repeat)
{
    return upkeep::reportPeriod(clockOf(repeat).first, localNow()).value_or(upkeep::ReportPeriod{});
}

queue::NewSchedule scheduleOf(const upkeep::ReportRequest &wanted, ReportRepeat repeat, const QString &folder, int keep)
{
    const auto [period, cron] = clockOf(repeat);
    const upkeep::ScheduledReport report{wanted.kind,
                                         wanted.format,
                                         period,
                                         folder,
                                         keep,
                                         wanted.columns,
                                         wanted.style.separator == u';' ? u"ru_RU"_s : u"en_US"_s,
                                         false};
    queue::NewSchedule schedule;
    schedule.name = u"report-%1-%2"_s.arg(upkeep::nameOf(wanted.kind), period);
    schedule.expression = cron;
    schedule.timeZone = QString::fromLatin1(QTimeZone::systemTimeZoneId());
    schedule.task.kind = u"report"_s;
    schedule.task.payload = upkeep::toPayload(report);
    return schedule;
}

} // namespace pult::ui
