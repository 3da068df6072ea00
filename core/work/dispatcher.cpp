// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dispatcher.h"

#include "logging.h"

#include <base/whendone.h>
#include <queue/nodes.h>

#include <QRandomGenerator>

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto pollInterval = 1s;
constexpr auto rescueInterval = 15s;
constexpr auto progressInterval = 1s;
/// The node's row follows its workers' load no closer than this.
constexpr auto loadInterval = 1s;
constexpr auto retryWrite = 1s;
/// After the interruption jobs still stop their browsers; longer than a provider's stop may take.
constexpr auto interruptionLimit = 40s;
constexpr int promoteAtOnce = 500;
constexpr int rescueAtOnce = 100;

using queue::Completion;
using queue::HeldRun;
using queue::Id;

} // namespace

Dispatcher::Dispatcher(Config config, storage::Pool &pool) : m_config(std::move(config)), m_pool(pool)
{
    for (QTimer *timer : {&m_pollTimer, &m_renewTimer, &m_heartTimer, &m_rescueTimer, &m_progressTimer, &m_loadTimer})
        timer->setParent(this); // so that they move to the dispatcher's thread with it
    m_progressTimer.setSingleShot(true);
    m_loadTimer.setSingleShot(true);
    connect(&m_loadTimer, &QTimer::timeout, this, &Dispatcher::beat);
    connect(&m_pollTimer, &QTimer::timeout, this, &Dispatcher::claim);
    connect(&m_renewTimer, &QTimer::timeout, this, &Dispatcher::renew);
    connect(&m_heartTimer, &QTimer::timeout, this, &Dispatcher::beat);
    connect(&m_rescueTimer, &QTimer::timeout, this, &Dispatcher::rescue);
    connect(&m_progressTimer, &QTimer::timeout, this, &Dispatcher::writeProgress);
}

Dispatcher::~Dispatcher() = default;

void Dispatcher::start()
{
    Q_ASSERT(QThread::currentThread() == thread());
    const Worker::Config worker{{}, m_config.taskTimeout, m_config.makeJobs};
    m_workers = std::make_unique<WorkerPool>(m_config.node.id, m_config.capacities, worker, m_pool);
    connect(m_workers.get(), &WorkerPool::finished, this, &Dispatcher::onFinished);
    connect(m_workers.get(), &WorkerPool::progressed, this, [this](qint64 lease, const queue::Progress &progress) {
        m_progress.insert(lease, progress);
        if (!m_progressTimer.isActive())
            m_progressTimer.start(progressInterval);
    });
    m_listener = std::make_unique<storage::ChangeListener>(m_pool.config());
    connect(m_listener.get(), &storage::ChangeListener::changed, this, &Dispatcher::onHint);
    m_listener->start();

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
    beat();
    rescue();
    claim();
}

void Dispatcher::drain()
{
    m_intake = false;
    beat();
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
    if (any || topic == "work"_L1)
        claim();
    // SQLite's hints cannot tell a cancellation from anything else; ask only while something could be cancelled.
    if (topic == "cancel"_L1 || (any && !m_running.isEmpty()))
        renew();
}

void Dispatcher::claim()
{
    if (!m_intake || m_workers->free() <= 0)
        return;
    if (m_claiming) {
        m_claimAgain = true;
        return;
    }
    m_claiming = true;
    const queue::ClaimRequest request{m_config.node.id,     m_config.node.name, m_config.node.sessionId,
                                      m_config.node.queues, m_config.kinds,     m_workers->free()};
    const auto claimed = m_pool.run<QList<queue::ClaimedTask>>(
        [request](storage::Connection &connection) -> Result<QList<queue::ClaimedTask>> {
            if (const auto promoted = queue::promoteDue(connection, promoteAtOnce); !promoted)
                return fail(promoted.error());
            return queue::claim(connection, request);
        });
    whenDone(claimed, this, [this, asked = request.limit](const Result<QList<queue::ClaimedTask>> &tasks) {
        onClaimed(tasks, asked);
    });
}

