// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QString>

namespace pult::test {

/// What a process holds just now. Linux.
struct ProcessCost
{
    qint64 memoryKb = 0; ///< of its own: anonymous pages
    int descriptors = 0;
    int threads = 0;
};

inline ProcessCost processCost(qint64 pid)
{
    const QString folder = QStringLiteral("/proc/%1/").arg(pid);
    const auto field = [&folder](const QString &name, const QByteArray &key) -> qint64 {
        QFile file(folder + name);
        if (!file.open(QIODevice::ReadOnly))
            return 0;
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (line.startsWith(key))
                return line.mid(key.size()).simplified().split(' ').constFirst().toLongLong();
        }
        return 0;
    };
    ProcessCost cost;
    cost.memoryKb = field(QStringLiteral("status"), "RssAnon:");
    cost.threads = int(field(QStringLiteral("status"), "Threads:"));
    cost.descriptors = int(
        QDir(folder + QStringLiteral("fd")).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System).size());
    return cost;
}

} // namespace pult::test
