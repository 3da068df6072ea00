// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/panelfeed.h"

#include <base/whendone.h>

using namespace std::chrono_literals;

namespace pult::ui {

namespace {

constexpr qint64 shortestPause = 900; ///< milliseconds between two answers to one question
constexpr qint64 clockPause = 30'000;
/// A question takes no more than a tenth of the time.
constexpr qint64 restFactor = 10;
/// Longer than any time-out of the pool: only an answer that never comes takes so long.
constexpr qint64 longestAnswer = 60'000;
constexpr auto gatherTime = 50ms;

constexpr PanelFeed::Topic allTopics[] = {PanelFeed::Topic::Flow,      PanelFeed::Topic::Locks,
                                          PanelFeed::Topic::Breakers,  PanelFeed::Topic::Limiters,
                                          PanelFeed::Topic::Schedules, PanelFeed::Topic::Clock};

} // namespace

PanelFeed::PanelFeed(node::Commands &commands, QObject *parent) : QObject(parent), m_commands(commands)
{
    m_timer.setInterval(1s);
    connect(&m_timer, &QTimer::timeout, this, &PanelFeed::onTimer);
    m_soon.setSingleShot(true);
    m_soon.setInterval(gatherTime);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        for (const Topic topic : allTopics) {
            Question &one = question(topic);
            one.again = one.waiting;
            if (!one.waiting && topic != Topic::Clock && isWanted(one))
                ask(topic);
        }
    });
}

void PanelFeed::addReader(Topic topic, QObject *reader, Wanted wanted)
{
    question(topic).readers.append({reader, std::move(wanted)});
}

void PanelFeed::start()
{
    m_timer.start();
    m_soon.start();
}

void PanelFeed::refresh()
{
    if (m_timer.isActive() && !m_soon.isActive())
        m_soon.start();
}

bool PanelFeed::isWanted(const Question &question) const
{
    return std::any_of(question.readers.begin(), question.readers.end(),
                       [](const auto &reader) { return reader.first && reader.second(); });
}

void PanelFeed::onTimer()
{
    Q_EMIT ticked();
    for (const Topic topic : allTopics) {
        Question &one = question(topic);
        const qint64 rest = std::max(topic == Topic::Clock ? clockPause : shortestPause, one.took * restFactor);
        if (one.waiting ? one.asked.elapsed() < longestAnswer : one.asked.isValid() && one.asked.elapsed() < rest)
            continue;
        if (isWanted(one))
            ask(topic);
    }
}

void PanelFeed::ask(Topic topic)
{
    Question &one = question(topic);
    one.asked.start();
    one.waiting = true;
    one.again = false;
    ++one.number;
    send(topic);
}

void PanelFeed::send(Topic topic)
{
    switch (topic) {
    case Topic::Flow:
        expect(topic, m_commands.queueFlow(m_flow ? std::optional(m_flow->at) : std::nullopt),
               [this](const queue::QueueFlow &flow) { addFlow(flow); });
        return;
    case Topic::Locks:
        expect(topic, m_commands.listLocks(), [this](const auto &locks) { Q_EMIT locksArrived(locks); });
        return;
    case Topic::Breakers:
        expect(topic, m_commands.listBreakers(), [this](const auto &breakers) { Q_EMIT breakersArrived(breakers); });
        return;
    case Topic::Limiters:
        expect(topic, m_commands.listLimiters(), [this](const auto &limiters) { Q_EMIT limitersArrived(limiters); });
        return;
    case Topic::Schedules:
        expect(topic, m_commands.listSchedules(),
               [this](const auto &schedules) { Q_EMIT schedulesArrived(schedules); });
        return;
    case Topic::Clock:
        expect(topic, m_commands.databaseNow(),
               [this, askedAt = localNow()](TimePoint now) { setClock(now, askedAt); });
        return;
    }
    Q_UNREACHABLE();
}

template<typename T, typename Then>
void PanelFeed::expect(Topic topic, QFuture<Result<T>> answer, Then then)
{
    whenDone(answer, this, [this, topic, then, number = question(topic).number](const Result<T> &result) {
        Question &one = question(topic);
        if (number != one.number)
            return; // an answer that nobody waited for any more
        one.waiting = false;
        one.took = one.asked.elapsed();
        // That the database is away is told elsewhere.
        if (result)
            then(*result);
        if (one.again)
            ask(topic);
    });
}

void PanelFeed::addFlow(const queue::QueueFlow &flow)
{
    queue::QueueFlow sum = m_flow && flow.from <= m_flow->at ? *m_flow : queue::QueueFlow{{}, flow.from, {}, {}};
    sum.at = flow.at;
    sum.oldestWaiting = flow.oldestWaiting;
    for (auto queue = flow.finished.cbegin(); queue != flow.finished.cend(); ++queue) {
        for (auto stretch = queue->cbegin(); stretch != queue->cend(); ++stretch)
            sum.finished[queue.key()][stretch.key()] += stretch.value();
    }
    const TimePoint kept = flow.at - queue::flowKept - queue::flowStretch;
    sum.from = std::max(sum.from, kept);
    for (auto &stretches : sum.finished) {
        while (!stretches.isEmpty() && stretches.firstKey() < kept)
            stretches.erase(stretches.begin());
    }
    m_flow = sum;
    Q_EMIT flowArrived(sum);
}

void PanelFeed::setClock(TimePoint databaseNow, TimePoint askedAt)
{
    // Half of the way there and back: the database looked at its clock about then.
    const TimePoint between = askedAt + (localNow() - askedAt) / 2;
    m_clockOffset = databaseNow - between;
    Q_EMIT clockArrived();
}

} // namespace pult::ui
