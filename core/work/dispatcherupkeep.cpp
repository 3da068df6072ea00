// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What any node does for all: rescues, partitions of history, sweeps.
#include "dispatcher.h"

#include "logging.h"

#include <base/whendone.h>
#include <queue/deadrows.h>
#include <queue/nodes.h>
#include <queue/partitions.h>

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto partitionInterval = 1h;
constexpr int partitionDays = 7;
/// So many ended tasks make a claim's walk over their remains worth a sweep.
constexpr qsizetype sweepAfter = 20'000;
constexpr int rescueAtOnce = 100;
/// After an interruption of the database every node has so long to come back and tell what ended, before leases that
/// ran out meanwhile are taken for lost.
constexpr auto outageGrace = 10s;

using queue::Id;

} // namespace

void Dispatcher::rescue()
{
    if (!m_pool.answeredFor(outageGrace))
        return;
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
            onRescued(int(taken->size()));
    });
}

void Dispatcher::onRescued(int tasks)
{
    if (m_config.observer)
        m_config.observer->rescued(tasks);
    claim();
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
            qCInfo(lcWork).nospace() << "partitions of history made count=" << *made;
    });
}

/// Called when nothing runs or waits, so that it keeps nobody waiting.
void Dispatcher::sweepIfMany()
{
    if (m_endedSinceSweep < sweepAfter)
        return;
    m_endedSinceSweep = 0;
    whenDone(m_pool.run<void>(queue::sweepDeadRows), this, [](const Result<> &swept) {
        if (!swept) // autovacuum comes anyway
            qCInfo(lcWork).noquote() << "remains of ended tasks not swept:" << toLogString(swept.error());
    });
}

} // namespace pult::work
