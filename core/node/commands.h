// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <browser/provider.h>
#include <observe/metricstore.h>
#include <queue/apitokens.h>
#include <queue/audit.h>
#include <queue/breakers.h>
#include <queue/deletedtasks.h>
#include <queue/errorgroups.h>
#include <queue/flowtimes.h>
#include <queue/heldtasks.h>
#include <queue/limiterreports.h>
#include <queue/limits.h>
#include <queue/locks.h>
#include <queue/nodecommands.h>
#include <queue/nodelogs.h>
#include <queue/operations.h>
#include <queue/queueflow.h>
#include <queue/queues.h>
#include <queue/schedules.h>
#include <queue/taskcounts.h>
#include <queue/tasksearch.h>
#include <queue/types.h>
#include <queue/why.h>
#include <storage/pool.h>
#include <upkeep/scheduledreport.h>

#include <QFuture>
#include <QObject>

#include <memory>

namespace pult::node {

/// A bulk upload as an operator asks for it (interface.md, "Bulk upload and flows").
struct BulkUploadRequest
{
    QByteArray flow;  ///< the recording's JSON
    QString flowName; ///< file name, for the batch's label
    QStringList profiles;
    QStringList media; ///< absolute paths; every profile gets all of them
    QString caption;
    QStringList tags;
    /// One set per profile, instead of `profiles` and `media` (--map FILE.csv).
    struct Row
    {
        QString profile;
        QStringList media;
        QString caption;
        QStringList tags;
    };
    QList<Row> map;
    bool draft = false;
    std::optional<TimePoint> runAt; ///< no upload begins before; nullopt: at once
    std::chrono::seconds spread{0}; ///< the last upload begins so long after the first, the others evenly between
    queue::OnUnknown onUnknown = queue::OnUnknown::Ask;
    std::optional<queue::NewTask> callback; ///< runs once, when all uploads have ended
    bool operator==(const BulkUploadRequest &) const = default;
};
inline bool operator==(const BulkUploadRequest::Row &a, const BulkUploadRequest::Row &b)
{
    return a.profile == b.profile && a.media == b.media && a.caption == b.caption && a.tags == b.tags;
}

/// Everything known of one task, for the detail pane and `tasks show`.
struct TaskDetail
{
    queue::Task task;
    QList<queue::Attempt> attempts;           ///< newest first
    QList<queue::Artifact> artifacts;         ///< without data; see artifact()
    std::optional<queue::FlowTimes> lastGood; ///< how long its flow's steps take when it goes well
    QList<queue::Artifact> goodArtifacts;     ///< of that run's task, without data
};

/// Who gives a command and from where; stands in the audit table.
struct Actor
{
    QString who = QStringLiteral("operator");
    QString where = QStringLiteral("window");
};

/// Told what was done by way of a facade; called on a database's thread.
class CommandObserver
{
public:
    virtual ~CommandObserver() = default;
    virtual void enqueued(const QList<queue::NewTask> &tasks) = 0;
    virtual void locksForced(int locks) = 0;
};

/// The one facade that window, HTTP API and pultctl use: what may be asked of the database that all nodes share. The
/// rules (what is legal in a state, what is audited) stand here once. Thread-safe; futures finish on a database thread,
/// so use `whenDone(future, this, …)`.
class Commands final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Commands)

