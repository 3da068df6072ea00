// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/queuemodel.h"

#include "models/humantext.h"
#include "models/stateview.h"

#include <QLocale>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

using queue::TaskState;

namespace {

constexpr int stretches = int(queue::flowKept / queue::flowStretch);
constexpr auto rateTime = 60s;

bool takesTasksOf(const queue::NodeInfo &node, const QString &queue)
{
    return node.state == "running"_L1 &&
           (node.queues.isEmpty() || node.queues.contains(u"*"_s) || node.queues.contains(queue));
}

/// The begin of the newest stretch that is over; the one under way would read as a fall.
TimePoint lastWhole(TimePoint at)
{
    const auto time = at.time_since_epoch();
    return TimePoint(time - time % queue::flowStretch) - queue::flowStretch;
}

double secondsOf(std::chrono::microseconds time)
{
    return double(time.count()) / 1e6;
}

} // namespace

const QList<Column> &QueueModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("Queue"), false, 112},       {QT_TR_NOOP("State"), false, 104},
        {QT_TR_NOOP("Waiting"), true, 72},       {QT_TR_NOOP("Later"), true, 64},
        {QT_TR_NOOP("Running"), true, 80},       {QT_TR_NOOP("Oldest waits"), true, 88},
        {QT_TR_NOOP("Per second"), true, 80},    {QT_TR_NOOP("Last 5 min"), false, 96},
        {QT_TR_NOOP("Start limit"), false, 112}, {QT_TR_NOOP("Note"), false, 280},
    };
    return columns;
}

QString QueueModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void QueueModel::setQueues(const QList<queue::QueueInfo> &queues)
{
    m_queues = queues;
    rebuild();
}

void QueueModel::setNodes(const QList<queue::NodeInfo> &nodes)
{
    m_nodes = nodes;
    rebuild();
}

void QueueModel::setFlow(const queue::QueueFlow &flow)
{
    m_flow = flow;
    m_now = flow.at;
    rebuild();
}

void QueueModel::tick(TimePoint now)
{
    m_now = now;
    touchColumns(Oldest, Oldest);
}

void QueueModel::rebuild()
{
    QList<QueueRow> rows;
    const TimePoint last = lastWhole(m_flow.at);
    for (const queue::QueueInfo &info : std::as_const(m_queues)) {
        QueueRow row;
        row.info = info;
        if (const auto oldest = m_flow.oldestWaiting.constFind(info.name); oldest != m_flow.oldestWaiting.cend())
            row.oldest = *oldest;
        row.consumed = std::any_of(m_nodes.begin(), m_nodes.end(),
                                   [&info](const auto &node) { return takesTasksOf(node, info.name); });
        const QMap<TimePoint, qint64> finished = m_flow.finished.value(info.name);
        if (m_flow.at > TimePoint{}) {
            for (int i = stretches - 1; i >= 0; --i)
                row.rates.append(double(finished.value(last - i * queue::flowStretch)) / queue::flowStretch.count());
            // By the time that was really counted, not by the tick that told of it.
            const TimePoint from = std::max(m_flow.from, last + queue::flowStretch - rateTime);
            double sum = 0;
            for (auto it = finished.lowerBound(last + queue::flowStretch - rateTime); it != finished.cend(); ++it)
                sum += double(*it);
            row.perSecond = m_flow.at > from ? sum / secondsOf(m_flow.at - from) : 0;
        }
        rows.append(row);
    }
    setRows(rows);
}

