// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "worker.h"

#include "logging.h"
#include "run.h"

#include <queue/kindrules.h>

#include <algorithm>
#include <utility>

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What waits behind runs that take longer than expected goes to whoever has room.
constexpr auto patience = 20ms;

constexpr auto interruptedCode = "interrupted"_L1;
constexpr auto leaseLostCode = "lease_lost"_L1;
constexpr auto operatorCode = "cancelled_by_operator"_L1;

/// What a run's end means once its cancellation is taken into account. A run that began to commit keeps its own word.
void applyCancellation(const Error &reason, JobEnd &end)
{
    if (end.outcome == queue::Outcome::Completed || end.outcome == queue::Outcome::Unknown)
        return;
    if (reason.code == interruptedCode)
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
    auto run = std::make_shared<Run>(task, m_config.taskTimeout, m_pool);
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
    const auto factory = m_jobs.constFind(kind);
    if (factory == m_jobs.cend()) {
        end.outcome = queue::Outcome::FailedForGood;
        end.error = Error{ErrorKind::Invalid, u"kind_unknown"_s, {kind}, {}};
    } else {
        const std::unique_ptr<Job> job = (*factory)();
        QString thrown;
        try {
            end = co_await job->run(*run);
        } catch (const std::exception &exception) {
            thrown = QString::fromUtf8(exception.what());
        }
        if (!thrown.isEmpty()) {
            end.outcome = queue::Outcome::Failed;
            end.error = Error{ErrorKind::Internal, u"job_threw"_s, {kind}, thrown};
        }
    }
    conclude(*run, std::move(end));
}

void Worker::conclude(Run &run, JobEnd end)
{
    const CancelToken &token = run.token();
    const bool stale = token.isCancelled() && token.reason().code == leaseLostCode;
    if (token.isCancelled())
        applyCancellation(token.reason(), end);

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
