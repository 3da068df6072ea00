// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "artifacts.h"

#include "taskqueries.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

constexpr qsizetype longestArtifact = 1024 * 1024;
constexpr qint64 artifactsPerRun = 5;
constexpr auto metadata = "id, run_lease, name, mime_type, size, created_at";

bool isText(const QString &mimeType)
{
    return mimeType.startsWith("text/"_L1) || mimeType == "application/json"_L1;
}

/// `artifact` within the limit.
Artifact limited(const Artifact &artifact)
{
    if (artifact.data.size() <= longestArtifact)
        return artifact;
    const QByteArray size = QByteArray::number(artifact.data.size());
    Artifact shorter = artifact;
    if (isText(artifact.mimeType)) {
        const QByteArray note = "\n[truncated: " + size + " bytes in all]\n";
        shorter.data = artifact.data.left(longestArtifact - note.size()) + note;
        return shorter;
    }
    shorter.name += u".txt"_s;
    shorter.mimeType = u"text/plain"_s;
    shorter.data = "[not kept: " + size + " bytes are more than " + QByteArray::number(longestArtifact) + "]\n";
    return shorter;
}

Artifact fromRow(const Row &row)
{
    Artifact artifact;
    artifact.id = row.at(0).toLongLong();
    artifact.runLease = row.at(1).toLongLong();
    artifact.name = row.at(2).toString();
    artifact.mimeType = row.at(3).toString();
    artifact.size = row.at(4).toLongLong();
    artifact.createdAt = fromMicros(row.at(5).toLongLong());
    return artifact;
}

} // namespace

Result<> storeArtifacts(Connection &connection, Id task, qint64 runLease, const QList<Artifact> &artifacts)
{
    if (artifacts.isEmpty())
        return {};
    const Result<Rows> stored = connection.query(
        u"select count(*) from task_artifacts where task_id = ? and run_lease = ?"_s, {task, runLease});
    if (!stored)
        return fail(stored.error());
    const qint64 room = artifactsPerRun - stored->front().front().toLongLong();
    for (qsizetype i = 0; i < std::min<qint64>(room, artifacts.size()); ++i) {
        const Artifact artifact = limited(artifacts.at(i));
        const Result<qint64> done = connection.execute(
            u"insert into task_artifacts (task_id, run_lease, name, mime_type, size, data, created_at) "
            "values (?, ?, ?, ?, ?, ?, {now})"_s,
            {task, runLease, artifact.name, artifact.mimeType, static_cast<qint64>(artifact.data.size()),
             qCompress(artifact.data)});
        if (!done)
            return fail(done.error());
    }
    return {};
}

Result<QList<Artifact>> artifacts(Connection &connection, Id task)
{
    const Result<Rows> rows = connection.query(
        u"select "_s + QLatin1StringView(metadata) + u" from task_artifacts where task_id = ? order by id"_s, {task});
    if (!rows)
        return fail(rows.error());
    QList<Artifact> list;
    for (const Row &row : *rows)
        list.append(fromRow(row));
    return list;
}

Result<Artifact> artifact(Connection &connection, qint64 artifactId)
{
    const Result<Rows> rows = connection.query(
        u"select "_s + QLatin1StringView(metadata) + u", data from task_artifacts where id = ?"_s, {artifactId});
    if (!rows)
        return fail(rows.error());
    if (rows->empty())
        return fail(ErrorKind::NotFound, "artifact_unknown", {QString::number(artifactId)});
    Artifact found = fromRow(rows->front());
    found.data = qUncompress(rows->front().back().toByteArray());
    return found;
}

} // namespace pult::queue
