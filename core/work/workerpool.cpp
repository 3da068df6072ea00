// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "workerpool.h"

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
        slot.worker = new Worker(own, pool);
        slot.worker->moveToThread(slot.thread.get());
        connect(slot.thread.get(), &QThread::finished, slot.worker, &QObject::deleteLater);
        connect(slot.worker, &Worker::progressed, this,
                [this](qint64, qint64 lease, const queue::Progress &progress) { Q_EMIT progressed(lease, progress); });
        connect(slot.worker, &Worker::finished, this, [this](const queue::Completion &completion, bool stale) {
            const int index = m_workerOf.take(completion.runLease);
            m_slots[size_t(index)].runs.remove(completion.runLease);
            Q_EMIT finished(completion, stale);
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

QString WorkerPool::begin(const queue::ClaimedTask &task)
{
    const auto least = std::min_element(m_slots.begin(), m_slots.end(), [](const Slot &a, const Slot &b) {
        // By share, so that a larger worker gets more; exact in integers.
        return a.runs.size() * b.capacity < b.runs.size() * a.capacity;
    });
    Q_ASSERT(least->runs.size() < least->capacity);
    least->runs.insert(task.runLease, task.task.id);
    m_workerOf.insert(task.runLease, int(least - m_slots.begin()));
    QMetaObject::invokeMethod(least->worker, [worker = least->worker, task] { worker->begin(task); });
    return least->id;
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
