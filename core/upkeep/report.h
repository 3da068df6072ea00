// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reports over a range of time, as tables for spreadsheet programs or as JSON: what may be asked for.
#pragma once

#include <base/result.h>
#include <base/timepoint.h>

#include <QLocale>
#include <QStringList>

#include <optional>
#include <span>

namespace pult::upkeep {

enum class ReportKind {
    Tasks,    ///< those that were created or ended in the range, newest first
    Metrics,  ///< what each node used and did, a row for each minute, hour or day
    Profiles, ///< the runs that ended in the range, by profile
    Errors,   ///< the runs that failed in the range, by error and kind of work
};
constexpr ReportKind allReportKinds[] = {ReportKind::Tasks, ReportKind::Metrics, ReportKind::Profiles,
                                         ReportKind::Errors};
enum class ReportFormat { Csv, Json };

/// "tasks", "metrics", …; "csv", "json".
QString nameOf(ReportKind kind);
QString nameOf(ReportFormat format);
std::optional<ReportKind> reportKindFromString(QStringView name);
std::optional<ReportFormat> reportFormatFromString(QStringView name);

struct ReportColumn
{
    const char *name;  ///< in JSON, on the command line, and as a header for programs
    const char *title; ///< for people; English, to be translated: titleOf()
};
std::span<const ReportColumn> reportColumns(ReportKind kind);
QString titleOf(const ReportColumn &column);

/// How numbers are written and cells are separated, so that the spreadsheet program of that country reads both right.
struct CsvStyle
{
    QChar separator = u',';
    QChar decimal = u'.';
    bool operator==(const CsvStyle &) const = default;

    /// A semicolon where the decimal sign is a comma.
    static CsvStyle of(const QLocale &locale);
};

struct ReportRequest
{
    ReportKind kind = ReportKind::Tasks;
    ReportFormat format = ReportFormat::Csv;
    TimePoint from{};
    TimePoint to{};      ///< not included
    QStringList columns; ///< names, in the order wanted; empty: all
    CsvStyle style;
    bool titles = false; ///< headers, states and kinds for people, in the current language, instead of names
    /// JSON is for programs in any case.
    bool words() const { return titles && format == ReportFormat::Csv; }
    bool operator==(const ReportRequest &) const = default;
};
/// report_range_invalid(from, to), report_column_unknown(column, report, columns)
Result<> checkReport(const ReportRequest &request);

/// pult_tasks_2026-11-20_2026-11-27.csv, in local time; with the clock where it is not midnight.
QString reportFileName(const ReportRequest &request);

/// The last whole day, week (from Monday) or month before `now`, in local time: "day", "week", "month".
struct ReportPeriod
{
    TimePoint from{};
    TimePoint to{};
};
std::optional<ReportPeriod> reportPeriod(QStringView name, TimePoint now);

} // namespace pult::upkeep
