// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "nodesteward.h"

#include "logging.h"

#include <base/whendone.h>
#include <storage/changelistener.h>

namespace pult::node {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto lookEvery = 15s; ///< for what no hint told of

} // namespace

NodeSteward::NodeSteward(storage::Pool &pool, QString nodeId, QString session, Carry carry, QObject *parent)
    : QObject(parent), m_pool(pool), m_nodeId(std::move(nodeId)), m_session(std::move(session)),
      m_carry(std::move(carry))
{
    connect(&m_timer, &QTimer::timeout, this, &NodeSteward::look);
}

void NodeSteward::start()
{
    connect(&m_pool.changes(), &storage::ChangeListener::changed, this, [this](const QString &topic) {
        if (m_timer.isActive() && (topic == "nodes"_L1 || topic == "any"_L1))
            look();
    });
    m_timer.start(lookEvery);
}

void NodeSteward::stop()
{
    m_timer.stop();
}

void NodeSteward::look()
{
    if (m_looking) {
        m_again = true;
        return;
    }
    m_looking = true;
    const auto taken =
        m_pool.run<QList<queue::NodeCommand>>([node = m_nodeId, session = m_session](storage::Connection &connection) {
            return queue::takeNodeCommands(connection, node, session);
        });
    whenDone(taken, this, [this](const Result<QList<queue::NodeCommand>> &commands) { onTaken(commands); });
}

void NodeSteward::onTaken(const Result<QList<queue::NodeCommand>> &commands)
{
    m_looking = false;
    if (!commands) { // the database is away, which others tell of
        qCDebug(lcNode).noquote() << "commands not looked for:" << toLogString(commands.error());
        m_again = false;
        return;
    }
    for (const queue::NodeCommand &command : *commands) {
        const Answer answer = m_carry(command);
        qCInfo(lcNode).noquote() << u"asked to "_s % queue::nameOf(command.verb) % u" by="_s % command.who %
                                        u" from="_s % command.where % u" worker="_s % QString::number(command.worker) %
                                        u" answer="_s % answer.words.code;
        const auto written = m_pool.run<void>([id = command.id, answer](storage::Connection &connection) {
            return queue::answerNodeCommand(connection, id, answer.done, answer.words);
        });
        whenDone(written, this, [id = command.id](const Result<> &result) {
            if (!result)
                qCWarning(lcNode).noquote()
                    << u"answer not written command="_s % QString::number(id) << toLogString(result.error());
        });
    }
    if (std::exchange(m_again, false) && m_timer.isActive())
        look();
}

} // namespace pult::node
