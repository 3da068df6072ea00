// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <queue/nodecommands.h>
#include <storage/pool.h>

#include <QObject>
#include <QTimer>

#include <functional>

namespace pult::node {

/// Hears what operators ask of this node (rows of node_commands, told by hints, looked for every two seconds), has it
/// done, once each, and writes down what was done. Lives on the main thread; all SQL runs on the pool.
class NodeSteward final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(NodeSteward)

public:
    /// What was done, in words of the error catalogue, or why it was not.
    struct Answer
    {
        bool done = true;
        Error words;
    };
    using Carry = std::function<Answer(const queue::NodeCommand &)>;
    NodeSteward(storage::Pool &pool, QString nodeId, QString session, Carry carry, QObject *parent = nullptr);

    void start();
    void stop();

private:
    void look();
    void onTaken(const Result<QList<queue::NodeCommand>> &commands);

    storage::Pool &m_pool;
    const QString m_nodeId;
    const QString m_session;
    const Carry m_carry;
    QTimer m_timer;
    bool m_looking = false;
    bool m_again = false;
};

} // namespace pult::node
