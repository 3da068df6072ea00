// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "workerpool.h"

#include "logging.h"

#include <queue/kindrules.h>

#include <QDeadlineTimer>

#include <algorithm>
#include <numeric>

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A worker that answers ends its thread at once; one that does not is not waited for.
constexpr auto endLimit = 2s;

} // namespace

WorkerPool::WorkerPool(const QString &nodeId, const QList<int> &capacities, Worker::Config config,
                       Supervision supervision, storage::Pool &pool)
    : m_config(std::move(config)), m_supervision(supervision), m_pool(pool)
{
    m_slots.reserve(size_t(capacities.size()));
    for (int n = 1; n <= capacities.size(); ++n) {
        Slot slot;
        slot.capacity = capacities[n - 1];
        slot.id = nodeId % u'/' % QString::number(n);
        m_slots.push_back(std::move(slot));
        start(m_slots.size() - 1);
    }
    connect(&m_pingTimer, &QTimer::timeout, this, &WorkerPool::supervise);
    m_pingTimer.start(m_supervision.pingEvery);
}

WorkerPool::~WorkerPool()
{
    end(endLimit);
}

int WorkerPool::end(std::chrono::milliseconds limit)
{
    m_pingTimer.stop();
    for (Slot &slot : m_slots) {
        if (slot.worker)
            disconnect(slot.worker, nullptr, this, nullptr);
        slot.worker = nullptr;
        if (slot.thread)
            leave(std::move(slot.thread));
    }
    const QDeadlineTimer deadline(limit);
    int left = 0;
    for (std::unique_ptr<QThread> &thread : m_leaving) {
        if (thread->wait(deadline))
            continue;
        // It cannot be ended; its objects stay until the process does.
        static_cast<void>(thread.release());
        ++left;
    }
    m_leaving.clear();
    return left;
}

/// A worker on a thread of its own, in a slot that has none.
void WorkerPool::start(size_t index)
{
    Slot &slot = m_slots[index];
    slot.thread = std::make_unique<QThread>();
    slot.thread->setObjectName(u"worker-"_s % QString::number(index + 1));
    Worker::Config own = m_config;
    own.id = slot.id;
    own.capacity = slot.capacity;
    slot.worker = new Worker(own, m_pool);
    slot.worker->moveToThread(slot.thread.get());
    connect(slot.thread.get(), &QThread::finished, slot.worker, &QObject::deleteLater);
    slot.answered = std::make_shared<std::atomic<bool>>(true);
    slot.unanswered = 0;
    slot.retiring = false;
    slot.failed = false;
    listen(index);
    slot.thread->start();
}

void WorkerPool::listen(size_t index)
{
    const Worker *const worker = m_slots[index].worker;
    connect(worker, &Worker::progressed, this,
            [this](qint64, qint64 lease, const queue::Progress &progress) { Q_EMIT progressed(lease, progress); });
    connect(worker, &Worker::finished, this, [this, index](const QList<EndedRun> &ended) {
        Slot &slot = m_slots[index];
        for (const EndedRun &run : ended)
            forget(slot, run.completion.runLease);
        Q_EMIT finished(ended);
        retireIfIdle(index);
    });
    connect(worker, &Worker::returned, this, [this, index](const QList<queue::ClaimedTask> &tasks) {
        for (const queue::ClaimedTask &task : tasks)
            forget(m_slots[index], task.runLease);
        Q_EMIT returned(tasks);
        retireIfIdle(index);
    });
    connect(worker, &Worker::overdue, this, [this, index](const queue::ClaimedTask &task) {
        Q_EMIT overdue({{task.task.id, task.runLease, m_slots[index].id}, task.task.provider});
    });
    connect(worker, &Worker::abandoned, this, [this, index] {
        Slot &slot = m_slots[index];
        slot.retiring = true;
        slot.failed = true;
        QMetaObject::invokeMethod(slot.worker, &Worker::giveBack);
        retireIfIdle(index);
        Q_EMIT changed();
    });
}

int WorkerPool::capacity() const
{
    return std::accumulate(m_slots.begin(), m_slots.end(), 0,
                           [](int sum, const Slot &slot) { return sum + (slot.takesTasks() ? slot.capacity : 0); });
}

