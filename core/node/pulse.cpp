// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pulse.h"

namespace pult::node {

using namespace std::chrono_literals;

namespace {

qint64 steadyMillis()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

} // namespace

Pulse::Pulse(QObject *parent) : QObject(parent), m_tickedAt(std::make_shared<std::atomic<qint64>>(steadyMillis()))
{
    connect(&m_timer, &QTimer::timeout, this, [this] { *m_tickedAt = steadyMillis(); });
}

Pulse::Age Pulse::age() const
{
    return [tickedAt = m_tickedAt] { return std::chrono::milliseconds(steadyMillis() - *tickedAt); };
}

void Pulse::start()
{
    *m_tickedAt = steadyMillis();
    m_timer.start(1s);
}

} // namespace pult::node
