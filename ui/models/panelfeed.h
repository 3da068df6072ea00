// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <node/commands.h>

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <array>
#include <functional>
#include <optional>

namespace pult::ui {

/// What the panels around the task list show, asked for the panels that can be seen and nobody else. Asynchronous; a
/// question is not asked again before its last answer came, and slow answers are asked for less often. GUI thread.
class PanelFeed final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PanelFeed)

public:
    enum class Topic { Flow, Locks, Breakers, Limiters, Schedules, Clock };
    using Wanted = std::function<bool()>;

    explicit PanelFeed(node::Commands &commands, QObject *parent = nullptr);

    /// `reader` wants news of the topic whenever `wanted` says so.
    void addReader(Topic topic, QObject *reader, Wanted wanted);
    void start();
    /// At once what is wanted; what is under way is asked once more.
    void refresh();

    /// The database's clock, by which everything here is told.
    TimePoint now() const { return localNow() + m_clockOffset; }
    /// How far the database's clock is ahead of this computer's; told anew by clockArrived().
    std::chrono::microseconds clockOffset() const { return m_clockOffset; }

Q_SIGNALS:
    /// All that is kept of it, not only what is new.
    void flowArrived(const pult::queue::QueueFlow &flow);
    void locksArrived(const QList<pult::queue::LockInfo> &locks);
    void breakersArrived(const QList<pult::queue::BreakerInfo> &breakers);
    void limitersArrived(const QList<pult::queue::LimiterInfo> &limiters);
    void schedulesArrived(const QList<pult::queue::Schedule> &schedules);
    void clockArrived();
    /// Every second; ages and times left are others now.
    void ticked();

private:
    static constexpr int topics = 6;
    struct Question
    {
        QList<std::pair<QPointer<QObject>, Wanted>> readers;
        QElapsedTimer asked;
        qint64 took = 0; ///< milliseconds
        bool waiting = false;
        bool again = false;
        quint64 number = 0;
    };
    Question &question(Topic topic) { return m_questions.at(static_cast<std::size_t>(topic)); }
    void onTimer();
    bool isWanted(const Question &question) const;
    void ask(Topic topic);
    void send(Topic topic);
    void addFlow(const queue::QueueFlow &flow);
    void setClock(TimePoint databaseNow, TimePoint askedAt);
    template<typename T, typename Then>
    void expect(Topic topic, QFuture<Result<T>> answer, Then then);

    node::Commands &m_commands;
    std::array<Question, topics> m_questions;
    QTimer m_timer;
    QTimer m_soon;
    std::optional<queue::QueueFlow> m_flow;
    std::chrono::microseconds m_clockOffset{0};
};

} // namespace pult::ui