int WorkerPool::free() const
{
    return std::accumulate(m_slots.begin(), m_slots.end(), 0, [](int sum, const Slot &slot) {
        return sum + (slot.takesTasks() ? slot.capacity - int(slot.runs.size()) : 0);
    });
}

QList<queue::WorkerInfo> WorkerPool::describe() const
{
    QList<queue::WorkerInfo> workers;
    for (const Slot &slot : m_slots) {
        queue::WorkerInfo info{slot.id, slot.capacity, int(slot.runs.size()), {}};
        for (const HeldTask &task : slot.runs)
            info.tasks.append(task.run.task);
        if (!slot.worker)
            info.state = u"down"_s;
        else if (slot.drained)
            info.state = slot.runs.isEmpty() ? u"drained"_s : u"draining"_s;
        info.restarts = slot.restarts;
        workers.append(info);
    }
    return workers;
}

QList<HeldTask> WorkerPool::held() const
{
    QList<HeldTask> tasks;
    for (const Slot &slot : m_slots)
        tasks += slot.runs.values();
    return tasks;
}

void WorkerPool::forget(Slot &slot, qint64 runLease)
{
    slot.runs.remove(runLease);
    m_workerOf.remove(runLease);
}

QList<queue::Assignment> WorkerPool::begin(QList<queue::ClaimedTask> &tasks, double ahead)
{
    QList<queue::Assignment> assignments;
    std::vector<QList<queue::ClaimedTask>> handed(m_slots.size());
    qsizetype taken = 0;
    for (; taken < tasks.size(); ++taken) {
        const queue::ClaimedTask &task = tasks[taken];
        const auto least = std::min_element(m_slots.begin(), m_slots.end(), [](const Slot &a, const Slot &b) {
            if (a.takesTasks() != b.takesTasks())
                return a.takesTasks();
            // By share, so that a larger worker gets more; exact in integers.
            return a.runs.size() * b.capacity < b.runs.size() * a.capacity;
        });
        const bool isShort = queue::kindRule(task.task.kind).shortJob;
        const double room = isShort ? least->capacity * (1 + ahead) : least->capacity;
        if (!least->takesTasks() || double(least->runs.size()) + 1 > room)
            break;
        const queue::Assignment assignment{task.task.id, task.runLease, least->id};
        least->runs.insert(task.runLease, {assignment, task.task.provider});
        m_workerOf.insert(task.runLease, int(least - m_slots.begin()));
        handed[size_t(least - m_slots.begin())].append(task);
        if (!isShort) // that of a short one is written with its end
            assignments.append(assignment);
    }
    tasks.remove(0, taken);
    for (size_t i = 0; i < handed.size(); ++i) {
        if (!handed[i].isEmpty())
            QMetaObject::invokeMethod(m_slots[i].worker,
                                      [worker = m_slots[i].worker, list = handed[i]] { worker->begin(list); });
    }
    return assignments;
}

void WorkerPool::giveBack()
{
    for (const Slot &slot : m_slots) {
        if (slot.worker)
            QMetaObject::invokeMethod(slot.worker, &Worker::giveBack);
    }
}

void WorkerPool::cancel(qint64 runLease, const Error &reason)
{
    const auto index = m_workerOf.constFind(runLease);
    if (index == m_workerOf.cend())
        return;
    Worker *const worker = m_slots[size_t(*index)].worker;
    QMetaObject::invokeMethod(worker, [worker, runLease, reason] { worker->cancel(runLease, reason); });
}

void WorkerPool::cancelAll(const Error &reason)
{
    for (const Slot &slot : m_slots) {
        if (slot.worker)
            QMetaObject::invokeMethod(slot.worker, [worker = slot.worker, reason] { worker->cancelAll(reason); });
    }
}

void WorkerPool::abandonAll(const Error &reason)
{
    for (const Slot &slot : m_slots) {
        if (slot.worker)
            QMetaObject::invokeMethod(slot.worker, [worker = slot.worker, reason] { worker->abandonAll(reason); });
    }
}

