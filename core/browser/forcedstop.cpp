// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "forcedstop.h"

#include "browserlog.h"
#include "browserrecord.h"
#include "localchrome.h"
#include "processinfo.h"

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto endGrace = 1s;
constexpr auto poll = 50ms;

bool runs(const BrowserRecord &record)
{
    return record.pid > 0 && !record.processMark.isEmpty() &&
           processMark(record.pid) == record.processMark.toStdString();
}

} // namespace

QCoro::Task<int> stopRecorded(QString dataDir, QString session, QStringList profiles, Provider *dolphin,
                              CancelToken &token)
{
    int stopped = 0;
    const QList<BrowserRecord> records = loadRecords(dataDir);
    for (const BrowserRecord &record : records) {
        const QString label = record.provider + u':' + record.profile;
        if (record.session != session || !profiles.contains(label))
            continue;
        if (record.provider == "local"_L1) {
            if (runs(record))
                co_await endRecordedBrowser(record, endGrace, poll, token);
            removeRecord(dataDir, record.provider, record.profile);
        } else {
            Result<> ended = fail(ErrorKind::Unavailable, "dolphin_away");
            if (dolphin)
                ended = co_await dolphin->stop(record.profile, token);
            if (!ended) { // the record stays: the next start of this profile or node settles it
                qCWarning(lcBrowser, "browser_not_stopped browser=%s", qUtf8Printable(label));
                continue;
            }
        }
        ++stopped;
        qCWarning(lcBrowser, "browser_stopped_by_force browser=%s", qUtf8Printable(label));
    }
    co_return stopped;
}

int killRecorded(const QString &dataDir, const QString &session)
{
    int killed = 0;
    for (const BrowserRecord &record : loadRecords(dataDir)) {
        if (record.session != session || record.provider != "local"_L1 || !runs(record))
            continue;
        killProcessGroup(record.pid);
        ++killed;
    }
    return killed;
}

} // namespace pult::browser
