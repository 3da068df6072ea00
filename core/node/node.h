// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "breakersync.h"
#include "commands.h"
#include "limiterteller.h"
#include "nodeconfig.h"
#include "nodelogwriter.h"
#include "nodesteward.h"
#include "observation.h"
#include "provideranswers.h"
#include "pulse.h"

#include <jobs/preflight.h>
#include <storage/pool.h>
#include <work/dispatcher.h>
#include <work/housekeeper.h>
#include <work/timekeeper.h>

#include <QObject>
#include <QThread>

#include <atomic>
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
    /// back, browsers stopped, completions written or kept for the next life, all within `rest` more. stopped()
    /// follows; the facade still answers until the object goes.
    void stop(std::chrono::milliseconds grace, std::chrono::milliseconds rest = std::chrono::seconds(25));
    void drain();
    void resume();
    /// Takes over what may change while it runs (SettingSpec::needsRestart is false).
    void apply(const NodeConfig &config);
    /// Kills what browsers still run: for the moment in which the process ends by force. It may be called from any
    /// thread, also when the node is gone.
    std::function<void()> browserKiller() const;
    /// After stopped(): threads that hang. The process must end without letting this object go.
    int threadsLeft() const { return m_threadsLeft; }
    /// Whether an operator may have this node begin anew: whoever listens to endWanted() can do that.
    void setRestartable(bool restartable) { m_restartable = restartable; }

    const NodeConfig &config() const { return m_config; }
    Commands &commands() { return *m_commands; }
    storage::Pool &pool() { return *m_pool; }
    /// What it uses and does: metrics, resources.
    Observation &observation() { return *m_observation; }
    /// Since its event loops, the engine's and the main one, last showed that they turn: the longer of the two.
    /// Thread-safe.
    std::chrono::milliseconds silence() const { return std::max(m_pulse.age()(), m_enginePulse()); }
    /// From stop() on. Thread-safe.
    bool isStopping() const { return m_stopping; }
    /// Breakers and limiters of this node's calls to the outside.
    net::OutsideShared &outside() { return m_outside; }

    /// The settled provider's profiles, asked for on a thread of its own.
    QFuture<Result<QList<browser::Profile>>> listProfiles();
    /// Whether the provider could start a profile now; asked on a thread of its own.
    QFuture<Result<>> checkProvider();

Q_SIGNALS:
    void stopped();
    void loadChanged(int running, int capacity);
    /// An operator asked for it, and nothing runs any more.
    void endWanted(bool restart);
    /// The database is away, and what waits for it; nullopt: it is back.
    void outageChanged(const std::optional<pult::work::Outage> &outage);

private:
    /// What an operator asked for, to be done when the node is drained.
    enum class Wish { None, Stop, Restart };

    work::Dispatcher::Config dispatcherConfig() const;
    void listenToDispatcher();
    NodeSteward::Answer carryOut(const queue::NodeCommand &command);
    NodeSteward::Answer carryOutForWorker(const queue::NodeCommand &command);
    Result<> restoreBreakers();

    const NodeConfig m_config;
    const Actor m_actor;
    net::OutsideShared m_outside;
    std::unique_ptr<browser::ProviderShared> m_shared;
    std::unique_ptr<Observation> m_observation; ///< told by the pool's threads, so it goes after them
    std::unique_ptr<jobs::PreflightShared> m_preflight;
    std::unique_ptr<storage::Pool> m_pool;
    std::unique_ptr<Commands> m_commands;
    std::unique_ptr<NodeSteward> m_steward;
    std::unique_ptr<NodeLogWriter> m_logWriter;
    Wish m_wish = Wish::None;
    bool m_restartable = false;
    int m_running = 0;
    int m_threadsLeft = 0;
    std::atomic_bool m_stopping = false;
    Pulse m_pulse{this};
    Pulse::Age m_enginePulse; ///< set by start()
    QThread m_dispatcherThread;
    work::Timekeeper *m_timekeeper = nullptr;   ///< as m_dispatcher
    work::Housekeeper *m_housekeeper = nullptr; ///< as m_dispatcher
    LimiterTeller *m_limiterTeller = nullptr;   ///< as m_dispatcher
    BreakerSync *m_breakerSync = nullptr;       ///< as m_dispatcher
    work::Dispatcher *m_dispatcher = nullptr;   ///< lives on its thread, deleted when that ends
};

/// What a facade needs to know of a node; also for programs that only command one.
Commands::Place placeOf(const NodeConfig &config);

} // namespace pult::node
