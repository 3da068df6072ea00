// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>

#include <QDateTime>
#include <QList>

namespace pult::browser {

/// One browser that Pult started, kept in <dataDir>/browsers/<provider>-<profile>.json from before its start until
/// after its stop, so that a later life can find exactly this browser again. A value; the file is for its owner's eyes
/// only.
struct BrowserRecord
{
    QString provider;
    QString profile;
    QString session;       ///< the life of the node that started it
    QString marker;        ///< local: an argument that only this browser was started with
    QString dataFolder;    ///< local
    qint64 pid = 0;        ///< 0: not known (yet)
    QString processMark;   ///< of pid, see processinfo.h
    bool starting = false; ///< a start was sent whose outcome is not settled
    quint16 port = 0;
    QString webSocketPath;
    QDateTime startedAt;

    bool operator==(const BrowserRecord &) const = default;
};

/// Whether a profile's id can name a file and a folder on every system: 1..100 characters, no separators, no dots
/// alone.
bool isValidProfileId(QStringView id);

/// Errors: browser_record_unwritable(path, reason).
Result<> saveRecord(const QString &dataDir, const BrowserRecord &record);
std::optional<BrowserRecord> loadRecord(const QString &dataDir, const QString &provider, const QString &profile);
void removeRecord(const QString &dataDir, const QString &provider, const QString &profile);
/// All of them; files that cannot be read are left out.
QList<BrowserRecord> loadRecords(const QString &dataDir);

} // namespace pult::browser
