// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/pool.h>

#include <QObject>
#include <QTimer>

namespace pult::node {

/// Copies this process's log at info and above into the database, a few seconds late, so that others can read it. While
/// the database is away the ring of the log keeps what is to be copied. Lives on the main thread; all SQL runs on the
/// pool.
class NodeLogWriter final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(NodeLogWriter)

public:
    /// `pool` outlives this.
    NodeLogWriter(storage::Pool &pool, QString nodeId, QString nodeName, QObject *parent = nullptr);

    void start();

private:
    void copy();
    void trim();

    storage::Pool &m_pool;
    const QString m_nodeId;
    const QString m_nodeName;
    QTimer m_copyTimer;
    QTimer m_trimTimer;
    quint64 m_copied = 0; ///< number of the last record that the database has
    bool m_copying = false;
};

} // namespace pult::node
