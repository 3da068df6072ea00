// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dispatcher.h"

#include "logging.h"
#include "trials.h"

#include <base/whendone.h>
#include <queue/kindrules.h>
#include <queue/nodes.h>
#include <queue/partitions.h>

#include <algorithm>

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto pollInterval = 1s;
constexpr auto rescueInterval = 15s;
constexpr auto progressInterval = 1s;
/// The node's row follows its workers' load no closer than this.
constexpr auto loadInterval = 1s;
/// After the interruption jobs still stop their browsers; longer than a provider's stop may take.
constexpr auto interruptionLimit = 40s;
constexpr auto lookPause = 50ms;
constexpr auto hintPause = 200ms;
/// After so many claims that found nothing a hint is followed only by and by.
constexpr int mostVainClaims = 8;
constexpr auto vainPause = 20ms;
/// So long a task may wait here for a slot.
constexpr auto longestReady = 1s;
/// The first time soon after the start, but beside nothing that is urgent then.
constexpr auto firstPartitions = 20s;
constexpr auto partitionInterval = 1h;
constexpr int partitionDays = 7;
constexpr int promoteAtOnce = 500;
constexpr int claimAtOnce = 1000;
/// Nothing more is claimed while so many ends wait to be written.
constexpr int mostUnwritten = 2000;
constexpr int rescueAtOnce = 100;

using queue::HeldRun;
using queue::Id;

} // namespace

Dispatcher::Dispatcher(Config config, storage::Pool &pool) : m_config(std::move(config)), m_pool(pool)
{
    const QList<QTimer *> single{&m_progressTimer, &m_dueTimer,  &m_rateTimer,      &m_vainTimer,
                                 &m_lookTimer,     &m_hintTimer, &m_partitionTimer, &m_loadTimer};
    for (QTimer *timer : QList<QTimer *>{&m_pollTimer, &m_renewTimer, &m_heartTimer, &m_rescueTimer} + single)
        timer->setParent(this); // so that they move to the dispatcher's thread with it
    for (QTimer *timer : single)
        timer->setSingleShot(true);
    m_dueTimer.setTimerType(Qt::PreciseTimer);
    m_rateTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_pollTimer, &QTimer::timeout, this, &Dispatcher::poll);
    connect(&m_loadTimer, &QTimer::timeout, this, &Dispatcher::beat);
    connect(&m_partitionTimer, &QTimer::timeout, this, &Dispatcher::makePartitions);
    connect(&m_dueTimer, &QTimer::timeout, this, &Dispatcher::promote);
    connect(&m_rateTimer, &QTimer::timeout, this, &Dispatcher::claim);
    connect(&m_vainTimer, &QTimer::timeout, this, &Dispatcher::claim);
    connect(&m_lookTimer, &QTimer::timeout, this, [this] { look(false); });
    connect(&m_hintTimer, &QTimer::timeout, this,
            [this] { m_pool.run<void>([](storage::Connection &connection) { return queue::hintTasks(connection); }); });
    connect(&m_ends, &EndWriter::written, this, &Dispatcher::onWritten);
    connect(&m_renewTimer, &QTimer::timeout, this, &Dispatcher::renew);
    connect(&m_heartTimer, &QTimer::timeout, this, &Dispatcher::beat);
    connect(&m_rescueTimer, &QTimer::timeout, this, &Dispatcher::rescue);
    connect(&m_progressTimer, &QTimer::timeout, this, &Dispatcher::writeProgress);
}

Dispatcher::~Dispatcher() = default;

void Dispatcher::start()
{
    Q_ASSERT(QThread::currentThread() == thread());
    const Worker::Config worker{{}, 1, m_config.taskTimeout, m_config.makeJobs};
    m_workers = std::make_unique<WorkerPool>(m_config.node.id, m_config.capacities, worker, m_pool);
    connect(m_workers.get(), &WorkerPool::finished, this, &Dispatcher::onFinished);
    connect(m_workers.get(), &WorkerPool::returned, this, &Dispatcher::onReturned);
    connect(m_workers.get(), &WorkerPool::progressed, this, [this](qint64 lease, const queue::Progress &progress) {
        m_progress.insert(lease, progress);
        if (!m_progressTimer.isActive())
            m_progressTimer.start(progressInterval);
    });
    connect(&m_pool.changes(), &storage::ChangeListener::changed, this, &Dispatcher::onHint);

    m_heartTimer.start(m_config.heartbeatInterval);
    Q_EMIT loadChanged(0, m_workers->capacity());
    beat();
    begin();
}

