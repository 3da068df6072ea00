// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The dispatcher in bad times: the database away, the computer asleep, workers lost, and the end.
#include "dispatcher.h"

#include "logging.h"

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A stop's rest, from the interruption on, in shares that leave a tenth: browsers that still run are stopped, then
/// runs are given up, whose workers have a last word; then the database has its time, then the threads.
constexpr double browsersAt = 0.35;
constexpr double abandonAt = 0.5;
constexpr double lastWordShare = 0.05;
constexpr std::chrono::milliseconds longestLastWord = 300ms;
constexpr double flushShare = 0.25;
constexpr std::chrono::milliseconds longestFlush = 3s;
constexpr double endShare = 0.1;
constexpr std::chrono::milliseconds longestEnd = 2s;
constexpr auto replayLook = 50ms;
/// See rescue().
constexpr auto rescueAgain = 10s + 500ms;

std::chrono::milliseconds part(std::chrono::milliseconds whole, double share)
{
    return std::chrono::milliseconds(qint64(double(whole.count()) * share));
}

} // namespace

QString Dispatcher::state() const
{
    if (m_stopped)
        return u"stopped"_s;
    if (m_stopping)
        return u"stopping"_s;
    if (m_intakePaused)
        return u"paused"_s;
    if (m_draining)
        return m_running.isEmpty() ? u"drained"_s : u"draining"_s;
    return m_begun ? u"running"_s : u"starting"_s;
}

void Dispatcher::onAvailability(bool available, const Error &why)
{
    if (available == !m_outage)
        return;
    if (!available) {
        m_outage = Outage{localNow(), 0, 0, 0, why};
        m_ends.databaseAway();
        tellOutage();
        return;
    }
    m_outage.reset();
    Q_EMIT outageChanged(std::nullopt);
    // Our own first, before anybody takes us for lost.
    beat();
    m_ends.flush();
    renew();
    claim();
    QTimer::singleShot(rescueAgain, this, &Dispatcher::rescue);
}

void Dispatcher::tellOutage()
{
    if (!m_outage)
        return;
    m_outage->running = m_workers ? m_workers->running() : 0;
    m_outage->endsWaiting = m_ends.waiting();
    m_outage->endsOnDisk = m_ends.spilled();
    Q_EMIT outageChanged(m_outage);
}

/// The leases may have run out: until the database confirms them, no run begins to commit (Run::recordCommit).
void Dispatcher::onAwake(std::chrono::milliseconds after)
{
    qCInfo(lcWork) << "nothing ran here for a while: the computer slept or the process was stopped seconds="
                   << double(after.count()) / 1000;
    beat();
    renew();
}

/// Ends that an earlier life could not write, in their turn before everything else.
QCoro::Task<> Dispatcher::replayEnds()
{
    const qsizetype left = m_ends.recover();
    if (left == 0)
        co_return;
    qCInfo(lcWork).nospace() << "writing ends of an earlier start count=" << left;
    CancelToken token;
    m_ends.flush();
    while (!m_ends.isIdle() && !m_stopping) {
        const Result<> waited = co_await sleepFor(replayLook, token);
        Q_UNUSED(waited)
    }
}

void Dispatcher::stopBrowsersOf(const QList<HeldTask> &tasks)
{
    QStringList providers;
    for (const HeldTask &task : tasks) {
        if (!task.provider.isEmpty())
            providers.append(task.provider);
    }
    if (!providers.isEmpty() && m_config.stopBrowsers)
        m_config.stopBrowsers(providers);
}

/// First their browsers, so that no profile is started while its old browser still runs.
QCoro::Task<> Dispatcher::settleLost(QList<HeldTask> tasks)
{
    QStringList providers;
    for (const HeldTask &task : tasks) {
        if (!task.provider.isEmpty())
            providers.append(task.provider);
    }
    if (!providers.isEmpty() && m_config.stopBrowsers)
        co_await m_config.stopBrowsers(providers);
    for (const HeldTask &task : tasks) {
        m_progress.remove(task.run.runLease);
        if (m_config.observer)
            m_config.observer->returned(task.run.runLease);
        m_ends.giveUp(task.run);
    }
    m_ends.flush();
}

