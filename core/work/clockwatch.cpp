// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "clockwatch.h"

#include <base/sleepclock.h>

namespace pult::work {

using namespace std::chrono_literals;

namespace {

constexpr auto lookEvery = 1s;
/// A busy computer is late by less.
constexpr auto standstill = 4s;
constexpr auto noticeable = 2s;

std::chrono::milliseconds inMillis(std::chrono::nanoseconds time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time);
}

} // namespace

ClockWatch::Reading ClockWatch::readSystem()
{
    return {timeWithSleep(), timeAwake(), std::chrono::system_clock::now().time_since_epoch()};
}

ClockWatch::ClockWatch(QObject *parent, Read read) : QObject(parent), m_read(std::move(read)), m_last(m_read())
{
    connect(&m_timer, &QTimer::timeout, this, &ClockWatch::look);
}

void ClockWatch::start()
{
    m_last = m_read();
    m_timer.start(lookEvery);
}

void ClockWatch::look()
{
    const Reading now = m_read();
    const auto passed = now.withSleep - m_last.withSleep;
    const auto asleep = passed - (now.awake - m_last.awake);
    const auto moved = now.wall - m_last.wall - passed;
    m_last = now;
    if (asleep > noticeable || passed > lookEvery + standstill)
        Q_EMIT awoke(inMillis(passed));
    if (std::chrono::abs(moved) > noticeable)
        Q_EMIT clockMoved(inMillis(moved));
}

} // namespace pult::work
