// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands.h"
#include "nodeconfig.h"

#include <jobs/preflight.h>
#include <storage/pool.h>
#include <work/dispatcher.h>
#include <work/housekeeper.h>
#include <work/timekeeper.h>

#include <QObject>
#include <QThread>

#include <memory>

namespace pult::node {

/// The composition root of an engine: pool, dispatcher with its workers, and the facade. Lives on the main thread; what
/// it starts lives on threads of its own (docs/threads.md). Build it, start() it, stop() it, then let it go.
class Node final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Node)

public:
    Node(NodeConfig config, Actor actor, QObject *parent = nullptr);
    ~Node() override;

    /// Opens the database, closes browsers that an earlier life left over, takes back what it held, starts to work.
    /// Blocking, at start-up only. On an error nothing is left running.
    Result<> start();

    /// The only shutdown order: intake off, runs end by themselves within `grace`, are then interrupted and handed
    /// back, browsers stopped, completions written. stopped() follows; the facade still answers until the object goes.
    void stop(std::chrono::milliseconds grace);
    void drain();
    void resume();

    const NodeConfig &config() const { return m_config; }
    Commands &commands() { return *m_commands; }
    storage::Pool &pool() { return *m_pool; }

    /// The settled provider's profiles, asked for on a thread of its own.
    QFuture<Result<QList<browser::Profile>>> listProfiles();

Q_SIGNALS:
    void stopped();
    void loadChanged(int running, int capacity);

private:
    work::Dispatcher::Config dispatcherConfig() const;

    const NodeConfig m_config;
    const Actor m_actor;
    std::unique_ptr<browser::ProviderShared> m_shared;
    std::unique_ptr<jobs::PreflightShared> m_preflight;
    std::unique_ptr<storage::Pool> m_pool;
    std::unique_ptr<Commands> m_commands;
    QThread m_dispatcherThread;
    work::Timekeeper *m_timekeeper = nullptr;   ///< as m_dispatcher
    work::Housekeeper *m_housekeeper = nullptr; ///< as m_dispatcher
    work::Dispatcher *m_dispatcher = nullptr;   ///< lives on its thread, deleted when that ends
};

/// What a facade needs to know of a node; also for programs that only command one.
Commands::Place placeOf(const NodeConfig &config);

/// Profiles of the provider named in `config`, on a thread that ends with the answer.
QFuture<Result<QList<browser::Profile>>> listProfilesOf(const browser::ProviderConfig &config,
                                                        browser::ProviderShared &shared);

} // namespace pult::node
