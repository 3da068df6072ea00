// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/timewindow.h"

#include <base/logging.h>
#include <node/commands.h>

#include <QElapsedTimer>
#include <QObject>

namespace pult::ui {

/// Asks the database for the lines of one node's log, the newest first time, then what has come since, however much.
/// Asks when it is told to, one question at a time, and no more often than a tenth of the time that answers take. GUI
/// thread.
class NodeLogFeed final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(NodeLogFeed)

public:
    /// `limit`: lines at once.
    NodeLogFeed(node::Commands &commands, int limit, QObject *parent = nullptr);

    /// Another node (its id), or another stretch of time: from now on its lines, all anew.
    void setNode(const QString &node);
    void setTimeWindow(const std::optional<TimeWindow::Range> &range);
    void ask();
    /// Whether the present node's lines have come once.
    bool hasArrived() const { return m_arrived; }

Q_SIGNALS:
    /// What was told before is over: another node's lines follow.
    void restarted();
    void arrived(const QList<pult::LogRecord> &records);

private:
    void restart();

    node::Commands &m_commands;
    const int m_limit;
    QString m_node;
    std::optional<TimeWindow::Range> m_range;
    std::optional<qint64> m_last; ///< nothing has come yet: the newest are asked for
    bool m_arrived = false;
    bool m_asked = false;
    quint64 m_number = 0; ///< answers to earlier questions do not count
    QElapsedTimer m_since;
    qint64 m_rest = 0; ///< milliseconds
};

} // namespace pult::ui
