// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "retentionpolicy.h"
#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// What a clean-up removed.
struct RetentionReport
{
    qint64 tasks = 0; ///< without those of dropped partitions
    int partitions = 0;
    qint64 deleted = 0; ///< tasks that could be undeleted until now
    qint64 batches = 0;
    qint64 audit = 0;
    qint64 operations = 0;
    qint64 keys = 0;
    bool isEmpty() const;
    bool operator==(const RetentionReport &) const = default;
};
QJsonObject toJson(const RetentionReport &report);

/// Removes what is over and old, in steps of one short transaction each, so that others hardly notice. Live tasks,
/// unknown outcomes and children of batches that are not finished stay whatever their age. A value with a memory; steps
/// may run on different connections, one at a time.
class Retention final
{
public:
    explicit Retention(RetentionPolicy policy) : m_policy(std::move(policy)) {}

    /// True while there is more to do.
    Result<bool> step(storage::Connection &connection);
    const RetentionReport &report() const { return m_report; }

private:
    enum class Stage { Plan, Partitions, Tasks, Batches, Deleted, Audit, Operations, Keys, Done };

    /// From when on tasks of a kind, completed or discarded, are kept.
    struct Floor
    {
        QString kind;
        bool discarded = false;
        qint64 finishedAt = 0;
    };

    Result<> plan(storage::Connection &connection);
    Result<std::optional<qint64>> floorOf(storage::Connection &connection, const QString &kind, bool discarded,
                                          qint64 now);
    QString floorsJson() const;
    Result<bool> stepPartition(storage::Connection &connection);
    Result<bool> stepTraces(storage::Connection &connection, const QString &partition);
    Result<bool> stepTasks(storage::Connection &connection);
    Result<qint64> removeTasks(storage::Connection &connection, const QList<Id> &ids);
    Result<qint64> removeBatches(storage::Connection &connection);
    Result<qint64> removeOlder(storage::Connection &connection, const QString &table, const QString &column);
    Result<qint64> removeKeys(storage::Connection &connection);
    int batchSize(const storage::Connection &connection) const;

    const RetentionPolicy m_policy;
    Stage m_stage = Stage::Plan;
    QList<Floor> m_floors;
    qint64 m_latestFloor = 0;
    QStringList m_partitions; ///< to be looked at
    bool m_partitionIsPast = false;
    Id m_after = 0; ///< the walk over ids
    RetentionReport m_report;
};

} // namespace pult::queue
