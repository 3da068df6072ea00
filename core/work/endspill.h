// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>
#include <queue/types.h>

#include <QFile>

namespace pult::work {

/// Ends of runs that the database could not take, in a file of the data folder: whatever ended is not lost with the
/// process. Each record is its length, its checksum and its JSON; what a crash or a full disk left torn at the end is
/// not read, and goes with the next append. A file of another database is put aside. Thread-affine.
class EndSpill final
{
public:
    struct Place
    {
        qint64 offset = 0;
        qint64 length = 0;
    };
    /// `path` empty: there is none, appending fails. `database` names the one that the ends belong to.
    EndSpill(QString path, QString database);

    /// On disk when it returns: where each lies. On an error the file is as it was.
    Result<QList<Place>> append(const QList<queue::Completion> &ends);
    std::optional<queue::Completion> read(const Place &place);
    /// Everything an earlier life left, with its places.
    QList<std::pair<queue::Completion, Place>> recover();
    /// All of it has been written to the database.
    void clear();

    const QString &path() const { return m_path; }

private:
    Result<> open();

    const QString m_path;
    const QString m_database;
    QFile m_file;
};

/// As they stand in the file.
QByteArray toSpillJson(const queue::Completion &end);
std::optional<queue::Completion> endFromSpillJson(const QByteArray &json);

} // namespace pult::work
