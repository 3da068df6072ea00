// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "worker.h"

#include "logging.h"
#include "run.h"

#include <queue/kindrules.h>

#include <algorithm>
#include <new>
#include <utility>

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What waits behind runs that take longer than expected goes to whoever has room.
constexpr auto patience = 20ms;

constexpr auto interruptedCode = "interrupted"_L1;
constexpr auto leaseLostCode = "lease_lost"_L1;
constexpr auto leaseUnsureCode = "lease_unsure"_L1;
constexpr auto commitUnrecordedCode = "commit_unrecorded"_L1;
constexpr auto operatorCode = "cancelled_by_operator"_L1;

/// What a run's end means once its cancellation is taken into account. A run that began to commit keeps its own word.
void applyCancellation(const Error &reason, JobEnd &end)
{
    if (end.outcome == queue::Outcome::Completed || end.outcome == queue::Outcome::Unknown)
        return;
    if (reason.code == interruptedCode || reason.code == leaseUnsureCode || reason.code == commitUnrecordedCode)
        end.outcome = queue::Outcome::Interrupted;
    else if (reason.code == operatorCode)
        end.outcome = queue::Outcome::Cancelled;
    else
        end.outcome = queue::Outcome::Failed;
    end.error = reason;
}

} // namespace

Error interruptedError()
{
    return {ErrorKind::Cancelled, QString(interruptedCode), {}, {}};
}

Error leaseLostError()
{
    return {ErrorKind::Conflict, QString(leaseLostCode), {}, {}};
}

Error leaseUnsureError()
{
    return {ErrorKind::Conflict, QString(leaseUnsureCode), {}, {}};
}

Error cancelledByOperatorError()
{
    return {ErrorKind::Cancelled, QString(operatorCode), {}, {}};
}

Error taskTimeoutError(std::chrono::seconds limit)
{
    return {ErrorKind::Timeout, u"task_timeout"_s, {QString::number(limit.count())}, {}};
}

Worker::Worker(Config config, storage::Pool &pool) : m_config(std::move(config)), m_pool(pool)
{
    setObjectName(m_config.id);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (!m_waiting.empty())
            giveBack();
    });
}

Worker::~Worker() = default;

void Worker::begin(const QList<queue::ClaimedTask> &tasks)
{
    Q_ASSERT(QThread::currentThread() == thread());
    if (!m_jobsMade) {
        m_jobs = m_config.makeJobs();
        m_jobsMade = true;
    }
    m_waiting.insert(m_waiting.end(), tasks.begin(), tasks.end());
    beginWaiting();
}

void Worker::giveBack()
{
    Q_ASSERT(QThread::currentThread() == thread());
    const QList<queue::ClaimedTask> tasks(m_waiting.begin(), m_waiting.end());
    m_waiting.clear();
    Q_EMIT returned(tasks);
}

void Worker::beginWaiting()
{
    while (!m_waiting.empty() && std::cmp_less(m_runs.size(), m_config.capacity)) {
        const queue::ClaimedTask task = std::move(m_waiting.front());
        m_waiting.pop_front();
        launch(task);
    }
    if (m_waiting.empty())
        m_patience.stop();
    else
        m_patience.start();
}

void Worker::launch(const queue::ClaimedTask &task)
{
    const Run::Limits limits{m_config.taskTimeout, m_config.leaseTtl, m_config.leases};
    auto run = std::make_shared<Run>(task, limits, m_pool);
    connect(&run->token(), &CancelToken::cancelled, this, [this, lease = task.runLease] { watchEnd(lease); });
    connect(run.get(), &Run::progressed, this,
            [this, id = task.task.id, lease = task.runLease](const queue::Progress &progress) {
                Q_EMIT progressed(id, lease, progress);
            });
    m_runs.emplace(task.runLease, run);
    execute(run);
}

QCoro::Task<> Worker::execute(std::shared_ptr<Run> run)
{
    const QString kind = run->claimed().task.kind;
    JobEnd end;
    bool cutOff = false;
    const auto factory = m_jobs.constFind(kind);
    if (factory == m_jobs.cend()) {
        end.outcome = queue::Outcome::FailedForGood;
        end.error = Error{ErrorKind::Invalid, u"kind_unknown"_s, {kind}, {}};
    } else {
        std::unique_ptr<Job> job; // outlives the catch: what threw may still stand on it
        std::optional<Error> thrown;
        try {
            job = (*factory)();
            end = co_await job->run(*run);
        } catch (const std::bad_alloc &) {
            thrown = Error{ErrorKind::Limited, u"job_out_of_memory"_s, {kind}, {}};
        } catch (const std::exception &exception) {
            thrown = Error{ErrorKind::Internal, u"job_threw"_s, {kind}, QString::fromUtf8(exception.what())};
        } catch (...) {
            thrown = Error{ErrorKind::Internal, u"job_threw"_s, {kind}, u"not an std::exception"_s};
        }
        cutOff = thrown.has_value();
        if (cutOff) {
            end.outcome = queue::Outcome::Failed;
            end.error = std::move(thrown);
        }
    }
    conclude(*run, std::move(end), cutOff);
}

