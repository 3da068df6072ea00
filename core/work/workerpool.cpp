// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "workerpool.h"

#include <queue/kindrules.h>

#include <algorithm>
#include <numeric>

namespace pult::work {

using namespace Qt::StringLiterals;

WorkerPool::WorkerPool(const QString &nodeId, const QList<int> &capacities, const Worker::Config &config,
                       storage::Pool &pool)
{
    m_slots.reserve(size_t(capacities.size()));
    for (int n = 1; n <= capacities.size(); ++n) {
        Slot slot;
        slot.capacity = capacities[n - 1];
        slot.id = nodeId % u'/' % QString::number(n);
        slot.thread = std::make_unique<QThread>();
        slot.thread->setObjectName(u"worker-"_s % QString::number(n));
        Worker::Config own = config;
        own.id = slot.id;
        own.capacity = slot.capacity;
        slot.worker = new Worker(own, pool);
        slot.worker->moveToThread(slot.thread.get());
        connect(slot.thread.get(), &QThread::finished, slot.worker, &QObject::deleteLater);
        connect(slot.worker, &Worker::progressed, this,
                [this](qint64, qint64 lease, const queue::Progress &progress) { Q_EMIT progressed(lease, progress); });
        connect(slot.worker, &Worker::finished, this, [this, n](const QList<EndedRun> &ended) {
            for (const EndedRun &run : ended)
                forget(m_slots[size_t(n - 1)], run.completion.runLease);
            Q_EMIT finished(ended);
        });
        connect(slot.worker, &Worker::returned, this, [this, n](const QList<queue::ClaimedTask> &tasks) {
            for (const queue::ClaimedTask &task : tasks)
                forget(m_slots[size_t(n - 1)], task.runLease);
            Q_EMIT returned(tasks);
        });
        slot.thread->start();
        m_slots.push_back(std::move(slot));
    }
}

WorkerPool::~WorkerPool()
{
    for (Slot &slot : m_slots)
        slot.thread->quit();
    for (Slot &slot : m_slots)
        slot.thread->wait();
}

int WorkerPool::capacity() const
{
    return std::accumulate(m_slots.begin(), m_slots.end(), 0,
                           [](int sum, const Slot &slot) { return sum + slot.capacity; });
}

QList<queue::WorkerInfo> WorkerPool::describe() const
{
    QList<queue::WorkerInfo> workers;
    for (const Slot &slot : m_slots)
        workers.append({slot.id, slot.capacity, int(slot.runs.size()), slot.runs.values()});
    return workers;
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
        const queue::ClaimedTask &task = tasks.at(taken);
        const auto least = std::min_element(m_slots.begin(), m_slots.end(), [](const Slot &a, const Slot &b) {
            // By share, so that a larger worker gets more; exact in integers.
            return a.runs.size() * b.capacity < b.runs.size() * a.capacity;
        });
        const bool isShort = queue::kindRule(task.task.kind).shortJob;
        const double room = isShort ? least->capacity * (1 + ahead) : least->capacity;
        if (double(least->runs.size()) + 1 > room)
            break;
        least->runs.insert(task.runLease, task.task.id);
        m_workerOf.insert(task.runLease, int(least - m_slots.begin()));
        handed[size_t(least - m_slots.begin())].append(task);
        if (!isShort) // that of a short one is written with its end
            assignments.append({task.task.id, task.runLease, least->id});
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
    for (const Slot &slot : m_slots)
        QMetaObject::invokeMethod(slot.worker, &Worker::giveBack);
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
    for (const Slot &slot : m_slots)
        QMetaObject::invokeMethod(slot.worker, [worker = slot.worker, reason] { worker->cancelAll(reason); });
}

} // namespace pult::work
