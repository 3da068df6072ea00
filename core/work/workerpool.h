// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "worker.h"

#include <queue/taskstore.h>

#include <QObject>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <memory>
#include <vector>

namespace pult::work {

/// A run whose worker is lost, or whose browser is to be stopped.
struct HeldTask
{
    queue::Assignment run;
    QString provider; ///< `local:shop-1`; empty when no browser takes part
};

/// The worker threads of a node and who runs how much. A worker that does not answer for a while, or that cannot end a
/// run, is replaced by a new one on a new thread; too often in a row, and it stays down. Thread-affine to the
/// dispatcher; its workers live on threads of their own, named as they are.
class WorkerPool final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WorkerPool)

public:
    struct Supervision
    {
        std::chrono::milliseconds pingEvery{5'000};
        int silentPings = 12; ///< unanswered ones until a worker counts as stuck
        int restartMax = 10;  ///< RESTART_MAX: replacements in a row
        std::chrono::milliseconds healthyAfter{600'000};
    };
    WorkerPool(const QString &nodeId, const QList<int> &capacities, Worker::Config config, Supervision supervision,
               storage::Pool &pool);
    ~WorkerPool() override;

    /// Of the workers that take tasks.
    int capacity() const;
    /// Begun or handed over to begin.
    int running() const { return int(m_workerOf.size()); }
    /// Slots of the workers that take tasks; negative when more is handed over than they have.
    int free() const;
    bool has(qint64 runLease) const { return m_workerOf.contains(runLease); }
    QList<queue::WorkerInfo> describe() const;
    QList<HeldTask> held() const;
    /// Ends all workers; how many threads stand somewhere and cannot be waited for.
    int end(std::chrono::milliseconds limit);

    /// Hands tasks from the head of `tasks` to the least loaded workers, to each up to its capacity and, of short kinds
    /// only, `ahead` more for each of its slots; the rest stays in `tasks`. Who got what.
    QList<queue::Assignment> begin(QList<queue::ClaimedTask> &tasks, double ahead);
    /// Whatever was handed over and has not begun comes back as returned().
    void giveBack();
    void cancel(qint64 runLease, const Error &reason);
    void cancelAll(const Error &reason);
    /// Every run is given up: finished() tells of those whose worker answers.
    void abandonAll(const Error &reason);
    /// What is still held is this pool's no more; nothing is told of it afterwards.
    QList<HeldTask> forgetAll();

    /// A drained worker (from 1) gets no more tasks; false: there is no such worker.
    bool setDrained(int worker, bool drained);
    /// Cancels the runs of a worker (from 1), which is replaced when they have ended.
    void interrupt(int worker, const Error &reason);
    /// Replaces a worker (its id) once nothing runs in it: it has grown too large.
    void recycle(const QString &worker);

Q_SIGNALS:
    void finished(const QList<pult::work::EndedRun> &ended);
    void returned(const QList<pult::queue::ClaimedTask> &tasks);
    void progressed(qint64 runLease, const pult::queue::Progress &progress);
    /// The run was cancelled and does not end: its browser is to be stopped.
    void overdue(const pult::work::HeldTask &task);
    /// A worker was given up with these; it may still do something, so their leases must go.
    void lost(const QList<pult::work::HeldTask> &tasks);
    /// Workers came, went or changed state.
    void changed();

private:
    struct Slot
    {
        QString id;
        int capacity = 0;
        std::unique_ptr<QThread> thread;
        Worker *worker = nullptr;     ///< lives on `thread`, deleted when it ends; none: down
        QHash<qint64, HeldTask> runs; ///< by run lease
        std::shared_ptr<std::atomic<bool>> answered;
        int unanswered = 0;
        int restarts = 0; ///< in a row
        std::chrono::steady_clock::time_point restartedAt{};
        bool drained = false;
        bool retiring = false; ///< replaced once idle
        bool failed = false;   ///< why: it could not end a run
        bool takesTasks() const { return worker && !drained && !retiring; }
    };

    void start(size_t index);
    void listen(size_t index);
    void supervise();
    void ping(Slot &slot);
    void giveUp(size_t index);
    void replace(size_t index, bool failed);
    void retireIfIdle(size_t index);
    void forget(Slot &slot, qint64 runLease);
    void leave(std::unique_ptr<QThread> thread);

    const Worker::Config m_config;
    const Supervision m_supervision;
    storage::Pool &m_pool;
    std::vector<Slot> m_slots;
    QHash<qint64, int> m_workerOf;                   ///< run lease → index in m_slots
    std::vector<std::unique_ptr<QThread>> m_leaving; ///< told to end, of replaced workers
    QTimer m_pingTimer{this};
};

} // namespace pult::work