/// `cutOff`: it did not come to an end of its own. What it may have published is not published again: the database
/// knows how far it got.
void Worker::conclude(Run &run, JobEnd end, bool cutOff)
{
    if (const auto known = m_runs.find(run.claimed().runLease); known == m_runs.end() || known->second.get() != &run) {
        qCWarning(lcWork).nospace() << "a run ended that had been given up task=" << run.claimed().task.id;
        return;
    }
    const CancelToken &token = run.token();
    const bool stale = token.isCancelled() && token.reason().code == leaseLostCode;
    if (token.isCancelled())
        applyCancellation(token.reason(), end);
    if (cutOff && run.mayHaveCommitted())
        end.outcome = queue::Outcome::Interrupted;

    if (end.error) // whoever reads the log reads how it ended
        run.log(QtCriticalMsg, u"the run ended: "_s + toLogString(*end.error));
    queue::Completion completion;
    completion.taskId = run.claimed().task.id;
    completion.runLease = run.claimed().runLease;
    completion.place = run.claimed().place;
    completion.worker = m_config.id;
    completion.outcome = end.outcome;
    completion.error = std::move(end.error);
    completion.snooze = end.snooze;
    completion.output = std::move(end.output);
    completion.steps = std::move(end.steps);
    completion.log = run.logLines();
    completion.artifacts = std::move(end.artifacts);
    const auto line = [&completion] {
        const QString text = u"run ended task="_s % QString::number(completion.taskId) % u" run_lease="_s %
                             QString::number(completion.runLease) % u" outcome="_s % queue::nameOf(completion.outcome);
        return text;
    };
    // Short jobs come by the thousand.
    if (queue::kindRule(run.claimed().task.kind).shortJob)
        qCDebug(lcWork).noquote() << line();
    else
        qCInfo(lcWork).noquote() << line();
    const std::chrono::nanoseconds duration = run.age();
    m_runs.erase(completion.runLease);
    note(std::move(completion), stale, duration);
}

void Worker::note(queue::Completion completion, bool stale, std::chrono::nanoseconds duration)
{
    m_ended.append({std::move(completion), stale, duration});
    // From the event loop: whatever else ends in this turn goes along.
    if (!std::exchange(m_reporting, true))
        QMetaObject::invokeMethod(this, &Worker::report, Qt::QueuedConnection);
}

void Worker::report()
{
    m_reporting = false;
    const QList<EndedRun> ended = std::exchange(m_ended, {});
    beginWaiting();
    Q_EMIT finished(ended);
}

void Worker::cancel(qint64 runLease, const Error &reason)
{
    Q_ASSERT(QThread::currentThread() == thread());
    const auto found = m_runs.find(runLease);
    if (found == m_runs.end()) {
        endWaiting(runLease, reason);
        return;
    }
    const std::shared_ptr<Run> run = found->second; // outlives the end of its coroutine
    run->token().cancel(reason);
}

/// A cancelled run has its time to end; then its browser is stopped, which most waits do not outlast, then it is given
/// up.
void Worker::watchEnd(qint64 runLease)
{
    const auto found = m_runs.find(runLease);
    if (found == m_runs.end())
        return;
    QObject *const run = found->second.get(); // its end ends the watch
    QTimer::singleShot(m_config.stopGrace, run, [this, runLease, run] {
        if (const auto still = m_runs.find(runLease); still != m_runs.end())
            Q_EMIT overdue(still->second->claimed());
        QTimer::singleShot(m_config.abandonGrace, run, [this, runLease] {
            if (const auto still = m_runs.find(runLease); still != m_runs.end())
                abandon(runLease, still->second->token().reason());
        });
    });
}

void Worker::abandon(qint64 runLease, const Error &reason)
{
    const auto found = m_runs.find(runLease);
    if (found == m_runs.end())
        return;
    const std::shared_ptr<Run> run = found->second;
    qCCritical(lcWork).nospace() << "a run did not end after its cancellation and is given up task="
                                 << run->claimed().task.id;
    run->token().cancel(reason);
    JobEnd end;
    end.outcome = queue::Outcome::Failed;
    conclude(*run, std::move(end), true);
    Q_EMIT abandoned(runLease);
}

void Worker::abandonAll(const Error &reason)
{
    Q_ASSERT(QThread::currentThread() == thread());
    const auto runs = m_runs;
    for (const auto &[lease, run] : runs)
        abandon(lease, reason);
}

/// The same for a task that has not begun.
void Worker::endWaiting(qint64 runLease, const Error &reason)
{
    const auto waiting = std::find_if(m_waiting.begin(), m_waiting.end(),
                                      [runLease](const queue::ClaimedTask &task) { return task.runLease == runLease; });
    if (waiting == m_waiting.end())
        return;
    JobEnd ending;
    ending.outcome = queue::Outcome::Failed;
    applyCancellation(reason, ending);
    queue::Completion completion;
    completion.taskId = waiting->task.id;
    completion.runLease = runLease;
    completion.outcome = ending.outcome;
    completion.error = std::move(ending.error);
    m_waiting.erase(waiting);
    note(std::move(completion), reason.code == leaseLostCode, {});
}

void Worker::cancelAll(const Error &reason)
{
    Q_ASSERT(QThread::currentThread() == thread());
    if (!m_waiting.empty())
        giveBack();
    const auto runs = m_runs;
    for (const auto &[lease, run] : runs)
        run->token().cancel(reason);
}

} // namespace pult::work
