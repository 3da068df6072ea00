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

/// Asks the database what there is and tells the window: when something changed (at most four times a second) and every
/// second. Everything is asynchronous; of two answers to the same question only the newer counts. GUI thread.
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
    /// Lists only tasks that ran in it, whatever the filter; nullopt: all again.
    void setTimeWindow(const std::optional<TimeWindow::Range> &range);
    /// The task whose details are wanted; nullopt: none.
    void watch(std::optional<queue::Id> task);
    /// Soon, but not more often than four times a second.
    void refresh();

    bool isAvailable() const { return !m_away; }
    /// Since when and why the database does not answer.
    TimePoint awaySince() const { return m_awaySince; }
    const Error &awayReason() const { return m_awayReason; }

Q_SIGNALS:
    /// `more`: the filter matches more than are listed. `sameSet`: it is the filter of the list before.
    void tasksArrived(const QList<pult::queue::Task> &tasks, bool more, bool sameSet);
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
    void askTasks();
    void askDetail();
    template<typename T, typename Then>
    void expect(QFuture<Result<T>> answer, Then then);
    void onAnswered(const Error *error);

    node::Commands &m_commands;
    queue::TaskFilter m_filter;
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
