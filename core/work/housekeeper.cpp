// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "housekeeper.h"

#include "logging.h"

#include <base/whendone.h>

#include <queue/operations.h>
#include <queue/turns.h>

#include <QJsonDocument>

namespace pult::work {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Between two steps of the clean-up: it has time, others have not.
constexpr auto breath = 20ms;
/// A turn whose holder says nothing for so long is another's.
constexpr std::chrono::seconds turnKept = 5min;

QString turnName()
{
    return u"retention"_s;
}

} // namespace

Housekeeper::Housekeeper(storage::Pool &pool, queue::RetentionPolicy policy)
    : Housekeeper(pool, std::move(policy), Timing{})
{
}

Housekeeper::Housekeeper(storage::Pool &pool, queue::RetentionPolicy policy, Timing timing)
    : m_pool(pool), m_policy(std::move(policy)), m_timing(timing)
{
    for (QTimer *timer : {&m_operationTimer, &m_turnTimer, &m_cleanTimer}) {
        timer->setParent(this); // so that they move to its thread with it
        timer->setSingleShot(true);
    }
    connect(&m_operationTimer, &QTimer::timeout, this, &Housekeeper::stepOperations);
    connect(&m_turnTimer, &QTimer::timeout, this, &Housekeeper::takeTurn);
    connect(&m_cleanTimer, &QTimer::timeout, this, &Housekeeper::cleanUp);
}

void Housekeeper::start()
{
    m_running = true;
    m_operationTimer.start(m_timing.rest);
    m_turnTimer.start(m_timing.firstTurn);
}

void Housekeeper::stop()
{
    m_running = false;
    m_operationTimer.stop();
    m_turnTimer.stop();
    m_cleanTimer.stop();
}

void Housekeeper::wake()
{
    if (m_running && !m_stepping && m_operationTimer.remainingTimeAsDuration() > m_timing.rest)
        m_operationTimer.start(m_timing.rest);
}

void Housekeeper::stepOperations()
{
    m_stepping = true;
    whenDone(m_pool.run<bool>([](storage::Connection &connection) { return queue::stepOperations(connection); }), this,
             [this](const Result<bool> &stepped) {
                 m_stepping = false;
                 if (!m_running)
                     return;
                 if (!stepped)
                     qCWarning(lcWork).noquote() << "operation not carried on:" << toLogString(stepped.error());
                 m_operationTimer.start(stepped && *stepped ? 0ms : m_timing.look);
             });
}

void Housekeeper::takeTurn()
{
    whenDone(m_pool.run<bool>([every = m_timing.cleanUp](storage::Connection &connection) {
        return queue::takeTurn(connection, turnName(), every, turnKept);
    }),
             this, [this](const Result<bool> &mine) {
                 if (!m_running)
                     return;
                 if (!mine)
                     qCWarning(lcWork).noquote() << "clean-up not begun:" << toLogString(mine.error());
                 if (!mine || !*mine) {
                     m_turnTimer.start(m_timing.turnLook);
                     return;
                 }
                 m_retention = std::make_shared<queue::Retention>(m_policy);
                 cleanUp();
             });
}

void Housekeeper::cleanUp()
{
    whenDone(m_pool.run<bool>([retention = m_retention](storage::Connection &connection) -> Result<bool> {
        if (const Result<> kept = queue::keepTurn(connection, turnName(), turnKept); !kept)
            return fail(kept.error());
        return retention->step(connection);
    }),
             this, [this](const Result<bool> &more) {
                 if (!m_running)
                     return;
                 if (more && *more) {
                     m_cleanTimer.start(breath);
                     return;
                 }
                 if (!more) {
                     // The next turn goes on where this one ended; what is gone is gone.
                     qCWarning(lcWork).noquote() << "clean-up broken off:" << toLogString(more.error());
                     m_turnTimer.start(m_timing.turnLook);
                     return;
                 }
                 endTurn();
             });
}

void Housekeeper::endTurn()
{
    const QJsonObject result = queue::toJson(m_retention->report());
    if (!m_retention->report().isEmpty())
        qCInfo(lcWork).noquote() << "cleaned up" << QJsonDocument(result).toJson(QJsonDocument::Compact);
    whenDone(m_pool.run<void>(
                 [result](storage::Connection &connection) { return queue::endTurn(connection, turnName(), result); }),
             this, [this](const Result<> &ended) {
                 if (!ended)
                     qCWarning(lcWork).noquote() << "clean-up not noted:" << toLogString(ended.error());
                 if (m_running)
                     m_turnTimer.start(m_timing.turnLook);
             });
}

} // namespace pult::work
