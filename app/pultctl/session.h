// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ctlrequest.h"

#include <node/commands.h>
#include <node/nodeconfig.h>

#include <QFuture>

#include <memory>

namespace pult::ctl {

/// What a verb works with: settings read, database open, the facade. Lives on the main thread.
///
/// pultctl has nothing else to do, so it blocks on each answer; the pool's own deadlines end every wait.
class Session final
{
public:
    /// data_dir_unusable, setting_…, database_…
    static Result<std::unique_ptr<Session>> open(const Request &request);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    node::Commands &commands() { return *m_commands; }
    const node::NodeConfig &config() const { return m_config; }

    template<typename T>
    static Result<T> await(const QFuture<Result<T>> &future)
    {
        QFuture<Result<T>> waited = future;
        waited.waitForFinished();
        if (waited.resultCount() == 0)
            return fail(ErrorKind::Cancelled, "cancelled");
        return waited.result();
    }

private:
    explicit Session(node::NodeConfig config);

    const node::NodeConfig m_config;
    std::unique_ptr<storage::Pool> m_pool;
    std::unique_ptr<node::Commands> m_commands;
};

/// Settings and what a node would be built from, without opening the database.
Result<node::NodeConfig> readConfig(const Request &request);

/// The whole file: file_unreadable(path, reason).
Result<QByteArray> readFile(const QString &path);

} // namespace pult::ctl
