// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskrow.h"

#include <QJsonDocument>

namespace pult::queue {

using namespace Qt::StringLiterals;

namespace {

/// Reads a row's values one after the other.
class Reader
{
public:
    explicit Reader(const storage::Row &row) : m_row(row) {}

    qint64 number() { return m_row.at(m_next++).toLongLong(); }
    int integer() { return m_row.at(m_next++).toInt(); }
    double real() { return m_row.at(m_next++).toDouble(); }
    QString text() { return m_row.at(m_next++).toString(); }
    TimePoint time() { return fromMicros(number()); }
    std::optional<qint64> optionalNumber()
    {
        const QVariant &value = m_row.at(m_next++);
        return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
    }
    std::optional<TimePoint> optionalTime()
    {
        const std::optional<qint64> micros = optionalNumber();
        return micros ? std::optional(fromMicros(*micros)) : std::nullopt;
    }

private:
    const storage::Row &m_row;
    qsizetype m_next = 0;
};

} // namespace

QString taskColumns(bool withPayload)
{
    static const QString form =
        u"id, kind, queue, state, priority, %1, run_at, attempt, max_attempts, unique_key, exclusive_key, batch_id, "
        "depends_on, node, provider, on_unknown, progress_value, progress_stage, last_error, last_error_at, "
        "outcome_unknown, worker, started_at as lease_started_at, lease_expires_at, created_at, started_at, finished_at"_s;
    return form.arg(withPayload ? u"payload"_s : u"'' as payload"_s);
}

QString taskColumnNames()
{
    return taskColumns(true).remove(u"started_at as "_s);
}

QString everyTaskColumn()
{
    return u"id, kind, queue, state, priority, payload, run_at, attempt, max_attempts, rescues, unique_key, "
           "exclusive_key, batch_id, depends_on, node, provider, on_unknown, progress_value, progress_stage, "
           "last_error, last_error_at, outcome_unknown, cancel_requested, run_lease, node_id, session_id, worker, "
           "lease_ttl, lease_expires_at, commit_state, commit_step, output, created_at, started_at, finished_at"_s;
}

Task taskFromRow(const storage::Row &row)
{
    Reader read(row);
    Task task;
    task.id = read.number();
    task.kind = read.text();
    task.queue = read.text();
    task.state = outsideState(read.text());
    task.priority = read.integer();
    task.payload = read.text().toUtf8();
    task.runAt = read.time();
    task.attempt = read.integer();
    task.maxAttempts = read.integer();
    task.uniqueKey = read.text();
    task.exclusiveKey = read.text();
    task.batchId = read.optionalNumber();
    task.dependsOn = idsFromJson(read.text());
    task.node = read.text();
    task.provider = read.text();
    task.onUnknown = onUnknownFromString(read.text()).value_or(OnUnknown::Ask);
    task.progress.value = read.real();
    task.progress.stage = read.text();
    task.lastError = errorFromText(read.text());
    task.lastErrorAt = read.optionalTime();
    task.outcomeUnknown = read.integer() != 0;
    const Lease lease{read.text(), read.time(), read.time()};
    if (task.state == TaskState::Running)
        task.lease = lease;
    task.createdAt = read.time();
    task.startedAt = read.optionalTime();
    task.finishedAt = read.optionalTime();
    return task;
}

QString liveTaskColumns()
{
    return u"id, kind, queue, state, attempt, max_attempts, rescues, exclusive_key, batch_id, on_unknown, "
           "cancel_requested, run_lease, node_id, session_id, worker, started_at, commit_state, commit_step, "
           "case when coalesce(lease_expires_at, 0) < {now} then 1 else 0 end"_s;
}

LiveTask liveTaskFromRow(const storage::Row &row)
{
    Reader read(row);
    LiveTask task;
    task.id = read.number();
    task.kind = read.text();
    task.queue = read.text();
    task.state = read.text();
    task.attempt = read.integer();
    task.maxAttempts = read.integer();
    task.rescues = read.integer();
    task.exclusiveKey = read.text();
    task.batchId = read.optionalNumber();
    task.onUnknown = onUnknownFromString(read.text()).value_or(OnUnknown::Ask);
    task.cancelRequested = read.integer() != 0;
    task.runLease = read.number();
    task.nodeId = read.text();
    task.sessionId = read.text();
    task.worker = read.text();
    task.startedAt = read.number();
    task.commitState = read.integer();
    task.commitStep = read.integer();
    task.expired = read.integer() != 0;
    return task;
}

TaskState outsideState(const QString &stored)
{
    if (stored == "blocked"_L1)
        return TaskState::Available;
    if (stored == "waiting_deps"_L1)
        return TaskState::Scheduled;
    return taskStateFromString(stored).value_or(TaskState::Available);
}

QStringList storedStates(TaskState state)
{
    if (state == TaskState::Available)
        return {u"available"_s, u"blocked"_s};
    if (state == TaskState::Scheduled)
        return {u"scheduled"_s, u"waiting_deps"_s};
    return {nameOf(state)};
}

QString jsonOf(const QList<Id> &ids)
{
    QString text;
    for (const Id id : ids)
        text += (text.isEmpty() ? u"" : u",") + QString::number(id);
    return u'[' + text + u']';
}

QString jsonOf(const QStringList &texts)
{
    return jsonOf(QJsonArray::fromStringList(texts));
}

QString jsonOf(const QJsonArray &rows)
{
    return QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact));
}

QList<Id> idsFromJson(const QString &text)
{
    QList<Id> ids;
    if (text == "[]"_L1)
        return ids;
    const QJsonArray array = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const QJsonValue &value : array)
        ids.append(value.toInteger());
    return ids;
}

QString errorToText(const Error &error)
{
    return QString::fromUtf8(QJsonDocument(toJson(error)).toJson(QJsonDocument::Compact));
}

std::optional<Error> errorFromText(const QString &text)
{
    if (text.isEmpty())
        return std::nullopt;
    return errorFromJson(QJsonDocument::fromJson(text.toUtf8()).object());
}

QVariant textOrNull(const QString &text)
{
    return text.isEmpty() ? QVariant() : QVariant(text);
}

QList<Id> firstColumn(const storage::Rows &rows)
{
    QList<Id> ids;
    ids.reserve(static_cast<qsizetype>(rows.size()));
    for (const storage::Row &row : rows)
        ids.append(row.front().toLongLong());
    return ids;
}

} // namespace pult::queue
