// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "worker.h"

#include <queue/taskstore.h>

#include <QObject>
#include <QThread>

#include <memory>
#include <vector>

namespace pult::work {

/// The worker threads of a node and who runs how much. Thread-affine to the dispatcher; its workers live on threads of
/// their own, named as they are.
class WorkerPool final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WorkerPool)

public:
    WorkerPool(const QString &nodeId, const QList<int> &capacities, const Worker::Config &config, storage::Pool &pool);
    ~WorkerPool() override;

    int capacity() const;
    /// Begun or handed over to begin.
    int running() const { return int(m_workerOf.size()); }
    int free() const { return capacity() - running(); }
    bool has(qint64 runLease) const { return m_workerOf.contains(runLease); }
    QList<queue::WorkerInfo> describe() const;

    /// Hands tasks from the head of `tasks` to the least loaded workers, to each up to its capacity and, of short kinds
    /// only, `ahead` more for each of its slots; the rest stays in `tasks`. Who got what.
    QList<queue::Assignment> begin(QList<queue::ClaimedTask> &tasks, double ahead);
    /// Whatever was handed over and has not begun comes back as returned().
    void giveBack();
    void cancel(qint64 runLease, const Error &reason);
    void cancelAll(const Error &reason);

Q_SIGNALS:
    void finished(const QList<pult::work::EndedRun> &ended);
    void returned(const QList<pult::queue::ClaimedTask> &tasks);
    void progressed(qint64 runLease, const pult::queue::Progress &progress);

private:
    struct Slot
    {
        QString id;
        int capacity = 0;
        std::unique_ptr<QThread> thread;
        Worker *worker = nullptr;      ///< lives on `thread`, deleted when it ends
        QHash<qint64, queue::Id> runs; ///< run lease → task
    };

    void forget(Slot &slot, qint64 runLease);

    std::vector<Slot> m_slots;
    QHash<qint64, int> m_workerOf; ///< run lease → index in m_slots
};

} // namespace pult::work