QCoro::Task<> Dispatcher::begin()
{
    if (m_config.prepare)
        co_await m_config.prepare();
    if (m_stopping)
        co_return;
    m_intake = true;
    m_pollTimer.start(pollInterval);
    m_renewTimer.start(m_config.renewInterval);
    m_rescueTimer.start(rescueInterval);
    if (m_pool.config().kind == storage::DatabaseConfig::Kind::PostgreSql)
        m_partitionTimer.start(firstPartitions);
    claim();
    look(true);
    beat();
    rescue();
}

void Dispatcher::drain()
{
    m_intake = false;
    beat();
    putBack();
}

void Dispatcher::resume()
{
    if (m_stopping)
        return;
    m_intake = true;
    beat();
    claim();
}

void Dispatcher::wake()
{
    claim();
}

void Dispatcher::onHint(const QString &topic)
{
    const bool any = topic == "any"_L1;
    if (any)
        claim();
    else if (topic == "work"_L1)
        hear();
    if (any && !m_lookTimer.isActive())
        m_lookTimer.start(lookPause);
    // SQLite's hints cannot tell a cancellation from anything else; ask only while something could be cancelled.
    if (topic == "cancel"_L1 || (any && !m_running.isEmpty()))
        renew();
}

/// Hints for tasks that others take, or for none at all, must not keep the database busy.
void Dispatcher::hear()
{
    if (m_vainClaims < mostVainClaims)
        claim();
    else if (!m_vainTimer.isActive())
        m_vainTimer.start(vainPause);
}

void Dispatcher::poll()
{
    // What was claimed ahead and finds no slot goes to whoever has one.
    if (!m_ready.isEmpty() && std::chrono::steady_clock::now() - m_handedAt > longestReady)
        putBack();
    look(true);
}

void Dispatcher::look(bool claimToo)
{
    if (!m_intake)
        return;
    const auto looked =
        m_pool.run<queue::Prospect>([](storage::Connection &connection) { return queue::lookAhead(connection); });
    whenDone(looked, this, [this, claimToo](const Result<queue::Prospect> &prospect) { onLooked(prospect, claimToo); });
}

void Dispatcher::onLooked(const Result<queue::Prospect> &prospect, bool claimToo)
{
    if (m_stopping)
        return;
    if (!prospect) {
        qCDebug(lcWork).noquote() << "cannot look for work:" << toLogString(prospect.error());
        return;
    }
    const auto startFor = [](QTimer &timer, std::optional<qint64> micros) {
        // Further ones are learnt of in time by the next look.
        if (micros && *micros <= std::chrono::microseconds(2 * pollInterval).count())
            timer.start(std::chrono::ceil<std::chrono::milliseconds>(std::chrono::microseconds(*micros)));
    };
    startFor(m_dueTimer, prospect->untilDue);
    if (prospect->anyAvailable)
        startFor(m_rateTimer, prospect->untilRate);
    if (claimToo && prospect->anyAvailable)
        claim();
}

void Dispatcher::promote()
{
    if (!m_intake)
        return;
    const auto promoted = m_pool.run<qint64>(
        [](storage::Connection &connection) { return queue::promoteDue(connection, promoteAtOnce); });
    whenDone(promoted, this, [this](const Result<qint64> &count) {
        if (!count) {
            qCWarning(lcWork).noquote() << "due tasks not let go:" << toLogString(count.error());
            return;
        }
        if (*count > 0)
            claim();
        look(false);
    });
}

