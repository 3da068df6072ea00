// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reportwriter.h"

#include <storage/connection.h>

#include <memory>

namespace pult::upkeep {

/// Reads a report's rows page by page (keyset), so that a million of them need the memory of one page. Used by one
/// thread at a time; each page may come over another connection.
class ReportSource
{
public:
    static constexpr int pageSize = 1000;

    virtual ~ReportSource() = default;
    /// The next rows, with the cells of all columns of the kind; none: that was all. A page that failed may be asked
    /// for again.
    virtual Result<QList<ReportRow>> next(storage::Connection &connection) = 0;
};

std::unique_ptr<ReportSource> makeReportSource(const ReportRequest &request);

// Of each kind, in files of their own.
std::unique_ptr<ReportSource> makeTaskSource(const ReportRequest &request);
std::unique_ptr<ReportSource> makeMetricSource(const ReportRequest &request);
std::unique_ptr<ReportSource> makeProfileSource(const ReportRequest &request);
std::unique_ptr<ReportSource> makeErrorSource(const ReportRequest &request);

/// A column that may be NULL.
ReportCell timeCell(const QVariant &micros);
ReportCell numberCell(const QVariant &number);
/// Between two columns of microseconds; nothing unless both are there. Never negative: clocks differ.
ReportCell secondsCell(const QVariant &from, const QVariant &to);

} // namespace pult::upkeep
