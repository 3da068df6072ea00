// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "job.h"
#include "leaseclock.h"

#include <storage/pool.h>

#include <QHash>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <deque>
#include <memory>
#include <unordered_map>

namespace pult::work {

/// The kinds a worker can run, each with its factory.
using JobRegistry = QHash<QString, JobFactory>;
/// Called once on the worker's own thread, so that what its jobs share (providers, network access) lives there.
using JobRegistryFactory = std::function<JobRegistry()>;

/// Why runs are cancelled, by Error::code.
Error interruptedError();
Error leaseLostError();
/// The lease could have expired: the task goes back, if it still is this node's.
Error leaseUnsureError();
Error cancelledByOperatorError();
Error taskTimeoutError(std::chrono::seconds limit);

class Run;

/// A run that is over, as its worker reports it.
struct EndedRun
{
    queue::Completion completion;
    bool stale = false; ///< the lease was lost, nothing is to be written
    std::chrono::nanoseconds duration{0};
};

/// Runs tasks as coroutines on its thread, at most `capacity` at once; more wait here. A run that does not end after
/// its cancellation is told of, so that its browser can be stopped, and then given up. Thread-affine: parentless, moved
/// to a named thread by the dispatcher; everything reaches it by queued calls and leaves it as values, in lists.
class Worker final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Worker)

public:
    struct Config
    {
        QString id; ///< `<node>/<n>`
        int capacity = 1;
        std::chrono::seconds taskTimeout{300};
        JobRegistryFactory makeJobs;
        std::chrono::seconds leaseTtl{30};              ///< of kinds without one of their own
        std::shared_ptr<const LeaseClock> leases{};     ///< none: they are taken to hold
        std::chrono::milliseconds stopGrace{45'000};    ///< from its cancellation until a run's browser is stopped
        std::chrono::milliseconds abandonGrace{15'000}; ///< from then until it is given up
    };
    Worker(Config config, storage::Pool &pool);
    ~Worker() override;

public Q_SLOTS:
    /// Begins tasks, in their order as there is room; their ends arrive as finished(), what did not begin as
    /// returned().
    void begin(const QList<pult::queue::ClaimedTask> &tasks);
    /// Lets go of what has not begun: returned(), also when there is nothing.
    void giveBack();
    /// Cancels one run; unknown ids (ended meanwhile) are fine.
    void cancel(qint64 runLease, const pult::Error &reason);
    void cancelAll(const pult::Error &reason);
    /// Gives up all runs: finished() tells of each what `reason` means, whatever its coroutine does afterwards.
    void abandonAll(const pult::Error &reason);

Q_SIGNALS:
    /// Every task of begin() is told of exactly once, in one of these two.
    void finished(const QList<pult::work::EndedRun> &ended);
    void returned(const QList<pult::queue::ClaimedTask> &tasks);
    /// It was cancelled and still runs.
    void overdue(const pult::queue::ClaimedTask &task);
    /// A run was given up, which finished() tells of; its coroutine is still there.
    void abandoned(qint64 runLease);
    void progressed(qint64 taskId, qint64 runLease, const pult::queue::Progress &progress);

private:
    void beginWaiting();
    void launch(const queue::ClaimedTask &task);
    QCoro::Task<> execute(std::shared_ptr<Run> run);
    void conclude(Run &run, JobEnd end, bool cutOff);
    void watchEnd(qint64 runLease);
    void abandon(qint64 runLease, const Error &reason);
    void note(queue::Completion completion, bool stale, std::chrono::nanoseconds duration);
    void endWaiting(qint64 runLease, const Error &reason);
    void report();

    const Config m_config;
    storage::Pool &m_pool;
    JobRegistry m_jobs;
    bool m_jobsMade = false;
    std::unordered_map<qint64, std::shared_ptr<Run>> m_runs; ///< by run lease
    std::deque<queue::ClaimedTask> m_waiting;
    QList<EndedRun> m_ended; ///< not yet reported
    bool m_reporting = false;
    QTimer m_patience{this}; ///< until what waits is given back
};

} // namespace pult::work
