// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The dispatcher's intake: what is claimed, and how it comes to the workers.
#include "dispatcher.h"

#include "logging.h"
#include "trials.h"

#include <base/whendone.h>
#include <queue/kindrules.h>

#include <algorithm>

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// So long a task may wait here for a slot.
constexpr auto longestReady = 1s;
/// After so many claims that found nothing a hint is followed only by and by.
constexpr int mostVainClaims = 8;
constexpr auto vainPause = 20ms;
constexpr int promoteAtOnce = 500;
constexpr int claimAtOnce = 2000;
/// Nothing more is claimed while so many ends wait to be written.
constexpr int mostUnwritten = 4000;

} // namespace

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
    tellOutage();
    // What was claimed ahead and finds no slot goes to whoever has one; runs are not as quick as they were.
    if (!m_ready.isEmpty() && std::chrono::steady_clock::now() - m_handedAt > longestReady) {
        m_pace.forget();
        putBack();
    }
    // Hints wake a node that does nothing; it looks for lost ones every other time.
    m_looked = !m_running.isEmpty() || !m_looked;
    if (m_looked)
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
        if (micros && *micros <= std::chrono::microseconds(3 * pollInterval).count())
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
    const int free = m_workers->free() - int(m_ready.size());
    queue::ClaimRequest request{
        m_config.node.id, m_config.node.name, m_config.node.sessionId, m_config.node.queues, m_config.kinds, free, -1,
        m_config.leaseTtl};
    const int ahead = m_longRuns.isEmpty() ? m_pace.claimAhead(m_workers->capacity()) : 0;
    if (ahead > 0 && free + ahead >= std::min(claimAtOnce, ahead / 2)) {
        request.limit = std::min(claimAtOnce, free + ahead);
        request.longLimit = m_workers->capacity(); // quick runs make room at once, and no long one is under way
    }
    if (m_config.observer)
        queue::narrow(request, m_config.observer->admission());
    if (request.limit <= 0 || request.kinds.isEmpty())
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
        [asked = *request, at = timeWithSleep()](storage::Connection &connection) {
            Result<QList<queue::ClaimedTask>> tasks = queue::claim(connection, asked);
            for (qsizetype i = 0; tasks && i < tasks->size(); ++i)
                (*tasks)[i].askedAt = at;
            return tasks;
        });
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
    m_ready += sifted(admission.begin);
}

/// The claim knows kinds, not what each of its tasks will need.
QList<queue::ClaimedTask> Dispatcher::sifted(const QList<queue::ClaimedTask> &claimed)
{
    if (!m_config.observer)
        return claimed;
    QList<queue::ClaimedTask> fitting;
    for (const queue::ClaimedTask &task : claimed) {
        if (m_config.observer->begins(task))
            fitting.append(task);
        else
            m_ends.handBack({task.task.id, task.runLease, {}});
    }
    if (fitting.size() < claimed.size())
        m_ends.flush();
    return fitting;
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
        giveUp(task);
    m_ready.clear();
    m_ends.flush();
}

/// It never began.
void Dispatcher::giveUp(const queue::ClaimedTask &task)
{
    if (m_config.observer)
        m_config.observer->returned(task.runLease);
    m_ends.handBack({task.task.id, task.runLease, {}});
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

} // namespace pult::work