/// What to ask for now, if anything. Long kinds get free slots only; of short ones some wait here while runs are quick.
std::optional<queue::ClaimRequest> Dispatcher::nextRequest() const
{
    if (!m_intake || m_ends.waiting() > mostUnwritten)
        return std::nullopt;
    const int held = int(m_ready.size()) + m_workers->running();
    const int free = m_workers->capacity() - held;
    queue::ClaimRequest request{
        m_config.node.id, m_config.node.name, m_config.node.sessionId, m_config.node.queues, m_config.kinds, free, -1,
        m_config.leaseTtl};
    const int ahead = m_longRuns.isEmpty() ? m_pace.claimAhead(m_workers->capacity()) : 0;
    if (ahead > 0 && free + ahead >= std::min(claimAtOnce, ahead / 2)) {
        request.limit = std::min(claimAtOnce, free + ahead);
        request.longLimit = m_workers->capacity(); // quick runs make room at once, and no long one is under way
    }
    if (request.limit <= 0)
        return std::nullopt;
    return request;
}

void Dispatcher::claim()
{
    if (m_claiming) {
        m_claimAgain = true;
        return;
    }
    const std::optional<queue::ClaimRequest> request = nextRequest();
    if (!request) {
        m_wanted = true;
        return;
    }
    m_claiming = true;
    const auto claimed = m_pool.run<QList<queue::ClaimedTask>>(
        [asked = *request](storage::Connection &connection) { return queue::claim(connection, asked); });
    whenDone(claimed, this,
             [this, asked = *request](const Result<QList<queue::ClaimedTask>> &tasks) { onClaimed(tasks, asked); });
}

void Dispatcher::onClaimed(const Result<QList<queue::ClaimedTask>> &claimed, const queue::ClaimRequest &asked)
{
    m_claiming = false;
    ++m_claimsAnswered;
    const bool again = std::exchange(m_claimAgain, false);
    if (!claimed) {
        m_claimUnsure = true;
        qCWarning(lcWork).noquote() << "claim failed, next try in 1 s:" << toLogString(claimed.error());
        finishStop();
        return;
    }
    for (const queue::ClaimedTask &task : *claimed) {
        m_running.insert(task.runLease, task.task.id);
        if (!queue::kindRule(task.task.kind).shortJob)
            m_longRuns.insert(task.runLease);
    }
    takeIn(*claimed);
    m_vainClaims = claimed->isEmpty() ? m_vainClaims + 1 : 0;
    const bool full = claimed->size() == asked.limit;
    m_wanted = full || !m_longRuns.isEmpty(); // more of these than their limit may have been passed over
    if (!claimed->isEmpty())
        tasksChanged();
    if (!m_intake) // stopped while the claim was under way
        putBack();
    else if (again || full)
        claim();
    else if (!m_lookTimer.isActive())
        m_lookTimer.start(lookPause);
    handOver();
    finishStop();
}

/// What may begin waits for a slot; the rest of what was lost with its process before goes back.
void Dispatcher::takeIn(const QList<queue::ClaimedTask> &claimed)
{
    const Admission admission = admit(claimed, m_trial && m_running.contains(*m_trial));
    if (admission.trial)
        m_trial = admission.trial;
    for (const queue::Assignment &back : admission.back)
        m_ends.handBack(back);
    if (!admission.back.isEmpty())
        m_ends.flush();
    if (m_ready.isEmpty())
        m_handedAt = std::chrono::steady_clock::now();
    m_ready += admission.begin;
}

void Dispatcher::handOver()
{
    if (m_ready.isEmpty() || !m_intake)
        return;
    const qsizetype before = m_ready.size();
    const QList<queue::Assignment> assignments =
        m_workers->begin(m_ready, m_longRuns.isEmpty() ? m_pace.handAhead() : 0);
    if (m_ready.size() == before)
        return;
    m_handedAt = std::chrono::steady_clock::now();
    if (!assignments.isEmpty())
        m_pool.run<void>(
            [assignments](storage::Connection &connection) { return queue::assignWorkers(connection, assignments); });
    tellLoad();
}