QList<HeldTask> WorkerPool::forgetAll()
{
    const QList<HeldTask> tasks = held();
    for (Slot &slot : m_slots) {
        if (!slot.runs.isEmpty() && slot.worker)
            disconnect(slot.worker, nullptr, this, nullptr);
        slot.runs.clear();
    }
    m_workerOf.clear();
    return tasks;
}

bool WorkerPool::setDrained(int worker, bool drained)
{
    if (worker < 1 || std::cmp_greater(worker, m_slots.size()))
        return false;
    Slot &slot = m_slots[size_t(worker - 1)];
    slot.drained = drained;
    if (drained && slot.worker)
        QMetaObject::invokeMethod(slot.worker, &Worker::giveBack);
    Q_EMIT changed();
    return true;
}

void WorkerPool::interrupt(int worker, const Error &reason)
{
    if (worker < 1 || std::cmp_greater(worker, m_slots.size()))
        return;
    Slot &slot = m_slots[size_t(worker - 1)];
    const QList<qint64> runs = slot.runs.keys();
    recycle(slot.id); // what has not begun needs no cancelling
    for (const qint64 run : runs)
        cancel(run, reason);
}

void WorkerPool::recycle(const QString &worker)
{
    for (size_t i = 0; i < m_slots.size(); ++i) {
        if (m_slots[i].id != worker || !m_slots[i].worker || m_slots[i].retiring)
            continue;
        m_slots[i].retiring = true;
        QMetaObject::invokeMethod(m_slots[i].worker, &Worker::giveBack);
        retireIfIdle(i);
    }
}

void WorkerPool::retireIfIdle(size_t index)
{
    if (const Slot &slot = m_slots[index]; slot.retiring && slot.runs.isEmpty())
        replace(index, slot.failed);
}

/// Pings count, not time: a process that stood still as a whole has no stuck worker.
void WorkerPool::supervise()
{
    std::erase_if(m_leaving, [](const std::unique_ptr<QThread> &thread) { return thread->isFinished(); });
    for (size_t i = 0; i < m_slots.size(); ++i) {
        Slot &slot = m_slots[i];
        if (!slot.worker)
            continue;
        if (slot.answered->exchange(false)) {
            if (slot.restarts > 0 && std::chrono::steady_clock::now() - slot.restartedAt > m_supervision.healthyAfter)
                slot.restarts = 0;
            slot.unanswered = 0;
            ping(slot);
        } else if (++slot.unanswered >= m_supervision.silentPings) {
            giveUp(i);
        }
    }
}

void WorkerPool::ping(Slot &slot)
{
    QMetaObject::invokeMethod(
        slot.worker, [answered = slot.answered] { *answered = true; }, Qt::QueuedConnection);
}

/// The worker's thread stands somewhere. Whatever it comes back to, nobody listens any more, and its leases go.
void WorkerPool::giveUp(size_t index)
{
    Slot &slot = m_slots[index];
    const QList<HeldTask> tasks = slot.runs.values();
    qCCritical(lcWork).noquote() << u"worker does not answer, it is replaced worker="_s % slot.id % u" tasks="_s %
                                        QString::number(tasks.size());
    for (const HeldTask &task : tasks)
        forget(slot, task.run.runLease);
    replace(index, true);
    Q_EMIT lost(tasks);
}

/// `failed` counts towards RESTART_MAX; a worker that only grew too large does not.
void WorkerPool::replace(size_t index, bool failed)
{
    Slot &slot = m_slots[index];
    disconnect(slot.worker, nullptr, this, nullptr);
    slot.worker = nullptr;
    leave(std::move(slot.thread));
    if (failed && slot.restarts >= m_supervision.restartMax) {
        qCCritical(lcWork).noquote() << u"worker stays down: replaced too often in a row worker="_s % slot.id %
                                            u" times="_s % QString::number(slot.restarts);
    } else {
        slot.restarts += failed ? 1 : 0;
        slot.restartedAt = std::chrono::steady_clock::now();
        start(index);
        qCInfo(lcWork).noquote() << u"worker replaced worker="_s % slot.id;
    }
    Q_EMIT changed();
}

/// Told to end; waited for at the very end only.
void WorkerPool::leave(std::unique_ptr<QThread> thread)
{
    thread->quit();
    m_leaving.push_back(std::move(thread));
}

} // namespace pult::work
