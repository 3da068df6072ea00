// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QFile>
#include <QString>

#include <memory>

namespace pult::ctl {

/// Reads a rotating log (`pult.log`, `pult.1.log` …) as it grows. A change of files is told by the files' identity, so
/// nothing is read twice or left out when several happen between two looks. Not thread-safe.
class LogFollower final
{
public:
    explicit LogFollower(QString path);

    /// The newest whole lines of the file and its backups, oldest first.
    QByteArrayList last(int count);
    /// What has come since, whole lines only.
    QByteArrayList more();

private:
    QString backupPath(int number) const;
    void readRest(QByteArrayList &lines);
    void openAgain(QByteArrayList &lines);

    const QString m_path;
    std::unique_ptr<QFile> m_file;
    QByteArray m_rest; ///< a line that is not whole yet
};

} // namespace pult::ctl
