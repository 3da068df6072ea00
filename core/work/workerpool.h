// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "worker.h"

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
    int running() const { return int(m_workerOf.size()); }
    int free() const { return capacity() - running(); }
    QList<queue::WorkerInfo> describe() const;

    /// Hands the task to the least loaded worker and says which it is. There must be a free slot.
    QString begin(const queue::ClaimedTask &task);
    void cancel(qint64 runLease, const Error &reason);
    void cancelAll(const Error &reason);

Q_SIGNALS:
    void finished(const pult::queue::Completion &completion, bool stale);
    void progressed(qint64 runLease, const pult::queue::Progress &progress);

private:
    struct Slot
    {
        QString id;
        int capacity = 0;
        std::unique_ptr<QThread> thread;
        Worker *worker = nullptr; ///< lives on `thread`, deleted when it ends
        QHash<qint64, queue::Id> runs; ///< run lease → task
    };

    std::vector<Slot> m_slots;
    QHash<qint64, int> m_workerOf; ///< run lease → index in m_slots
};

} // namespace pult::work
