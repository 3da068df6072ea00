// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the dispatcher holds: leases renewed, lost and given back, and the progress of its runs.
#include "dispatcher.h"

#include "logging.h"

#include <base/whendone.h>

#include <algorithm>

namespace pult::work {

using namespace Qt::StringLiterals;

using queue::HeldRun;

void Dispatcher::renew()
{
    if (m_stopped || m_renewing || (m_running.isEmpty() && !m_claimUnsure))
        return;
    m_renewing = true;
    // Only runs known before the statement can be missing from its answer.
    const QList<qint64> asked = m_running.keys();
    const auto at = timeWithSleep();
    const auto renewed =
        m_pool.run<QList<HeldRun>>([session = m_config.node.sessionId](storage::Connection &connection) {
            return queue::renewLeases(connection, session);
        });
    whenDone(renewed, this, [this, asked, at](const Result<QList<HeldRun>> &held) {
        onRenewed(held, asked);
        if (held)
            m_leases->confirm(at);
    });
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
    giveUp(*ready);
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

} // namespace pult::work
