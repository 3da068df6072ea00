// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reportwriter.h"

#include <storage/pool.h>

#include <functional>

namespace pult::upkeep {

struct ReportDone
{
    QString path;
    qint64 rows = 0;
    qint64 bytes = 0;
};

/// Told the rows written so far, after each page; false: stop.
using ReportProgress = std::function<bool(qint64 rows)>;

/// Writes a report to a file that is there as a whole or not at all. Blocks, reading page by page over the pool's
/// threads: for a thread of QtConcurrent's pool. Errors of checkReport() and the database;
/// file_not_written(path, reason); cancelled.
Result<ReportDone> makeReport(storage::Pool &pool, const ReportRequest &request, const QString &path,
                              const ReportProgress &progress);

/// The beginning of a report, to be looked at before it is made.
struct ReportPreview
{
    QStringList headers;
    QList<QStringList> rows;
    bool more = false;
};
Result<ReportPreview> previewReport(storage::Connection &connection, const ReportRequest &request, int rows);

/// Removes the oldest files of a kind and format of report from a folder, all but `kept` of them. How many went.
int removeOldReports(const QString &folder, ReportKind kind, ReportFormat format, int kept);

} // namespace pult::upkeep
