// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange.h"

#include <node/commands.h>

#include <QObject>
#include <QTimer>

#include <mutex>

namespace pult::api {

/// Follows the nodes' logs while somebody listens, as Server-Sent Events:
///   id: <line's id>  event: line  data: {"id","ts","level","logger","node","msg"}
/// Between lines a comment shows that the stream lives. Lives on the thread of the routes.
class LogFeed final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LogFeed)

public:
    LogFeed(node::Commands &commands, std::chrono::milliseconds heartbeat, std::chrono::milliseconds pace);

    /// Lines of `node` with ids after `after`, every one of them in order (nullopt: from the newest on), until what is
    /// returned is let go or the sink says that the client has gone. Thread-safe.
    std::shared_ptr<void> subscribe(StreamSink sink, const QString &node, std::optional<qint64> after);

private:
    struct Listener
    {
        StreamSink sink;
        QString node;
        std::optional<qint64> last;
        bool asked = false; ///< an answer is under way
    };
    void look();
    void lookFor(const std::shared_ptr<Listener> &listener);
    void beat();
    void take();

    node::Commands &m_commands;
    std::vector<std::weak_ptr<Listener>> m_listeners;
    QTimer m_lookTimer{this};
    QTimer m_heartTimer{this};

    std::mutex m_mutex; ///< protects m_newcomers
    std::vector<std::weak_ptr<Listener>> m_newcomers;
};

} // namespace pult::api