QVariant QueueModel::cell(const QueueRow &row, int column, int role) const
{
    const StateLook look = row.info.paused    ? StateLook{"paused", Tone::Paused}
                           : row.isForsaken() ? StateLook{"warning", Tone::Warning}
                                              : StateLook{"done", Tone::Done};
    switch (role) {
    case Qt::DecorationRole:
        return column == State ? QVariant(iconOf(look)) : QVariant();
    case Qt::ForegroundRole:
        return column == State ? QVariant(currentColours().tone(look.tone)) : QVariant();
    case SortRole:
        return sortValue(row, column);
    case SeriesRole:
        return column == Course ? QVariant::fromValue(row.rates) : QVariant();
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    const QLocale locale;
    switch (column) {
    case Name:
        return row.info.name;
    case State:
        //: state of a queue
        return row.info.paused ? tr("paused") : row.isForsaken() ? tr("nobody takes") : tr("open");
    case Waiting:
        return locale.toString(row.waiting());
    case Later:
        return locale.toString(row.info.counts.value(TaskState::Scheduled) +
                               row.info.counts.value(TaskState::Retryable));
    case Running:
        return concurrencyText(row.info);
    case Oldest:
        return row.oldest ? HumanText::duration(m_now - *row.oldest) : tr("—");
    case Rate:
        return row.perSecond > 0 && row.perSecond < 10
                   ? locale.toString(row.perSecond, 'f', row.perSecond < 0.1 ? 2 : 1)
                   : locale.toString(qRound64(row.perSecond));
    case StartLimit:
        return startLimitText(row.info);
    case Note:
        return noteOf(row);
    default:
        return {};
    }
}

QVariant QueueModel::sortValue(const QueueRow &row, int column) const
{
    switch (column) {
    case Waiting:
        return row.waiting();
    case Later:
        return row.info.counts.value(TaskState::Scheduled) + row.info.counts.value(TaskState::Retryable);
    case Running:
        return row.info.counts.value(TaskState::Running);
    case Oldest: // the longest wait counts as the largest
        return row.oldest ? -toMicros(*row.oldest) : std::numeric_limits<qint64>::min();
    case Rate:
    case Course:
        return row.perSecond;
    default:
        return {};
    }
}

QString QueueModel::noteOf(const QueueRow &row) const
{
    if (row.isForsaken())
        return tr("Tasks wait, and no working computer takes this queue.");
    if (!row.info.paused)
        return {};
    const QString reason = row.info.pauseReason;
    if (!row.info.pausedUntil)
        return reason.isEmpty() ? tr("Until it is resumed.") : tr("Until it is resumed: %1").arg(reason);
    const QString until = HumanText::moment(*row.info.pausedUntil);
    return reason.isEmpty() ? tr("Until %1.").arg(until) : tr("Until %1: %2").arg(until, reason);
}

QString QueueModel::toolTip(const QueueRow &row, int column) const
{
    if (column == Oldest && row.oldest)
        return tr("Due since %1").arg(HumanText::moment(*row.oldest));
    if (column == Rate || column == Course) {
        const double most = row.rates.isEmpty() ? 0 : *std::max_element(row.rates.begin(), row.rates.end());
        return tr("Ended per second: %1 over the last minute, %2 at most over the last five")
            .arg(QLocale().toString(row.perSecond, 'f', 2), QLocale().toString(most, 'f', 1));
    }
    if (column == Later) {
        return tr("Planned: %1, to be tried again: %2")
            .arg(row.info.counts.value(TaskState::Scheduled))
            .arg(row.info.counts.value(TaskState::Retryable));
    }
    const QString note = noteOf(row);
    return note.isEmpty() ? row.info.name : note;
}

QString QueueModel::concurrencyText(const queue::QueueInfo &queue)
{
    const QString running = QLocale().toString(queue.counts.value(TaskState::Running));
    return queue.concurrency ? u"%1/%2"_s.arg(running, QLocale().toString(*queue.concurrency)) : running;
}

QString QueueModel::startLimitText(const queue::QueueInfo &queue)
{
    if (!queue.rateCount)
        //: limit of a queue
        return tr("none");
    //: starts, time
    return tr("%1 in %2").arg(QLocale().toString(*queue.rateCount), HumanText::duration(queue.rateWindow));
}

} // namespace pult::ui
