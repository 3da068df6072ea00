// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/async.h>
#include <queue/types.h>

#include <QCoroTask>

#include <functional>
#include <memory>

namespace pult::work {

/// How a job ended and what it leaves behind; the worker makes the Completion of it.
struct JobEnd
{
    queue::Outcome outcome = queue::Outcome::Completed;
    std::optional<Error> error;
    std::chrono::milliseconds snooze{0};
    QByteArray output;
    QByteArray steps;
    QList<queue::Artifact> artifacts;
};

/// What a running job may use. Thread-affine to its worker; lives as long as the run.
class JobContext
{
public:
    virtual ~JobContext() = default;

    virtual const queue::ClaimedTask &claimed() const = 0;
    /// Cancelled by the operator, a lost lease, the time-out or the shutdown; every await observes it.
    virtual CancelToken &token() = 0;
    /// Starts the clock of TASK_TIMEOUT_SECS; until then a job is still preparing (browser start has its own deadline).
    virtual void startTimeout() = 0;
    /// Shown live and stored now and then; cheap. `steps`: a flow's so far, like Attempt::steps.
    virtual void progress(double value, const QString &stage, const QByteArray &steps = {}) = 0;
    /// A line of the attempt's log, English.
    virtual void log(QtMsgType level, const QString &message) = 0;
    /// Records durably, fenced by the lease, that the run is about to commit (`begun`), or has; with the picture of the
    /// page before it. An error means that the run must not commit; if the database is away, the run is cancelled and
    /// its task goes back. What has been published needs no record to go on. `lastStep`: nothing follows this step.
    virtual QCoro::Task<Result<>> recordCommit(bool begun, int step, bool lastStep, QByteArray screenshotPng) = 0;
};

/// One kind of work. An instance serves one run; made on its worker's thread.
class Job
{
public:
    virtual ~Job() = default;
    virtual QCoro::Task<JobEnd> run(JobContext &context) = 0;
};

/// Makes jobs of a kind on a worker's thread.
using JobFactory = std::function<std::unique_ptr<Job>()>;

} // namespace pult::work
