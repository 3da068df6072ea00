// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reportmaker.h"

namespace pult::upkeep {

/// A report that comes by the clock: what the payload of a task of kind `report` says. {"report":"tasks",
/// "period":"day|week|month" (the last whole one before the run), "folder":"/absolute", "format":"csv|json", "keep":30,
/// "columns":[…], "locale":"ru_RU" (of numbers; the computer's if not given), "titles":true}
struct ScheduledReport
{
    ReportKind kind = ReportKind::Tasks;
    ReportFormat format = ReportFormat::Csv;
    QString period = QStringLiteral("day");
    QString folder;
    int keep = 30; ///< files of this kind in the folder
    QStringList columns;
    QString locale;
    bool titles = false;
    bool operator==(const ScheduledReport &) const = default;

    ReportRequest request(TimePoint now) const;
};
QByteArray toPayload(const ScheduledReport &report);
/// report_payload_invalid(field, value, what it takes), report_column_unknown(…)
Result<ScheduledReport> scheduledReportFromPayload(const QByteArray &payload);

} // namespace pult::upkeep
