// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "limiterteller.h"

#include "logging.h"

#include <base/whendone.h>

#include <cmath>

namespace pult::node {

namespace {

queue::LimiterReport reportOf(const net::LimiterSnapshot &shot)
{
    queue::LimiterReport report;
    report.name = shot.name;
    report.perSecond = shot.limit.perSecond;
    report.burst = shot.limit.burst;
    report.shared = shot.limit.shared;
    report.tokens = std::floor(shot.tokens); // parts of a token would be news at every look
    report.waiters = shot.waiters;
    report.nextIn = shot.nextIn;
    report.passed = shot.passed;
    report.throttled = shot.throttled;
    return report;
}

} // namespace

LimiterTeller::LimiterTeller(storage::Pool &pool, net::LimiterRegistry &limiters, QString nodeId, QString sessionId,
                             std::chrono::milliseconds interval, QObject *parent)
    : QObject(parent), m_pool(pool), m_limiters(limiters), m_nodeId(std::move(nodeId)),
      m_sessionId(std::move(sessionId)), m_interval(interval)
{
    m_timer.setParent(this); // so that it moves to another thread with this
    connect(&m_timer, &QTimer::timeout, this, &LimiterTeller::tell);
}

void LimiterTeller::start()
{
    m_timer.start(m_interval);
    tell();
}

void LimiterTeller::stop()
{
    m_timer.stop();
}

void LimiterTeller::tell()
{
    if (m_telling)
        return;
    QHash<QString, queue::LimiterReport> now;
    QList<queue::LimiterReport> news;
    for (net::RateLimiter *limiter : m_limiters.all()) {
        const queue::LimiterReport report = reportOf(limiter->snapshot());
        now.insert(report.name, report);
        if (!m_told.contains(report.name) || !(m_told.value(report.name) == report))
            news.append(report);
    }
    if (news.isEmpty())
        return;
    std::sort(news.begin(), news.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    m_telling = true;
    const auto told = m_pool.run<void>([node = m_nodeId, session = m_sessionId, news](storage::Connection &connection) {
        return queue::reportLimiters(connection, node, session, news);
    });
    whenDone(told, this, [this, now](const Result<> &result) {
        m_telling = false;
        if (result)
            m_told = now;
        else // the database is away, which others tell of
            qCDebug(lcNode).noquote() << "limiters not told:" << toLogString(result.error());
    });
}

} // namespace pult::node
