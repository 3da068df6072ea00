// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "allowancedraw.h"

#include <base/whendone.h>
#include <queue/ratebudgets.h>

namespace pult::node {

AllowanceDraw::AllowanceDraw(storage::Pool &pool, net::LimiterRegistry &limiters) : m_pool(pool), m_limiters(limiters)
{
    m_timer.setParent(this); // so that it moves to its thread with it
    connect(&m_timer, &QTimer::timeout, this, &AllowanceDraw::draw);
    m_limiters.setLeased(true);
}

AllowanceDraw::~AllowanceDraw()
{
    m_limiters.setLeased(false);
}

void AllowanceDraw::start(std::chrono::milliseconds interval)
{
    m_timer.start(interval);
}

void AllowanceDraw::stop()
{
    m_timer.stop();
}

void AllowanceDraw::draw()
{
    for (net::RateLimiter *limiter : m_limiters.all()) {
        if (const int wanted = limiter->wanted(); wanted > 0) {
            drawFor(*limiter, wanted);
            continue;
        }
        if (m_drawing.contains(limiter->name()))
            continue;
        const int unused = limiter->takeBack();
        if (unused == 0)
            continue;
        m_pool.run<void>([name = limiter->name(), limit = limiter->limit(), unused](storage::Connection &connection) {
            return queue::returnAllowance(connection, name, limit.burst, unused);
        });
    }
}

void AllowanceDraw::drawFor(net::RateLimiter &limiter, int wanted)
{
    if (m_drawing.contains(limiter.name()))
        return;
    m_drawing.insert(limiter.name());
    whenDone(m_pool.run<int>([name = limiter.name(), limit = limiter.limit(), wanted](storage::Connection &connection) {
        return queue::drawAllowance(connection, name, limit.perSecond, limit.burst, wanted);
    }),
             this, [this, limiter = &limiter](const Result<int> &granted) {
                 m_drawing.remove(limiter->name());
                 // Nobody to agree with: one at a time, so that it can be told that the database is away.
                 limiter->grant(granted ? *granted : 1);
             });
}

} // namespace pult::node