/// What has not begun goes back to the database, unused.
void Dispatcher::putBack()
{
    if (m_workers)
        m_workers->giveBack();
    for (const queue::ClaimedTask &task : std::as_const(m_ready))
        m_ends.handBack({task.task.id, task.runLease, {}});
    m_ready.clear();
    m_ends.flush();
}

void Dispatcher::onReturned(const QList<queue::ClaimedTask> &tasks)
{
    if (tasks.isEmpty())
        return;
    m_pace.forget();
    m_ready = tasks + m_ready;
    if (m_intake)
        handOver();
    else
        putBack();
    finishStop();
}

void Dispatcher::onFinished(const QList<EndedRun> &ended)
{
    m_pace.note(ended);
    for (const EndedRun &run : ended) {
        m_progress.remove(run.completion.runLease);
        m_longRuns.remove(run.completion.runLease);
        if (run.stale)
            m_running.remove(run.completion.runLease);
        else
            m_ends.add(run.completion);
    }
    handOver();
    if (m_wanted)
        claim();
    m_ends.flush();
    tellLoad();
    finishStop();
}

void Dispatcher::tellLoad()
{
    Q_EMIT loadChanged(m_workers->running(), m_workers->capacity());
    if (!m_loadTimer.isActive())
        m_loadTimer.start(loadInterval);
}

void Dispatcher::onWritten(const EndWriter::Turn &turn)
{
    for (const qint64 lease : turn.settled) {
        m_running.remove(lease);
        m_longRuns.remove(lease);
    }
    if (turn.changed)
        tasksChanged();
    if (turn.waitsAgain && !m_lookTimer.isActive())
        m_lookTimer.start(lookPause);
    // Idle but for this, a node would ask in vain after each of its tasks, and be late for the next.
    if (m_wanted || turn.letGo)
        claim();
    finishStop();
}

/// Listeners learn of changes a few times a second at most.
void Dispatcher::tasksChanged()
{
    if (!m_hintTimer.isActive() && m_pool.config().kind == storage::DatabaseConfig::Kind::PostgreSql)
        m_hintTimer.start(hintPause);
}

void Dispatcher::renew()
{
    if (m_stopped || m_renewing || (m_running.isEmpty() && !m_claimUnsure))
        return;
    m_renewing = true;
    // Only runs known before the statement can be missing from its answer.
    const QList<qint64> asked = m_running.keys();
    const auto renewed =
        m_pool.run<QList<HeldRun>>([session = m_config.node.sessionId](storage::Connection &connection) {
            return queue::renewLeases(connection, session);
        });
    whenDone(renewed, this, [this, asked](const Result<QList<HeldRun>> &held) { onRenewed(held, asked); });
}

void Dispatcher::onRenewed(const Result<QList<HeldRun>> &held, const QList<qint64> &asked)
{
    m_renewing = false;
    if (!held) {
        qCWarning(lcWork).noquote() << "leases not renewed:" << toLogString(held.error());
        finishStop();
        return;
    }
    QSet<qint64> owned;
    for (const HeldRun &run : *held) {
        owned.insert(run.runLease);
        if (run.cancelRequested)
            cancelRun(run.runLease, cancelledByOperatorError());
    }
    for (const qint64 lease : asked) {
        // A run whose completion is being written leaves the table on its own.
        if (!owned.contains(lease) && m_running.contains(lease))
            cancelRun(lease, leaseLostError());
    }
    handBackUnknown(*held);
    m_ends.flush();
    finishStop();
}

/// A claim whose answer was lost may have been written: its tasks, renewed with the others, would wait for ever. A
/// lease that is not known here even after every claim that can have brought it was answered is such a one.
void Dispatcher::handBackUnknown(const QList<HeldRun> &held)
{
    const auto before = std::exchange(m_unknown, {});
    for (const HeldRun &run : held) {
        if (m_running.contains(run.runLease))
            continue;
        const quint64 claims = before.value(run.runLease, m_claimsAnswered + (m_claiming ? 1 : 0));
        if (before.contains(run.runLease) && m_claimsAnswered >= claims)
            m_ends.handBack({run.task, run.runLease, {}});
        else
            m_unknown.insert(run.runLease, claims);
    }
    m_claimUnsure = m_claimUnsure && !m_unknown.isEmpty();
}

