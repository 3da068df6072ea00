// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "job.h"

#include <storage/pool.h>

#include <QHash>
#include <QObject>

#include <chrono>
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
Error cancelledByOperatorError();
Error taskTimeoutError(std::chrono::seconds limit);

class Run;

/// Runs tasks as coroutines on its thread. Thread-affine: parentless, moved to a named thread by the dispatcher; everything
/// reaches it by queued calls and leaves it as values.
class Worker final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Worker)

public:
    struct Config
    {
        QString id; ///< `<node>/<n>`
        std::chrono::seconds taskTimeout{300};
        JobRegistryFactory makeJobs;
    };
    Worker(Config config, storage::Pool &pool);
    ~Worker() override;

public Q_SLOTS:
    /// Begins a task; its end arrives as finished().
    void begin(const pult::queue::ClaimedTask &task);
    /// Cancels one run; unknown ids (ended meanwhile) are fine.
    void cancel(qint64 runLease, const pult::Error &reason);
    void cancelAll(const pult::Error &reason);

Q_SIGNALS:
    /// Exactly once for every begin(). `stale`: the lease was lost, nothing is to be written.
    void finished(const pult::queue::Completion &completion, bool stale);
    void progressed(qint64 taskId, qint64 runLease, const pult::queue::Progress &progress);

private:
    QCoro::Task<> execute(std::shared_ptr<Run> run);
    void conclude(Run &run, JobEnd end);

    const Config m_config;
    storage::Pool &m_pool;
    JobRegistry m_jobs;
    bool m_jobsMade = false;
    std::unordered_map<qint64, std::shared_ptr<Run>> m_runs; ///< by run lease
};

} // namespace pult::work
