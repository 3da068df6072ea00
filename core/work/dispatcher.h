// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clockwatch.h"
#include "endwriter.h"
#include "engineobserver.h"
#include "leaseclock.h"
#include "outage.h"
#include "pace.h"
#include "workerpool.h"

#include <queue/taskstore.h>
#include <queue/types.h>
#include <storage/changelistener.h>
#include <storage/pool.h>

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <chrono>
#include <memory>
#include <optional>

namespace pult::work {

/// Moves tasks from the database to the workers and their ends back: claims for the free slots (and, of quick short
/// kinds, some ahead), renews the leases, writes completions in batches, takes back what others lost, beats the node's
/// heart. The claim of the next tasks and the completion of the last run side by side, each on its connection.
/// Thread-affine to the dispatcher's thread; all SQL runs on the pool's threads. A failed statement is tried again at
/// the next tick; a completion waits until it is written.
class Dispatcher final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Dispatcher)

public:
    struct Config
    {
        queue::NodeInfo node;  ///< id, name, group, session, version, queues, pid
        QStringList kinds;     ///< what the workers can run
        QList<int> capacities; ///< tasks at once, one number per worker
        std::chrono::seconds taskTimeout{300};
        std::chrono::seconds leaseTtl{30};      ///< of kinds without one of their own
        std::chrono::seconds renewInterval{10}; ///< a third of the shortest lease
        std::chrono::seconds heartbeatInterval{30};
        JobRegistryFactory makeJobs;
        /// Awaited on the dispatcher's thread before the first claim: cleans up what an earlier life left.
        std::function<QCoro::Task<>()> prepare;
        /// Stops the browsers of these tasks' providers (`local:shop-1`) by what is recorded of them.
        std::function<QCoro::Task<>(QStringList)> stopBrowsers;
        WorkerPool::Supervision supervision;
        std::chrono::milliseconds stopGrace{45'000}; ///< see Worker::Config
        std::chrono::milliseconds abandonGrace{15'000};
        std::chrono::seconds drainTimeout{300}; ///< then a drained node's runs are interrupted
        QString spillPath;                      ///< of ends that the database cannot take; empty: memory alone
        EngineObserver *observer = nullptr;     ///< outlives the dispatcher
    };
    Dispatcher(Config config, storage::Pool &pool);
    ~Dispatcher() override;

public Q_SLOTS:
    void start();
    /// Intake off; running tasks go on for DRAIN_TIMEOUT_SECS, then they are handed back. `resume` undoes it.
    void drain();
    /// Intake off without an end: running tasks go on as long as they take. `resume` undoes it.
    void pauseIntake();
    /// Drains, and hands back what runs at once.
    void interrupt();
    void resume();
    /// NODE_QUEUES and DRAIN_TIMEOUT_SECS, changed while it runs.
    void setIntake(const QStringList &queues, std::chrono::seconds drainTimeout);
    /// The same for one worker, from 1.
    void drainWorker(int worker, bool drained);
    /// Hands back what runs in a worker (from 1) at once, and replaces it.
    void killWorker(int worker);
    /// Replaces a worker (its id; empty: each) once nothing runs in it.
    void recycle(const QString &worker);
    /// Intake off, runs get `grace` to end by themselves, then are interrupted and handed back. Within `rest` browsers
    /// that still run are stopped, runs that do not end are given up, and what the database does not take is kept for
    /// the next life. stopped() when all is done.
    void stop(std::chrono::milliseconds grace, std::chrono::milliseconds rest = std::chrono::seconds(40));
    /// Something may be claimable: look now.
    void wake();
    /// What the observer says has changed.
    void reconsider();

Q_SIGNALS:
    /// `threadsLeft`: workers that could not be ended; the process must not wait for them.
    void stopped(int threadsLeft);
    /// Nothing runs any more after drain().
    void drained();
    /// Told at its begin, every second, and (nullopt) when it is over.
    void outageChanged(const std::optional<pult::work::Outage> &outage);
    /// After every change of the workers' load; for the window.
    void loadChanged(int running, int capacity);

private:
    QCoro::Task<> begin();
    void onHint(const QString &topic);
    void onFinished(const QList<EndedRun> &ended);
    void onReturned(const QList<queue::ClaimedTask> &tasks);
    void hear();
    void poll();
    void look(bool claimToo);
    void onLooked(const Result<queue::Prospect> &prospect, bool claimToo);
    void promote();
    std::optional<queue::ClaimRequest> nextRequest() const;
    void claim();
    void onClaimed(const Result<QList<queue::ClaimedTask>> &claimed, const queue::ClaimRequest &asked);
    void takeIn(const QList<queue::ClaimedTask> &claimed);
    QList<queue::ClaimedTask> sifted(const QList<queue::ClaimedTask> &claimed);
    void handOver();
    void putBack();
    void giveUp(const queue::ClaimedTask &task);
    void onWritten(const EndWriter::Turn &turn);
    void tellLoad();
    void renew();
    void onRenewed(const Result<QList<queue::HeldRun>> &held, const QList<qint64> &asked);
    void handBackUnknown(const QList<queue::HeldRun> &held);
    void cancelRun(qint64 runLease, const Error &reason);
    void writeProgress();
    void beat();
    void rescue();
    void onRescued(int tasks);
    void makePartitions();
    void sweepIfMany();
    QString state() const;
    void onAvailability(bool available, const Error &why);
    void tellOutage();
    void onAwake(std::chrono::milliseconds after);
    QCoro::Task<> replayEnds();
    QCoro::Task<> settleLost(QList<HeldTask> tasks);
    void stopBrowsersOf(const QList<HeldTask> &tasks);
    void interruptAll();
    void abandonAll();
    void giveUpFlushing();
    void checkDrained();
    void finishStop();
    void end();
    void tellStopped();
    void tasksChanged();

    static constexpr std::chrono::milliseconds pollInterval{1000};
    static constexpr std::chrono::milliseconds lookPause{50};

    Config m_config;
    storage::Pool &m_pool;
    std::unique_ptr<WorkerPool> m_workers;
    Pace m_pace;
    QHash<qint64, queue::Id> m_running;                 ///< run lease → task, from the claim until its end is written
    QSet<qint64> m_longRuns;                            ///< those of them whose kind is not short
    std::optional<qint64> m_trial;                      ///< lease of the suspect that runs here, or ran last
    QList<queue::ClaimedTask> m_ready;                  ///< claimed, not handed to a worker
    std::chrono::steady_clock::time_point m_handedAt{}; ///< when the last of them went, or came
    QHash<qint64, queue::Progress> m_progress;          ///< by run lease, not yet written
    /// Leases of ours that only the database knows of → how many claims must have been answered before they go back.
    QHash<qint64, quint64> m_unknown;
    quint64 m_claimsAnswered = 0;
    qsizetype m_endedSinceSweep = 0;
    int m_vainClaims = 0;       ///< running that brought nothing
    bool m_claimUnsure = false; ///< one failed, which may have been written all the same
    EndWriter m_ends;
    ClockWatch m_clock{this};
    const std::shared_ptr<LeaseClock> m_leases = std::make_shared<LeaseClock>();
    std::optional<Outage> m_outage;
    QTimer m_pollTimer;
    QTimer m_renewTimer;
    QTimer m_heartTimer;
    QTimer m_rescueTimer;
    QTimer m_progressTimer;
    QTimer m_dueTimer;  ///< the next scheduled task's time
    QTimer m_rateTimer; ///< a rate-limited queue's next start
    QTimer m_vainTimer; ///< gathers hints while they lead to nothing
    QTimer m_lookTimer; ///< gathers reasons to ask for that time
    QTimer m_partitionTimer;
    QTimer m_hintTimer; ///< gathers changes that listeners are told of
    QTimer m_loadTimer; ///< gathers changes of load that the node's row follows
    QTimer m_drainTimer;
    QTimer m_flushTimer; ///< how long a stop still waits for the database
    std::chrono::milliseconds m_flushLimit{3000};
    std::chrono::milliseconds m_lastWord{300};
    std::chrono::milliseconds m_endLimit{2000};
    int m_threadsLeft = 0;
    bool m_toldStopped = false;
    bool m_looked = false; ///< at the last poll
    bool m_beating = false;
    bool m_beatAgain = false;
    bool m_begun = false;
    bool m_draining = false;
    bool m_intakePaused = false; ///< draining, but without an end
    bool m_drainedTold = false;
    bool m_intake = false;
    bool m_claiming = false;
    bool m_claimAgain = false;
    bool m_wanted = true; ///< there may be more than was claimed: look when a slot is free
    bool m_renewing = false;
    bool m_stopping = false;
    bool m_stopped = false;
};

} // namespace pult::work