void Dispatcher::cancelRun(qint64 runLease, const Error &reason)
{
    const auto ready = std::find_if(m_ready.begin(), m_ready.end(),
                                    [runLease](const queue::ClaimedTask &task) { return task.runLease == runLease; });
    if (ready == m_ready.end()) {
        m_workers->cancel(runLease, reason);
        return;
    }
    // It never began: the database knows what the operator wished, and a lost lease changes nothing there.
    m_ends.handBack({ready->task.id, runLease, {}});
    m_ready.erase(ready);
}

void Dispatcher::writeProgress()
{
    const auto progress = std::exchange(m_progress, {});
    for (auto it = progress.cbegin(); it != progress.cend(); ++it) {
        const auto task = m_running.constFind(it.key());
        if (task == m_running.cend())
            continue;
        m_pool.run<void>([id = *task, lease = it.key(), value = it.value()](storage::Connection &connection) {
            return queue::setProgress(connection, id, lease, value);
        });
    }
}

void Dispatcher::beat()
{
    queue::NodeInfo node = m_config.node;
    node.state = m_stopped ? u"stopped"_s : m_intake ? u"running"_s : u"draining"_s;
    if (m_workers)
        node.workers = m_workers->describe();
    m_pool.run<void>([node](storage::Connection &connection) { return queue::heartbeat(connection, node); });
}

void Dispatcher::rescue()
{
    const auto rescued = m_pool.run<QList<Id>>(
        [interval = m_config.heartbeatInterval](storage::Connection &connection) -> Result<QList<Id>> {
            Result<QList<Id>> taken = queue::rescueExpired(connection, rescueAtOnce);
            if (!taken)
                return taken;
            const Result<QList<Id>> dead = queue::rescueDeadNodes(connection, interval);
            if (!dead)
                return dead;
            if (const Result<qint64> swept = queue::sweepKeys(connection); !swept)
                return fail(swept.error());
            return *taken + *dead;
        });
    whenDone(rescued, this, [this](const Result<QList<Id>> &taken) {
        if (!taken)
            qCWarning(lcWork).noquote() << "rescue failed:" << toLogString(taken.error());
        else if (!taken->isEmpty())
            claim();
    });
}

void Dispatcher::makePartitions()
{
    m_partitionTimer.start(partitionInterval);
    const auto asked = m_pool.run<int>(
        [](storage::Connection &connection) { return queue::makePartitions(connection, partitionDays); });
    whenDone(asked, this, [](const Result<int> &made) {
        if (!made) // the default partition takes what has none
            qCInfo(lcWork).noquote() << "partitions of history not made, next try in 1 h:" << toLogString(made.error());
        else if (*made > 0)
            qCInfo(lcWork) << "partitions of history made count=" << *made;
    });
}

void Dispatcher::stop(std::chrono::milliseconds grace)
{
    if (m_stopping)
        return;
    m_stopping = true;
    m_intake = false;
    beat();
    putBack();
    QTimer::singleShot(grace, this, &Dispatcher::interruptAll);
    finishStop();
}

void Dispatcher::interruptAll()
{
    if (m_stopped || !m_workers)
        return;
    m_workers->cancelAll(interruptedError());
    QTimer::singleShot(interruptionLimit, this, [this] {
        if (m_stopped)
            return;
        qCCritical(lcWork) << "runs did not end after their interruption; their leases will expire";
        m_running.clear();
        m_ends.abandon();
        finishStop();
    });
}

void Dispatcher::finishStop()
{
    if (!m_stopping || m_stopped || m_claiming || m_renewing || !m_running.isEmpty() || !m_ends.isIdle())
        return;
    m_stopped = true;
    for (QTimer *timer : findChildren<QTimer *>(Qt::FindDirectChildrenOnly))
        timer->stop();
    m_workers.reset();
    beat();
    Q_EMIT stopped();
}

} // namespace pult::work
