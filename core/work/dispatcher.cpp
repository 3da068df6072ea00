// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dispatcher.h"

#include "logging.h"

#include <base/whendone.h>
#include <queue/nodes.h>

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto rescueInterval = 15s;
constexpr auto progressInterval = 1s;
/// The node's row follows its workers' load no closer than this.
constexpr auto loadInterval = 1s;
constexpr auto hintPause = 200ms;
/// The first time soon after the start, but beside nothing that is urgent then.
constexpr auto firstPartitions = 20s;

} // namespace

Dispatcher::Dispatcher(Config config, storage::Pool &pool)
    : m_config(std::move(config)), m_pool(pool), m_ends(pool, m_config.spillPath, this)
{
    const QList<QTimer *> single{&m_progressTimer, &m_dueTimer,  &m_rateTimer,      &m_vainTimer,  &m_lookTimer,
                                 &m_hintTimer,     &m_loadTimer, &m_partitionTimer, &m_drainTimer, &m_flushTimer};
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
    connect(&m_drainTimer, &QTimer::timeout, this, &Dispatcher::interruptAll);
    connect(&m_flushTimer, &QTimer::timeout, this, &Dispatcher::giveUpFlushing);
    connect(&m_pool, &storage::Pool::availabilityChanged, this, &Dispatcher::onAvailability);
    connect(&m_clock, &ClockWatch::awoke, this, &Dispatcher::onAwake);
    connect(&m_clock, &ClockWatch::clockMoved, this, [](std::chrono::milliseconds by) {
        qCWarning(lcWork) << "the computer's clock was moved; the database's clock decides what is due seconds="
                          << double(by.count()) / 1000;
    });
}

Dispatcher::~Dispatcher() = default;

void Dispatcher::start()
{
    Q_ASSERT(QThread::currentThread() == thread());
    Worker::Config worker{{}, 1, m_config.taskTimeout, m_config.makeJobs};
    worker.leaseTtl = m_config.leaseTtl;
    worker.leases = m_leases;
    worker.stopGrace = m_config.stopGrace;
    worker.abandonGrace = m_config.abandonGrace;
    m_workers =
        std::make_unique<WorkerPool>(m_config.node.id, m_config.capacities, worker, m_config.supervision, m_pool);
    connect(m_workers.get(), &WorkerPool::overdue, this, [this](const HeldTask &task) { stopBrowsersOf({task}); });
    connect(m_workers.get(), &WorkerPool::lost, this, &Dispatcher::settleLost);
    connect(m_workers.get(), &WorkerPool::changed, this, [this] {
        tellLoad();
        claim();
    });
    connect(m_workers.get(), &WorkerPool::finished, this, &Dispatcher::onFinished);
    connect(m_workers.get(), &WorkerPool::returned, this, &Dispatcher::onReturned);
    connect(m_workers.get(), &WorkerPool::progressed, this, [this](qint64 lease, const queue::Progress &progress) {
        m_progress.insert(lease, progress);
        if (!m_progressTimer.isActive())
            m_progressTimer.start(progressInterval);
    });
    connect(&m_pool.changes(), &storage::ChangeListener::changed, this, &Dispatcher::onHint);

    m_heartTimer.start(m_config.heartbeatInterval);
    m_pollTimer.start(pollInterval);
    m_clock.start();
    Q_EMIT loadChanged(0, m_workers->capacity());
    beat();
    begin();
}

QCoro::Task<> Dispatcher::begin()
{
    co_await replayEnds(); // before anything is taken back: what had ended is not run again
    if (m_config.prepare)
        co_await m_config.prepare();
    if (m_stopping)
        co_return;
    m_begun = true;
    m_intake = !m_draining;
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
    m_drainedTold = false; // who asks again is told again
    const bool wasPaused = std::exchange(m_intakePaused, false);
    if (!std::exchange(m_draining, true) || wasPaused)
        m_drainTimer.start(m_config.drainTimeout);
    putBack();
    beat();
    checkDrained();
}

void Dispatcher::pauseIntake()
{
    m_intake = false;
    m_draining = true;
    m_intakePaused = true;
    m_drainTimer.stop();
    putBack();
    beat();
}

void Dispatcher::interrupt()
{
    drain();
    interruptAll();
}

void Dispatcher::resume()
{
    if (m_stopping)
        return;
    m_drainTimer.stop();
    m_draining = false;
    m_intakePaused = false;
    m_drainedTold = false;
    m_intake = m_begun;
    beat();
    claim();
}

void Dispatcher::setIntake(const QStringList &queues, std::chrono::seconds drainTimeout)
{
    m_config.node.queues = queues;
    m_config.drainTimeout = drainTimeout;
    beat();
    wake();
}

void Dispatcher::drainWorker(int worker, bool drained)
{
    if (m_workers)
        m_workers->setDrained(worker, drained);
}

void Dispatcher::killWorker(int worker)
{
    if (m_workers)
        m_workers->interrupt(worker, interruptedError());
}

void Dispatcher::recycle(const QString &worker)
{
    if (!m_workers)
        return;
    const QList<queue::WorkerInfo> workers = m_workers->describe();
    for (const queue::WorkerInfo &one : workers) {
        if (worker.isEmpty() || worker == one.id)
            m_workers->recycle(one.id);
    }
}

void Dispatcher::wake()
{
    claim();
}

void Dispatcher::reconsider()
{
    if (m_stopped || !m_workers)
        return;
    beat();
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

void Dispatcher::onFinished(const QList<EndedRun> &ended)
{
    m_pace.note(ended);
    if (m_config.observer)
        m_config.observer->ended(ended);
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
    m_endedSinceSweep += turn.settled.size();
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
    else if (m_running.isEmpty())
        sweepIfMany();
    finishStop();
}

/// Listeners learn of changes a few times a second at most.
void Dispatcher::tasksChanged()
{
    if (!m_hintTimer.isActive() && m_pool.config().kind == storage::DatabaseConfig::Kind::PostgreSql)
        m_hintTimer.start(hintPause);
}

/// One at a time, so that the last word on the node's state is written last.
void Dispatcher::beat()
{
    if (m_beating) {
        m_beatAgain = true;
        return;
    }
    m_beating = true;
    queue::NodeInfo node = m_config.node;
    node.state = state();
    if (m_workers)
        node.workers = m_workers->describe();
    if (m_config.observer)
        m_config.observer->describe(node);
    const auto written =
        m_pool.run<void>([node](storage::Connection &connection) { return queue::heartbeat(connection, node); });
    whenDone(written, this, [this](const Result<> &) {
        m_beating = false;
        if (std::exchange(m_beatAgain, false))
            beat();
        else if (m_stopped)
            tellStopped();
    });
}

} // namespace pult::work
