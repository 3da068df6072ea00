// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/taskfeed.h"

#include <base/whendone.h>
#include <chrono>

using namespace std::chrono_literals;

namespace pult::ui {

namespace {

constexpr int batchLimit = 30;
constexpr auto shortestPause = 250ms;
/// Longer than any time-out of the pool: only an answer that never comes takes so long.
constexpr auto longestRound = 60s;
constexpr int hiddenSeconds = 10;

} // namespace

TaskFeed::TaskFeed(node::Commands &commands, QObject *parent) : QObject(parent), m_commands(commands)
{
    m_secondTimer.setInterval(1s);
    connect(&m_secondTimer, &QTimer::timeout, this, &TaskFeed::onTimer);
    m_soonTimer.setSingleShot(true);
    connect(&m_soonTimer, &QTimer::timeout, this, [this] { ask(false); });
    connect(&commands, &node::Commands::changed, this, &TaskFeed::refresh);
}

void TaskFeed::start()
{
    m_secondTimer.start();
    ask(true);
}

void TaskFeed::setVisible(bool visible)
{
    const bool wasVisible = std::exchange(m_visible, visible);
    if (visible && !wasVisible && m_secondTimer.isActive())
        ask(true);
}

void TaskFeed::setFilter(const queue::TaskFilter &filter)
{
    m_filter = filter;
    ++m_filterNumber;
    // The operator waits for this one: not behind the pace of the others.
    if (m_secondTimer.isActive())
        askTasks();
}

void TaskFeed::setTimeWindow(const std::optional<TimeWindow::Range> &range)
{
    m_window = range;
    setFilter(m_filter);
}

void TaskFeed::watch(std::optional<queue::Id> task)
{
    if (task == m_watched)
        return;
    m_watched = task;
    if (m_watched && m_secondTimer.isActive())
        askDetail();
}

void TaskFeed::refresh()
{
    if (!m_visible || !m_secondTimer.isActive() || m_soonTimer.isActive())
        return;
    if (m_waitingFor > 0) {
        m_again = true;
        return;
    }
    const qint64 pause = m_sinceAsked.isValid() ? shortestPause.count() - m_sinceAsked.elapsed() : 0;
    m_soonTimer.start(static_cast<int>(std::max<qint64>(0, pause)));
}

void TaskFeed::onTimer()
{
    Q_EMIT ticked();
    if (!m_visible && ++m_secondsHidden < hiddenSeconds)
        return;
    m_secondsHidden = 0;
    if (m_waitingFor == 0 || m_sinceAsked.elapsed() > std::chrono::milliseconds(longestRound).count())
        ask(true);
}

void TaskFeed::ask(bool everything)
{
    m_soonTimer.stop();
    m_sinceAsked.start();
    m_again = false;
    m_waitingFor = 0;
    m_roundFailed = false;
    ++m_round;
    askTasks();
    askDetail();
    expect(m_commands.taskStats(), [this](const queue::TaskStats &stats) { Q_EMIT statsArrived(stats); });
    expect(m_commands.listBatches(batchLimit),
           [this](const QList<queue::Batch> &batches) { Q_EMIT batchesArrived(batches); });
    if (!everything)
        return;
    expect(m_commands.listNodes(), [this](const QList<queue::NodeInfo> &nodes) { Q_EMIT nodesArrived(nodes); });
    expect(m_commands.listQueues(), [this](const QList<queue::QueueInfo> &queues) { Q_EMIT queuesArrived(queues); });
}

void TaskFeed::askTasks()
{
    const quint64 number = m_filterNumber;
    queue::TaskFilter filter = m_filter;
    if (m_window) {
        filter.ranFrom = m_window->from;
        filter.ranTo = m_window->to;
    }
    expect(m_commands.listTasks(filter, {taskLimit, {}}), [this, number](const queue::Page<queue::Task> &page) {
        if (number != m_filterNumber)
            return;
        const bool sameSet = std::exchange(m_shownFilter, number) == number;
        Q_EMIT tasksArrived(page.items, !page.next.isEmpty(), sameSet);
    });
}

void TaskFeed::askDetail()
{
    if (!m_watched)
        return;
    const queue::Id id = *m_watched;
    ++m_waitingFor;
    whenDone(m_commands.showTask(id), this, [this, id, round = m_round](const Result<node::TaskDetail> &detail) {
        const bool isAway = !detail && detail.error().kind != ErrorKind::NotFound;
        if (round == m_round)
            onAnswered(isAway ? &detail.error() : nullptr);
        if (m_watched != id)
            return;
        if (detail)
            Q_EMIT detailArrived(*detail);
        else if (!isAway)
            Q_EMIT detailFailed(id, detail.error());
    });
}

template<typename T, typename Then>
void TaskFeed::expect(QFuture<Result<T>> answer, Then then)
{
    ++m_waitingFor;
    whenDone(answer, this, [this, then, round = m_round](const Result<T> &result) {
        if (round != m_round)
            return;
        onAnswered(result ? nullptr : &result.error());
        if (result)
            then(*result);
    });
}

void TaskFeed::onAnswered(const Error *error)
{
    --m_waitingFor;
    m_roundFailed = m_roundFailed || error;
    // Away at the first failure, back after a whole round without one.
    if (error ? !m_away : m_away && m_waitingFor == 0 && !m_roundFailed) {
        m_away = error != nullptr;
        m_awaySince = localNow();
        m_awayReason = error ? *error : Error{};
        Q_EMIT availabilityChanged();
    }
    if (m_waitingFor == 0 && m_again)
        refresh();
}

} // namespace pult::ui