void Dispatcher::stop(std::chrono::milliseconds grace, std::chrono::milliseconds rest)
{
    if (m_stopping)
        return;
    m_stopping = true;
    m_intake = false;
    m_drainTimer.stop();
    m_flushLimit = std::min(longestFlush, part(rest, flushShare));
    m_lastWord = std::min(longestLastWord, part(rest, lastWordShare));
    m_endLimit = std::min(longestEnd, part(rest, endShare));
    beat();
    putBack();
    QTimer::singleShot(grace, this, &Dispatcher::interruptAll);
    QTimer::singleShot(grace + part(rest, browsersAt), this, [this] {
        if (!m_stopped && m_workers)
            stopBrowsersOf(m_workers->held());
    });
    QTimer::singleShot(grace + part(rest, abandonAt), this, &Dispatcher::abandonAll);
    finishStop();
}

void Dispatcher::interruptAll()
{
    if (!m_stopped && m_workers)
        m_workers->cancelAll(interruptedError());
}

/// What did not end after its interruption is handed back as it is. A worker that does not answer is not asked.
void Dispatcher::abandonAll()
{
    if (m_stopped || !m_workers || m_workers->running() == 0)
        return;
    m_workers->abandonAll(interruptedError());
    QTimer::singleShot(m_lastWord, this, [this] {
        if (m_stopped)
            return;
        const QList<HeldTask> held = m_workers->forgetAll();
        for (const HeldTask &task : held) {
            qCCritical(lcWork).noquote() << u"a run's worker does not answer, its task is handed back task="_s %
                                                QString::number(task.run.task);
            queue::Completion end;
            end.taskId = task.run.task;
            end.runLease = task.run.runLease;
            end.worker = task.run.worker;
            end.outcome = queue::Outcome::Interrupted;
            end.error = interruptedError();
            m_ends.add(end);
        }
        m_ends.flush();
        finishStop();
    });
}

void Dispatcher::checkDrained()
{
    if (!m_draining || m_drainedTold || !m_begun || !m_running.isEmpty())
        return;
    m_drainedTold = true;
    m_drainTimer.stop();
    beat();
    Q_EMIT drained();
}

void Dispatcher::finishStop()
{
    checkDrained();
    if (!m_stopping || m_stopped)
        return;
    if (!m_claiming && !m_renewing && m_running.isEmpty() && m_ends.isIdle()) {
        end();
        return;
    }
    // Nothing runs; all that is left waits for the database.
    if ((!m_workers || m_workers->running() == 0) && !m_flushTimer.isActive())
        m_flushTimer.start(m_flushLimit);
}

void Dispatcher::giveUpFlushing()
{
    if (m_stopped)
        return;
    const int waiting = m_ends.waiting();
    if (!m_ends.park())
        qCCritical(lcWork).nospace() << "ended without the database and without a disk; ends are lost count="
                                     << waiting;
    else
        qCWarning(lcWork).nospace() << "ended without the database; its next start writes what ended count=" << waiting;
    m_running.clear();
    end();
}

void Dispatcher::end()
{
    m_stopped = true;
    m_clock.stop();
    for (QTimer *timer : findChildren<QTimer *>(Qt::FindDirectChildrenOnly))
        timer->stop();
    m_threadsLeft = m_workers ? m_workers->end(m_endLimit) : 0;
    if (m_threadsLeft > 0)
        qCCritical(lcWork).nospace() << "worker threads stand somewhere and are left behind count=" << m_threadsLeft;
    m_workers.reset();
    beat();
    QTimer::singleShot(m_endLimit, this, &Dispatcher::tellStopped); // the database may hang
}

void Dispatcher::tellStopped()
{
    if (!std::exchange(m_toldStopped, true))
        Q_EMIT stopped(m_threadsLeft);
}

} // namespace pult::work