public:
    /// `pool` is started and outlives this. `localNode` is the name of this computer's node and `provider` the settled
    /// browser provider ("dolphin" or "local"): what new browser tasks record.
    struct Place
    {
        QString nodeName;
        QString provider;
        QStringList sharedMediaRoots;
        std::chrono::seconds heartbeatInterval{30}; ///< HEARTBEAT_INTERVAL_SECS, to tell late and dead nodes
        int breakerMinimumCalls = 5;                ///< in a breaker's window; below, nothing trips
    };
    Commands(storage::Pool &pool, Place place, Actor actor, QObject *parent = nullptr);
    /// The same in the name of `actor`. `others` emits changed() for it and must be there while this is. May be made
    /// and let go on any thread, also before its answers are there.
    Commands(const Commands &others, Actor actor);
    ~Commands() override;

    /// `observer` outlives this and what it was asked for; before the first call.
    void setObserver(CommandObserver *observer);
    /// Begins to emit changed() for what others do to the database. Without it only this object's own writes are told.
    void watch();
    const Place &place() const;

    // Reading
    QFuture<Result<queue::Page<queue::Task>>> listTasks(queue::TaskFilter filter, queue::PageRequest page);
    /// As listTasks for people who wait: bounded in time and in what is looked at, and it says so.
    QFuture<Result<queue::FoundTasks>> searchTasks(queue::TaskSearch search);
    /// Small numbers counted, large ones estimated; of all states, and of each filter, nullopt where it took too long.
    struct Counts
    {
        queue::TaskCounts states;
        QList<std::optional<queue::TaskCount>> filters;
        std::optional<queue::Id> floor; ///< queue::newestFloor(), for the searches of the next while
    };
    QFuture<Result<Counts>> countTasks(QList<queue::TaskFilter> filters);
    /// The failures of a filter by what they have in common.
    QFuture<Result<queue::ErrorGroups>> groupErrors(queue::TaskFilter filter);
    QFuture<Result<TaskDetail>> showTask(queue::Id id);
    /// Why it does not run: the chain of what it waits for (queue::whySentence says it).
    QFuture<Result<QList<queue::WhyLink>>> explainTask(queue::Id id);
    QFuture<Result<queue::Artifact>> artifact(qint64 artifactId);
    QFuture<Result<queue::TaskStats>> taskStats();
    /// Tasks that wait for something outside (Dolphin, a proxy, room on the disk …), grouped, the largest group first.
    QFuture<Result<QList<queue::HeldGroup>>> heldTasks();
    QFuture<Result<queue::Page<queue::DeletedTask>>> listDeletedTasks(queue::PageRequest page);
    QFuture<Result<queue::Batch>> showBatch(queue::Id id);
    QFuture<Result<QList<queue::Batch>>> listBatches(int limit, std::optional<queue::Id> before = {});
    QFuture<Result<QList<queue::NodeInfo>>> listNodes();
    /// Lines of a node's log, oldest first: the newest, or those after one that is known.
    QFuture<Result<QList<queue::NodeLogLine>>> readNodeLogs(queue::NodeLogQuery query);
    QFuture<Result<QList<queue::QueueInfo>>> listQueues();
    QFuture<Result<QList<queue::LockInfo>>> listLocks();
    QFuture<Result<QList<queue::AuditEntry>>> listAudit(queue::AuditQuery query);
    /// What nodes used and did over a range of time, in the finest resolution that is kept so long.
    QFuture<Result<observe::MetricSeriesRange>> readMetrics(observe::MetricQuery query);
    /// The first rows of a report.
    QFuture<Result<upkeep::ReportPreview>> previewReport(upkeep::ReportRequest request, int rows);
    /// Writes it to a file of this computer, on a thread of QtConcurrent's pool; the future's progress value are the
    /// rows so far, and cancelling it leaves no file.
    QFuture<Result<upkeep::ReportDone>> makeReport(upkeep::ReportRequest request, QString path);
    QFuture<Result<QList<queue::BreakerInfo>>> listBreakers();
    /// What the nodes' limiters of calls to the outside stand at.
    QFuture<Result<QList<queue::LimiterInfo>>> listLimiters();
    /// Since when the oldest task of each queue waits, and what has finished since `since` (queueflow.h).
    QFuture<Result<queue::QueueFlow>> queueFlow(std::optional<TimePoint> since);
    /// Whether nothing is available, running, retryable, blocked or scheduled; and how many were discarded and
    /// completed since `since`.
    struct Idle
    {
        bool idle = false;
        qint64 discarded = 0;
        qint64 completed = 0;
    };
    QFuture<Result<Idle>> idle(TimePoint since);
    QFuture<Result<TimePoint>> databaseNow();

    // Work
    QFuture<Result<QList<queue::Id>>> addTasks(QList<queue::NewTask> tasks);
    /// Checks flow, media and variables first; the batch's id.
    QFuture<Result<queue::Batch>> createBulkUpload(BulkUploadRequest request);
    QFuture<Result<queue::Batch>> startBatch(queue::Id id);
    QFuture<Result<>> cancelTasks(QList<queue::Id> ids);
    QFuture<Result<>> retryTasks(QList<queue::Id> ids);
    QFuture<Result<>> snoozeTasks(QList<queue::Id> ids, std::chrono::seconds time);
    QFuture<Result<>> setPriority(QList<queue::Id> ids, int priority);
    /// For a day they can be brought back.
    QFuture<Result<>> deleteTasks(QList<queue::Id> ids);
    QFuture<Result<>> undeleteTasks(QList<queue::Id> ids);
    /// An operator's answer to an unknown outcome: `done` completes the task, otherwise it runs again.
    QFuture<Result<>> resolveUnknown(queue::Id id, bool done);
    /// Notes in the audit that somebody looked at what is masked in a task's payload.
    QFuture<Result<>> noteReveal(queue::Id id);
    /// `until`: the pause ends by itself then.
    QFuture<Result<>> pauseQueue(QString queue, QString reason, std::optional<TimePoint> until = std::nullopt);
    QFuture<Result<>> resumeQueue(QString queue);
    /// Takes back what left the queue as in `left`, unless somebody changed it after that.
    QFuture<Result<>> undoQueuePause(QString queue, queue::QueuePause left);
    /// Over all nodes; what is not there stays, 0 takes a limit away.
    QFuture<Result<>> setQueueLimits(QString queue, queue::QueueLimits limits);
    /// Opens, closes, … a breaker for all nodes; what it is then, in every scope.
    QFuture<Result<QList<queue::BreakerInfo>>> orderBreaker(queue::BreakerOrder order);
    /// Frees expired locks, or all of one worker's; what was freed, or in a dry run would be.
    QFuture<Result<QList<queue::LockInfo>>> cleanupLocks(queue::LockCleanup what);

    /// Asks a node to drain, resume, stop or restart, or to drain or resume one of its workers.
    QFuture<Result<queue::NodeCommand>> commandNode(queue::NodeRequest request);
    /// What became of it.
    QFuture<Result<queue::NodeCommand>> showNodeCommand(qint64 id);

    // Operations over all tasks that match a filter; nodes carry them on, or whoever steps them
    QFuture<Result<qint64>> countMatching(queue::TaskChange change, queue::TaskFilter filter);
    QFuture<Result<queue::Operation>> startOperation(queue::TaskChange change, queue::TaskFilter filter,
                                                     QString reason = {});
    /// Takes back what an operation did, as another operation: to what the audit recorded as before, and what was
    /// changed since stays (queue/operations.h).
    QFuture<Result<queue::Operation>> undoOperation(qint64 id);
    QFuture<Result<queue::Operation>> stepOperation(qint64 id);
    QFuture<Result<queue::Operation>> showOperation(qint64 id);
    QFuture<Result<QList<queue::Operation>>> listOperations(int limit);
    QFuture<Result<queue::Operation>> cancelOperation(qint64 id);

    // Tokens of the HTTP API
    QFuture<Result<QList<queue::ApiToken>>> listApiTokens();
    QFuture<Result<queue::NewApiToken>> createApiToken(queue::ApiTokenRequest request);
    QFuture<Result<queue::NewApiToken>> rotateApiToken(QString name);
    QFuture<Result<queue::ApiToken>> revokeApiToken(QString name);

    // Schedules; `name`: the name or the number
    QFuture<Result<QList<queue::Schedule>>> listSchedules();
    /// Its task is checked and completed as addTasks does it.
    QFuture<Result<queue::Schedule>> addSchedule(queue::NewSchedule schedule);
    /// The same check; ticks so far stay.
    QFuture<Result<queue::Schedule>> changeSchedule(QString name, queue::NewSchedule schedule);
    QFuture<Result<queue::Schedule>> pauseSchedule(QString name);
    QFuture<Result<queue::Schedule>> resumeSchedule(QString name);
    QFuture<Result<queue::Id>> runSchedule(QString name);
    QFuture<Result<>> removeSchedule(QString name);
    /// When an expression would tick next, `count` times from now; without asking anybody.
    static Result<QList<TimePoint>> previewSchedule(const QString &expression, const QString &timeZone, int count);

Q_SIGNALS:
    /// Something in the database may have changed (at most a few times a second); ask again.
    void changed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult::node
