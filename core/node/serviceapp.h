// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "companion.h"
#include "exitdeadline.h"
#include "folderlock.h"
#include "node.h"
#include "settingsfollower.h"
#include "startoptions.h"

#include <base/logging.h>
#include <demo/demo.h>

#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>

namespace pult::node {

/// A node without a window: `pult --service` and `pultd`. Lives on the main thread; needs a QCoreApplication and
/// nothing more.
class ServiceApp final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ServiceApp)

public:
    /// `makeCompanion` empty: there is none.
    explicit ServiceApp(StartOptions options, MakeCompanion makeCompanion = {}, QObject *parent = nullptr);
    ~ServiceApp() override;

    /// Starts, runs the event loop until told to stop or, with --until-idle, until no task is left; the exit code.
    int run();

private:
    Result<> start();
    Result<> startNode(const Settings &settings);
    void watchIdle();
    void onIdle(const Result<Commands::Idle> &idle);
    void beginStop();
    void onNodeStopped();
    void finish();
    void tellManager();
    void followSettings(const Settings::Input &input, const Settings &settings);
    void reload();
    int end(int code);

    const StartOptions m_options;
    const MakeCompanion m_makeCompanion;
    std::unique_ptr<Logging> m_logging;
    std::unique_ptr<FolderLock> m_lock;
    std::unique_ptr<demo::Demo> m_demo;
    std::unique_ptr<Node> m_node;
    std::unique_ptr<Companion> m_companion;       ///< stands on the node
    std::unique_ptr<SettingsFollower> m_settings; ///< stands on both
    QTimer m_idleTimer;
    QTimer m_lifeTimer;   ///< signs of life for the service manager
    QTimer m_statusTimer; ///< gathers changes of load that it is told of
    QString m_status;
    std::optional<TimePoint> m_since; ///< what --until-idle counts from, database time
    std::chrono::seconds m_shutdownTimeout{25};
    std::chrono::seconds m_readyNotice{8};
    std::chrono::steady_clock::time_point m_endBy; ///< of the shutdown's budget
    int m_exitCode = exitDone;
    bool m_stopping = false;
    bool m_restart = false; ///< asked for by an operator
    ExitDeadline m_deadline;
};

} // namespace pult::node
