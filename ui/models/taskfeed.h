// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/timewindow.h"

#include <node/commands.h>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <optional>

namespace pult::ui {

/// Asks the database what there is and tells the window: when something changed (at most four times a second) and at
/// the chosen pace. Everything is asynchronous; of two answers to the same question only the newer counts, and the list
/// is never asked for twice at once. Paused it asks nothing but what the operator does. GUI thread.
class TaskFeed final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TaskFeed)

public:
    static constexpr int taskLimit = 500;

    explicit TaskFeed(node::Commands &commands, QObject *parent = nullptr);

    void start();
    /// A hidden window asks only now and then.
    void setVisible(bool visible);
    void setFilter(const queue::TaskFilter &filter);
    /// Not only among the newest tasks (queue/tasksearch.h); until the next filter.
    void searchEverything();
    /// The page below this task; nothing while one is under way.
    void loadMore(queue::Id below);
    /// Tasks further down that are on view and so asked for again: those before this id; nullopt: none.
    void watchRange(std::optional<queue::Id> before);
    /// What has become of tasks that the filter finds no more.
    void askRows(const QList<queue::Id> &ids);
    /// Filters whose number of tasks is wanted beside those of the states.
    void setCountedFilters(const QList<queue::TaskFilter> &filters);
    void setInterval(std::chrono::seconds interval);
    std::chrono::seconds interval() const { return m_interval; }
    void setPaused(bool paused);
    bool isPaused() const { return m_paused; }
    /// The last answer for the list.
    const queue::FoundTasks &found() const { return m_found; }
    const queue::TaskFilter &filter() const { return m_filter; }
    /// Lists only tasks that ran in it, whatever the filter; nullopt: all again.
    void setTimeWindow(const std::optional<TimeWindow::Range> &range);
    /// The task whose details are wanted; nullopt: none.
    void watch(std::optional<queue::Id> task);
    /// Soon, but not more often than four times a second.
    void refresh();
    /// Everything at once, also while paused: the operator wants it.
    void refreshAll();

    bool isAvailable() const { return !m_away; }
    /// Since when and why the database does not answer.
    TimePoint awaySince() const { return m_awaySince; }
    const Error &awayReason() const { return m_awayReason; }

Q_SIGNALS:
    /// `more`: the filter matches more than are listed. `sameSet`: it is the filter of the list before.
    void tasksArrived(const QList<pult::queue::Task> &tasks, bool more, bool sameSet);
    void moreArrived(const QList<pult::queue::Task> &tasks, bool more);
    void rangeArrived(const QList<pult::queue::Task> &tasks, pult::queue::Id before);
    /// `asked` without an answer among `tasks` are no more.
    void rowsArrived(const QList<pult::queue::Task> &tasks, const QList<pult::queue::Id> &asked);
    /// The list was not to be had, for instance in time.
    void listFailed(const pult::Error &error);
    void countsArrived(const pult::node::Commands::Counts &counts);
    void pausedChanged();
    void statsArrived(const pult::queue::TaskStats &stats);
    void nodesArrived(const QList<pult::queue::NodeInfo> &nodes);
    void queuesArrived(const QList<pult::queue::QueueInfo> &queues);
    void batchesArrived(const QList<pult::queue::Batch> &batches);
    void detailArrived(const pult::node::TaskDetail &detail);
    void detailFailed(pult::queue::Id task, const pult::Error &error);
    void availabilityChanged();
    void ticked();

private:
    void onTimer();
    void ask(bool everything);
    queue::TaskSearch searchFor(int limit, const QString &after) const;
    void askTasks();
    void askRange();
    void askCounts();
    void onHint();
    void onList(const Result<queue::FoundTasks> &found, quint64 number);
    void askDetail();
    template<typename T, typename Then>
    void expect(QFuture<Result<T>> answer, Then then);
    void onAnswered(const Error *error);

    node::Commands &m_commands;
    queue::TaskFilter m_asked;  ///< as the operator wrote it
    queue::TaskFilter m_filter; ///< the same, within the time window
    bool m_everything = false;
    queue::FoundTasks m_found;
    std::optional<queue::Id> m_rangeBefore;
    QList<queue::TaskFilter> m_countedFilters;
    bool m_listAsked = false;
    bool m_listAgain = false;
    bool m_moreAsked = false;
    bool m_countsAsked = false;
    QElapsedTimer m_sinceCounts;
    std::optional<queue::Id> m_floor; ///< of the newest tasks, told with the counts
    qint64 m_countsPause = 0;         ///< milliseconds; counting may not take more than a tenth of the time
    std::chrono::seconds m_interval{1};
    bool m_paused = false;
    std::optional<TimeWindow::Range> m_window;
    std::optional<queue::Id> m_watched;
    QTimer m_secondTimer;
    QTimer m_soonTimer;
    QElapsedTimer m_sinceAsked;
    bool m_visible = true;
    bool m_again = false; ///< asked for while answers are under way
    int m_waitingFor = 0;
    quint64 m_round = 0; ///< answers of older rounds do not count
    quint64 m_filterNumber = 0;
    quint64 m_shownFilter = 0;
    int m_secondsHidden = 0;
    bool m_roundFailed = false;
    bool m_away = false;
    TimePoint m_awaySince{};
    Error m_awayReason;
};

} // namespace pult::ui
