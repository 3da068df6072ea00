// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "orphans.h"

#include "browserlog.h"
#include "localchrome.h"
#include "processinfo.h"

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A record from before its process was known: the browser, if there is one, carries the record's marker.
BrowserRecord withProcess(BrowserRecord record)
{
    if (record.pid > 0 || record.marker.isEmpty())
        return record;
    const auto found = processesWithArgument(record.marker.toStdString());
    if (!found.empty()) {
        record.pid = found.front();
        record.processMark = QString::fromStdString(processMark(record.pid));
    }
    return record;
}

QCoro::Task<bool> closeLocal(BrowserRecord record, CancelToken &token)
{
    const bool runs =
        record.pid > 0 && !record.processMark.isEmpty() && processMark(record.pid) == record.processMark.toStdString();
    if (runs)
        co_await endRecordedBrowser(record, 5s, 50ms, token);
    const std::string folder = record.dataFolder.toStdString();
    // A lock that names another computer is this one's from before it was renamed: the record says who held the folder.
    const auto holder = dataFolderHolder(folder);
    if (holder <= 0 && !record.dataFolder.isEmpty())
        clearDataFolderMarks(folder);
    co_return runs;
}

} // namespace

QCoro::Task<ReapReport> reapOrphans(QString dataDir, QString session, Provider *dolphin, CancelToken &token)
{
    ReapReport report;
    const QList<BrowserRecord> records = loadRecords(dataDir);
    for (const BrowserRecord &record : records) {
        if (record.session == session)
            continue;
        const QString label = record.provider + u':' + record.profile;
        if (record.provider == "local"_L1) {
            const bool ran = co_await closeLocal(withProcess(record), token);
            ++(ran ? report.closed : report.gone);
        } else {
            Result<> stopped = fail(ErrorKind::Unavailable, "dolphin_away");
            if (dolphin)
                stopped = co_await dolphin->stop(record.profile, token);
            if (!stopped) {
                report.left.append(label);
                continue;
            }
            ++report.closed;
        }
        removeRecord(dataDir, record.provider, record.profile);
        qCInfo(lcBrowser, "orphan_settled browser=%s", qUtf8Printable(label));
    }
    co_return report;
}

} // namespace pult::browser
