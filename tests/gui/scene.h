// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <node/commands.h>
#include <queue/types.h>
#include <storage/pool.h>

#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace pult::test {

/// A small SQLite database in a folder of its own, with the commands that a window uses, and tasks in every state made
/// by the queue's own functions. Blocking: for tests and pictures only.
class Scene final
{
public:
    /// `path` empty: a fresh database in a temporary folder; otherwise one that another scene made.
    explicit Scene(const QString &path = {});
    ~Scene();
    Scene(const Scene &) = delete;
    Scene &operator=(const Scene &) = delete;

    node::Commands &commands() { return *m_commands; }
    storage::Pool &pool() { return *m_pool; }
    QString folder() const { return m_folder.path(); }
    QString databasePath() const { return m_path; }

    /// A file with content, for media.
    QString makeFile(const QString &name, const QByteArray &content);
    /// A recording that a bulk upload can play.
    QString makeFlow();

    QList<queue::Id> add(const QList<queue::NewTask> &tasks);
    queue::Id addUpload(const QString &profile);
    /// Claims everything that may run, `limit` at most.
    QList<queue::ClaimedTask> claim(int limit);
    void finish(const queue::ClaimedTask &task, queue::Outcome outcome, std::optional<Error> error = {},
                const QList<queue::Artifact> &artifacts = {});
    void progress(const queue::ClaimedTask &task, double value, const QString &stage);
    queue::Task task(queue::Id id);

    /// Nodes, batches and tasks in every state.
    void fill();
    /// What the panels around the task list show: locks, breakers, limiters, schedules, limited queues.
    void fillPanels();
    /// The nodes of fill() tell that they live.
    void beat();

    /// Runs `work` on a connection of the database's.
    template<typename T>
    T run(std::function<Result<T>(storage::Connection &)> work);

private:
    void addNodes(const QList<queue::ClaimedTask> &running);

    QTemporaryDir m_folder;
    QList<queue::NodeInfo> m_nodes;
    QString m_path;
    std::unique_ptr<storage::Pool> m_pool;
    std::unique_ptr<node::Commands> m_commands;
};

template<typename T>
T Scene::run(std::function<Result<T>(storage::Connection &)> work)
{
    QFuture<Result<T>> future = m_pool->run<T>(std::move(work));
    future.waitForFinished();
    const Result<T> result = future.result();
    if (!result)
        qFatal("%s", qPrintable(toLogString(result.error())));
    if constexpr (!std::is_void_v<T>)
        return *result;
}

/// Profiles as a provider would list them.
QFuture<Result<QList<browser::Profile>>> someProfiles();
/// A provider's answer that is there at once.
QFuture<Result<QList<browser::Profile>>> answered(const Result<QList<browser::Profile>> &profiles);

} // namespace pult::test
