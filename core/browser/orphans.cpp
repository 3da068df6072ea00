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

constexpr auto poll = 100ms;
constexpr int searches = 20;

/// A record from before its process was known: the browser, if there is one, carries the record's marker. Looking once
/// is not enough: a busy system does not always show a command line, or the browser's hold on its folder, at once.
QCoro::Task<BrowserRecord> withProcess(BrowserRecord record, CancelToken &token)
{
    if (record.pid > 0 || record.marker.isEmpty())
        co_return record;
    for (int i = 0; i < searches; ++i) {
        for (const qint64 pid : processesWithArgument(record.marker.toStdString())) {
            record.pid = pid;
            record.processMark = QString::fromStdString(processMark(pid));
            if (!record.processMark.isEmpty())
                co_return record;
        }
        const Result<> waited = co_await sleepFor(poll, token);
        if (!waited)
            break;
    }
    co_return record;
}

enum class Closing { Closed, Gone, Held };

QCoro::Task<Closing> closeLocal(BrowserRecord found, CancelToken &token)
{
    const BrowserRecord record = co_await withProcess(std::move(found), token);
    const bool runs =
        record.pid > 0 && !record.processMark.isEmpty() && processMark(record.pid) == record.processMark.toStdString();
    if (runs)
        co_await endRecordedBrowser(record, 5s, 50ms, token);
    const std::string folder = record.dataFolder.toStdString();
    if (dataFolderHolder(folder) > 0)
        co_return Closing::Held;
    // A lock that names another computer is this one's from before it was renamed: the record says who held the folder.
    if (!record.dataFolder.isEmpty())
        clearDataFolderMarks(folder);
    co_return runs ? Closing::Closed : Closing::Gone;
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
            const Closing closing = co_await closeLocal(record, token);
            if (closing == Closing::Held) {
                report.left.append(label);
                continue;
            }
            ++(closing == Closing::Closed ? report.closed : report.gone);
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