void Dispatcher::onClaimed(const Result<QList<queue::ClaimedTask>> &claimed, int asked)
{
    m_claiming = false;
    const bool again = std::exchange(m_claimAgain, false);
    if (!claimed) {
        qCWarning(lcWork).noquote() << "claim failed, next try in 1 s:" << toLogString(claimed.error());
        finishStop();
        return;
    }
    for (const queue::ClaimedTask &task : *claimed) {
        m_running.insert(task.runLease, task.task.id);
        if (!m_intake) { // stopped while the claim was under way: hand it back unused
            m_done.append({.taskId = task.task.id, .runLease = task.runLease, .outcome = queue::Outcome::Interrupted,
                           .error = interruptedError()});
            continue;
        }
        const QString worker = m_workers->begin(task);
        m_pool.run<void>([id = task.task.id, lease = task.runLease, worker](storage::Connection &connection) {
            return queue::assignWorker(connection, id, lease, worker);
        });
    }
    if (!claimed->isEmpty())
        tellLoad();
    flush();
    if (again || claimed->size() == asked)
        claim();
    finishStop();
}

void Dispatcher::onFinished(const Completion &completion, bool stale)
{
    m_progress.remove(completion.runLease);
    if (stale)
        m_running.remove(completion.runLease);
    else
        m_done.append(completion);
    tellLoad();
    flush();
    claim();
    finishStop();
}

void Dispatcher::tellLoad()
{
    Q_EMIT loadChanged(m_workers->running(), m_workers->capacity());
    if (!m_loadTimer.isActive())
        m_loadTimer.start(loadInterval);
}

void Dispatcher::flush()
{
    if (m_flushing || m_done.isEmpty())
        return;
    m_flushing = true;
    // Whatever ended while the last statement was in flight goes with the next: natural back-pressure.
    const QList<Completion> sent = std::exchange(m_done, {});
    const double jitter = QRandomGenerator::global()->generateDouble();
    const auto written = m_pool.run<QList<Id>>(
        [sent, jitter](storage::Connection &connection) { return queue::complete(connection, sent, jitter); });
    whenDone(written, this, [this, sent](const Result<QList<Id>> &accepted) { onFlushed(accepted, sent); });
}

void Dispatcher::onFlushed(const Result<QList<Id>> &accepted, const QList<Completion> &sent)
{
    m_flushing = false;
    if (!accepted) {
        qCWarning(lcWork).noquote() << u"completions not written, next try in 1 s: count="_s % QString::number(sent.size())
                                    << toLogString(accepted.error());
        m_done = sent + m_done;
        QTimer::singleShot(retryWrite, this, &Dispatcher::flush);
        return;
    }
    for (const Completion &completion : sent) {
        m_running.remove(completion.runLease);
        if (!accepted->contains(completion.taskId))
            qCWarning(lcWork).noquote() << u"stale completion refused task="_s % QString::number(completion.taskId)
                    % u" run_lease="_s % QString::number(completion.runLease);
    }
    flush();
    claim();
    finishStop();
}

void Dispatcher::renew()
{
    if (m_renewing || m_running.isEmpty())
        return;
    m_renewing = true;
    // Only runs known before the statement can be missing from its answer.
    const QList<qint64> asked = m_running.keys();
    const auto renewed = m_pool.run<QList<HeldRun>>([session = m_config.node.sessionId](storage::Connection &connection) {
        return queue::renewLeases(connection, session);
    });
    whenDone(renewed, this, [this, asked](const Result<QList<HeldRun>> &held) { onRenewed(held, asked); });
}

void Dispatcher::onRenewed(const Result<QList<HeldRun>> &held, const QList<qint64> &asked)
{
    m_renewing = false;
    if (!held) {
        qCWarning(lcWork).noquote() << "leases not renewed:" << toLogString(held.error());
        return;
    }
    QSet<qint64> owned;
    for (const HeldRun &run : *held) {
        owned.insert(run.runLease);
        if (run.cancelRequested)
            m_workers->cancel(run.runLease, cancelledByOperatorError());
    }
    for (const qint64 lease : asked) {
        // A run whose completion is being written leaves the table on its own.
        if (!owned.contains(lease) && m_running.contains(lease))
            m_workers->cancel(lease, leaseLostError());
    }
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

void Dispatcher::stop(std::chrono::milliseconds grace)
{
    if (m_stopping)
        return;
    m_stopping = true;
    m_intake = false;
    beat();
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
        m_done.clear();
        finishStop();
    });
}

void Dispatcher::finishStop()
{
    if (!m_stopping || m_stopped || m_claiming || m_flushing || !m_running.isEmpty() || !m_done.isEmpty())
        return;
    m_stopped = true;
    for (QTimer *timer : {&m_pollTimer, &m_renewTimer, &m_heartTimer, &m_rescueTimer, &m_progressTimer, &m_loadTimer})
        timer->stop();
    if (m_listener)
        m_listener->stop();
    m_workers.reset();
    beat();
    Q_EMIT stopped();
}

} // namespace pult::work
