// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/taskfeed.h"

#include <base/whendone.h>
#include <chrono>

using namespace std::chrono_literals;

namespace pult::ui {

namespace {

constexpr int batchLimit = 30;
/// More than a tall window shows.
constexpr int rangeLimit = 200;
constexpr auto shortestPause = 250ms;
/// Longer than any time-out of the pool: only an answer that never comes takes so long.
constexpr auto longestRound = 60s;
constexpr int hiddenSeconds = 10;
/// So long a list may look a little further back than the newest tasks.
constexpr qint64 longestFloor = 60'000;

} // namespace

TaskFeed::TaskFeed(node::Commands &commands, QObject *parent) : QObject(parent), m_commands(commands)
{
    m_secondTimer.setInterval(1s);
    connect(&m_secondTimer, &QTimer::timeout, this, &TaskFeed::onTimer);
    m_soonTimer.setSingleShot(true);
    connect(&m_soonTimer, &QTimer::timeout, this, [this] { ask(false); });
    connect(&commands, &node::Commands::changed, this, &TaskFeed::onHint);
}

void TaskFeed::start()
{
    m_secondTimer.start();
    ask(true);
}

void TaskFeed::setVisible(bool visible)
{
    const bool wasVisible = std::exchange(m_visible, visible);
    if (visible && !wasVisible && m_secondTimer.isActive() && !m_paused)
        ask(true);
}

void TaskFeed::setFilter(const queue::TaskFilter &filter)
{
    m_asked = filter;
    m_filter = filter;
    if (m_window) {
        m_filter.ranFrom = m_window->from;
        m_filter.ranTo = m_window->to;
    }
    m_everything = false;
    m_rangeBefore.reset();
    ++m_filterNumber;
    // The operator waits for this one: not behind the pace of the others.
    if (m_secondTimer.isActive())
        askTasks();
}

void TaskFeed::searchEverything()
{
    m_everything = true;
    ++m_filterNumber;
    askTasks();
}

void TaskFeed::watchRange(std::optional<queue::Id> before)
{
    m_rangeBefore = before;
}

void TaskFeed::setCountedFilters(const QList<queue::TaskFilter> &filters)
{
    m_countedFilters = filters;
    m_countsPause = 0;
    if (m_secondTimer.isActive() && !m_paused)
        askCounts();
}

void TaskFeed::setInterval(std::chrono::seconds interval)
{
    m_interval = interval;
}

void TaskFeed::setPaused(bool paused)
{
    if (std::exchange(m_paused, paused) == paused)
        return;
    if (paused)
        m_soonTimer.stop();
    else if (m_secondTimer.isActive())
        ask(true);
    Q_EMIT pausedChanged();
}

void TaskFeed::setTimeWindow(const std::optional<TimeWindow::Range> &range)
{
    m_window = range;
    setFilter(m_asked);
}

void TaskFeed::watch(std::optional<queue::Id> task)
{
    if (task == m_watched)
        return;
    m_watched = task;
    if (m_watched && m_secondTimer.isActive())
        askDetail();
}

void TaskFeed::onHint()
{
    if (m_paused)
        return;
    // A slower pace is meant: hints do not quicken it.
    if (m_interval > 1s && m_sinceAsked.isValid() &&
        m_sinceAsked.elapsed() < std::chrono::milliseconds(m_interval).count())
        return;
    refresh();
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

void TaskFeed::refreshAll()
{
    if (m_secondTimer.isActive())
        ask(true);
}

void TaskFeed::onTimer()
{
    Q_EMIT ticked();
    if (!m_visible && ++m_secondsHidden < hiddenSeconds)
        return;
    m_secondsHidden = 0;
    if (m_paused)
        return;
    const auto interval = std::chrono::milliseconds(m_interval) - shortestPause;
    if (m_sinceAsked.isValid() && m_sinceAsked.elapsed() < interval.count() && m_interval > 1s)
        return;
    if (m_waitingFor == 0 || m_sinceAsked.elapsed() > std::chrono::milliseconds(longestRound).count())
        ask(true);
}

void TaskFeed::ask(bool everything)
{
    m_soonTimer.stop();
    if (m_sinceAsked.isValid() && m_sinceAsked.elapsed() > std::chrono::milliseconds(longestRound).count())
        m_listAsked = m_moreAsked = m_countsAsked = false;
    m_sinceAsked.start();
    m_again = false;
    m_waitingFor = 0;
    m_roundFailed = false;
    ++m_round;
    if (m_visible) { // hidden, only what the tray tells is wanted
        askTasks();
        askRange();
        askDetail();
    }
    askCounts();
    expect(m_commands.listBatches(batchLimit),
           [this](const QList<queue::Batch> &batches) { Q_EMIT batchesArrived(batches); });
    if (!everything)
        return;
    expect(m_commands.listNodes(), [this](const QList<queue::NodeInfo> &nodes) { Q_EMIT nodesArrived(nodes); });
    expect(m_commands.listQueues(), [this](const QList<queue::QueueInfo> &queues) { Q_EMIT queuesArrived(queues); });
}

queue::TaskSearch TaskFeed::searchFor(int limit, const QString &after) const
{
    queue::TaskSearch search{m_filter, limit, after, m_everything, {}};
    if (m_sinceCounts.isValid() && m_sinceCounts.elapsed() < longestFloor)
        search.floor = m_floor;
    return search;
}

void TaskFeed::askTasks()
{
    // Questions that nobody waits for any more must not pile up.
    if (m_listAsked) {
        m_listAgain = true;
        return;
    }
    m_listAsked = true;
    ++m_waitingFor;
    whenDone(m_commands.searchTasks(searchFor(taskLimit, {})), this,
             [this, number = m_filterNumber, round = m_round](const Result<queue::FoundTasks> &found) {
                 m_listAsked = false;
                 // Too slow is not away.
                 const bool isAway = !found && found.error().kind != ErrorKind::Timeout;
                 if (round == m_round)
                     onAnswered(isAway ? &found.error() : nullptr);
                 onList(found, number);
                 if (std::exchange(m_listAgain, false) || number != m_filterNumber)
                     askTasks();
             });
}

void TaskFeed::onList(const Result<queue::FoundTasks> &found, quint64 number)
{
    if (number != m_filterNumber)
        return;
    if (!found) {
        if (found.error().kind == ErrorKind::Timeout)
            Q_EMIT listFailed(found.error());
        return;
    }
    const bool sameSet = std::exchange(m_shownFilter, number) == number;
    m_found = *found;
    Q_EMIT tasksArrived(found->items, !found->next.isEmpty(), sameSet);
}

void TaskFeed::loadMore(queue::Id below)
{
    if (m_moreAsked || !m_secondTimer.isActive())
        return;
    m_moreAsked = true;
    whenDone(m_commands.searchTasks(searchFor(taskLimit, QString::number(below))), this,
             [this, number = m_filterNumber](const Result<queue::FoundTasks> &found) {
                 m_moreAsked = false;
                 if (number != m_filterNumber)
                     return;
                 if (!found) {
                     Q_EMIT listFailed(found.error());
                     return;
                 }
                 Q_EMIT moreArrived(found->items, !found->next.isEmpty());
             });
}

void TaskFeed::askRange()
{
    if (!m_rangeBefore)
        return;
    const queue::Id before = *m_rangeBefore;
    whenDone(m_commands.searchTasks(searchFor(rangeLimit, QString::number(before))), this,
             [this, before, number = m_filterNumber](const Result<queue::FoundTasks> &found) {
                 if (found && number == m_filterNumber)
                     Q_EMIT rangeArrived(found->items, before);
             });
}

void TaskFeed::askRows(const QList<queue::Id> &ids)
{
    queue::TaskSearch search;
    search.filter.ids = ids;
    search.limit = static_cast<int>(ids.size());
    whenDone(m_commands.searchTasks(search), this, [this, ids](const Result<queue::FoundTasks> &found) {
        if (found)
            Q_EMIT rowsArrived(found->items, ids);
    });
}

void TaskFeed::askCounts()
{
    if (m_countsAsked || (m_sinceCounts.isValid() && m_sinceCounts.elapsed() < m_countsPause))
        return;
    m_countsAsked = true;
    m_sinceCounts.start();
    whenDone(m_commands.countTasks(m_countedFilters), this, [this](const Result<node::Commands::Counts> &counts) {
        m_countsAsked = false;
        m_countsPause = 10 * m_sinceCounts.elapsed();
        m_floor = counts ? counts->floor : std::nullopt;
        if (!counts)
            return;
        queue::TaskStats stats;
        for (auto it = counts->states.byState.cbegin(); it != counts->states.byState.cend(); ++it)
            stats.byState.insert(it.key(), it->number);
        stats.outcomeUnknown = counts->states.outcomeUnknown.number;
        Q_EMIT statsArrived(stats);
        Q_EMIT countsArrived(*counts);
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
