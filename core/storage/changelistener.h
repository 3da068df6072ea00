// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "databaseconfig.h"

#include <QObject>

#include <memory>

namespace pult::storage {

/// Hints that the database changed. PostgreSQL: LISTEN on a connection of its own, counted as working only once the
/// node's own NOTIFY has come back, pinged and re-subscribed. SQLite: `PRAGMA data_version` polled four times a second.
/// Where LISTEN is not to be had (PgBouncer, a single connection) it only says once a second that it is time to look.
/// It does its waiting on a thread of its own. A hint may be lost: whoever listens polls as well.
class ChangeListener final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChangeListener)

public:
    explicit ChangeListener(DatabaseConfig config, QObject *parent = nullptr);
    ~ChangeListener() override;
    void start();
    void stop();
    /// Whether it needs one of the server's connections.
    static bool takesConnection(const DatabaseConfig &config);

Q_SIGNALS:
    /// Emitted on the listener's thread. At most a few times a second for `tasks`; `topic` is "work" (something may be
    /// claimable), "tasks" (rows changed), "cancel" (a running task is to stop), "nodes" (a node was asked for
    /// something), "breakers" (one changed), or "any" where the source cannot tell (SQLite).
    void changed(const QString &topic);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult::storage
