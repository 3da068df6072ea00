// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "report.h"

#include <base/coretr.h>

#include <QDateTime>

#include <algorithm>

namespace pult::upkeep {

using namespace Qt::StringLiterals;

namespace {

// clang-format off
constexpr ReportColumn taskColumns[] = {
    {"id", QT_TRANSLATE_NOOP("pult::Core", "Number")},
    {"kind", QT_TRANSLATE_NOOP("pult::Core", "Kind of work")},
    {"queue", QT_TRANSLATE_NOOP("pult::Core", "Queue")},
    {"state", QT_TRANSLATE_NOOP("pult::Core", "State")},
    {"profile", QT_TRANSLATE_NOOP("pult::Core", "Profile")},
    {"priority", QT_TRANSLATE_NOOP("pult::Core", "Priority")},
    {"batch_id", QT_TRANSLATE_NOOP("pult::Core", "Batch")},
    {"attempt", QT_TRANSLATE_NOOP("pult::Core", "Attempts used")},
    {"max_attempts", QT_TRANSLATE_NOOP("pult::Core", "Attempts allowed")},
    {"worker", QT_TRANSLATE_NOOP("pult::Core", "Worker")},
    {"created_at", QT_TRANSLATE_NOOP("pult::Core", "Created")},
    {"started_at", QT_TRANSLATE_NOOP("pult::Core", "Started")},
    {"finished_at", QT_TRANSLATE_NOOP("pult::Core", "Ended")},
    {"wait_seconds", QT_TRANSLATE_NOOP("pult::Core", "Waited for the last run, s")},
    {"run_seconds", QT_TRANSLATE_NOOP("pult::Core", "Last run, s")},
    {"error_code", QT_TRANSLATE_NOOP("pult::Core", "Error code")},
    {"error", QT_TRANSLATE_NOOP("pult::Core", "Error")},
};
constexpr ReportColumn metricColumns[] = {
    {"at", QT_TRANSLATE_NOOP("pult::Core", "Time")},
    {"node", QT_TRANSLATE_NOOP("pult::Core", "Computer")},
    {"stretch_seconds", QT_TRANSLATE_NOOP("pult::Core", "Stretch, s")},
    {"measured_seconds", QT_TRANSLATE_NOOP("pult::Core", "Measured, s")},
    {"memory_mb", QT_TRANSLATE_NOOP("pult::Core", "Memory of Pult, MB")},
    {"memory_mb_most", QT_TRANSLATE_NOOP("pult::Core", "Memory of Pult at most, MB")},
    {"cpu_percent", QT_TRANSLATE_NOOP("pult::Core", "Processor, Pult, % of a core")},
    {"browser_memory_mb", QT_TRANSLATE_NOOP("pult::Core", "Memory of browsers, MB")},
    {"browser_cpu_percent", QT_TRANSLATE_NOOP("pult::Core", "Processor, browsers, % of a core")},
    {"browsers", QT_TRANSLATE_NOOP("pult::Core", "Browsers")},
    {"machine_memory_percent", QT_TRANSLATE_NOOP("pult::Core", "Memory of the computer, %")},
    {"machine_cpu_percent", QT_TRANSLATE_NOOP("pult::Core", "Processors of the computer, %")},
    {"disk_free_mb", QT_TRANSLATE_NOOP("pult::Core", "Free on the disk, MB")},
    {"active_tasks", QT_TRANSLATE_NOOP("pult::Core", "Running tasks")},
    {"queue_waiting", QT_TRANSLATE_NOOP("pult::Core", "Waiting in all queues")},
    {"started", QT_TRANSLATE_NOOP("pult::Core", "Runs started")},
    {"completed", QT_TRANSLATE_NOOP("pult::Core", "Runs completed")},
    {"failed", QT_TRANSLATE_NOOP("pult::Core", "Runs failed")},
    {"completed_per_second", QT_TRANSLATE_NOOP("pult::Core", "Completed per second")},
    {"wait_p50", QT_TRANSLATE_NOOP("pult::Core", "Wait p50, s")},
    {"wait_p95", QT_TRANSLATE_NOOP("pult::Core", "Wait p95, s")},
    {"wait_p99", QT_TRANSLATE_NOOP("pult::Core", "Wait p99, s")},
    {"run_p50", QT_TRANSLATE_NOOP("pult::Core", "Run p50, s")},
    {"run_p95", QT_TRANSLATE_NOOP("pult::Core", "Run p95, s")},
    {"run_p99", QT_TRANSLATE_NOOP("pult::Core", "Run p99, s")},
};
constexpr ReportColumn profileColumns[] = {
    {"profile", QT_TRANSLATE_NOOP("pult::Core", "Profile")},
    {"runs", QT_TRANSLATE_NOOP("pult::Core", "Runs")},
    {"completed", QT_TRANSLATE_NOOP("pult::Core", "Runs completed")},
    {"failed", QT_TRANSLATE_NOOP("pult::Core", "Runs failed")},
    {"cancelled", QT_TRANSLATE_NOOP("pult::Core", "Runs cancelled")},
    {"other", QT_TRANSLATE_NOOP("pult::Core", "Other runs")},
    {"success_percent", QT_TRANSLATE_NOOP("pult::Core", "Completed, %")},
    {"run_seconds", QT_TRANSLATE_NOOP("pult::Core", "Ran, s")},
    {"average_seconds", QT_TRANSLATE_NOOP("pult::Core", "A run on average, s")},
    {"longest_seconds", QT_TRANSLATE_NOOP("pult::Core", "The longest run, s")},
    {"first_at", QT_TRANSLATE_NOOP("pult::Core", "First")},
    {"last_at", QT_TRANSLATE_NOOP("pult::Core", "Last")},
};
constexpr ReportColumn errorColumns[] = {
    {"error_code", QT_TRANSLATE_NOOP("pult::Core", "Error code")},
    {"kind", QT_TRANSLATE_NOOP("pult::Core", "Kind of work")},
    {"runs", QT_TRANSLATE_NOOP("pult::Core", "Runs")},
    {"tasks", QT_TRANSLATE_NOOP("pult::Core", "Tasks")},
    {"first_at", QT_TRANSLATE_NOOP("pult::Core", "First")},
    {"last_at", QT_TRANSLATE_NOOP("pult::Core", "Last")},
    {"last_task", QT_TRANSLATE_NOOP("pult::Core", "Last task")},
    {"last_profile", QT_TRANSLATE_NOOP("pult::Core", "Last profile")},
    {"error", QT_TRANSLATE_NOOP("pult::Core", "Error")},
};
// clang-format on

QDateTime local(TimePoint time)
{
    return QDateTime::fromMSecsSinceEpoch(toMicros(time) / 1000);
}

QString fileTime(TimePoint time)
{
    const QDateTime at = local(time);
    return at.toString(at.time().msecsSinceStartOfDay() == 0 ? u"yyyy-MM-dd"_s : u"yyyy-MM-dd'T'HHmm"_s);
}

} // namespace

QString nameOf(ReportKind kind)
{
    switch (kind) {
    case ReportKind::Tasks:
        return u"tasks"_s;
    case ReportKind::Metrics:
        return u"metrics"_s;
    case ReportKind::Profiles:
        return u"profiles"_s;
    case ReportKind::Errors:
        break;
    }
    return u"errors"_s;
}

QString nameOf(ReportFormat format)
{
    return format == ReportFormat::Csv ? u"csv"_s : u"json"_s;
}

std::optional<ReportKind> reportKindFromString(QStringView name)
{
    for (const ReportKind kind : allReportKinds) {
        if (nameOf(kind) == name)
            return kind;
    }
    return std::nullopt;
}

std::optional<ReportFormat> reportFormatFromString(QStringView name)
{
    for (const ReportFormat format : {ReportFormat::Csv, ReportFormat::Json}) {
        if (nameOf(format) == name)
            return format;
    }
    return std::nullopt;
}

std::span<const ReportColumn> reportColumns(ReportKind kind)
{
    switch (kind) {
    case ReportKind::Tasks:
        return taskColumns;
    case ReportKind::Metrics:
        return metricColumns;
    case ReportKind::Profiles:
        return profileColumns;
    case ReportKind::Errors:
        break;
    }
    return errorColumns;
}

QString titleOf(const ReportColumn &column)
{
    return CoreTr::tr(column.title);
}

CsvStyle CsvStyle::of(const QLocale &locale)
{
    const bool comma = locale.decimalPoint() == ","_L1;
    return {comma ? u';' : u',', comma ? u',' : u'.'};
}

Result<> checkReport(const ReportRequest &request)
{
    if (request.from >= request.to)
        return fail(ErrorKind::Invalid, "report_range_invalid", {toIso(request.from), toIso(request.to)});
    QStringList known;
    for (const ReportColumn &column : reportColumns(request.kind))
        known.append(QString::fromLatin1(column.name));
    for (const QString &column : request.columns) {
        if (!known.contains(column))
            return fail(ErrorKind::Invalid, "report_column_unknown", {column, nameOf(request.kind), known.join(u", ")});
    }
    return {};
}

QString reportFileName(const ReportRequest &request)
{
    return u"pult_%1_%2_%3.%4"_s.arg(nameOf(request.kind), fileTime(request.from), fileTime(request.to),
                                     nameOf(request.format));
}

std::optional<ReportPeriod> reportPeriod(QStringView name, TimePoint now)
{
    const QDate today = local(now).date();
    QDate from;
    QDate to = today;
    if (name == "day"_L1) {
        from = today.addDays(-1);
    } else if (name == "week"_L1) {
        to = today.addDays(1 - today.dayOfWeek());
        from = to.addDays(-7);
    } else if (name == "month"_L1) {
        to = QDate(today.year(), today.month(), 1);
        from = to.addMonths(-1);
    } else {
        return std::nullopt;
    }
    return ReportPeriod{fromMicros(from.startOfDay().toMSecsSinceEpoch() * 1000),
                        fromMicros(to.startOfDay().toMSecsSinceEpoch() * 1000)};
}

} // namespace pult::upkeep
