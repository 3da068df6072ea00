// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "guiapp.h"
#include "shell.h"
#include "singleinstance.h"

#include <base/logging.h>
#include <demo/demo.h>
#include <node/companion.h>
#include <node/exitdeadline.h>
#include <node/folderlock.h>
#include <node/node.h>
#include <node/settingsfollower.h>
#include <node/startoptions.h>

#include <QObject>

#include <memory>

namespace pult::ui {

/// `pult` with a window: an engine and its window in one process, or, while a service has the data folder, a window
/// that looks on. GUI thread; needs a QApplication.
class WindowApp final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WindowApp)

public:
    WindowApp(node::StartOptions options, QString language, node::MakeCompanion makeCompanion = {},
              QObject *parent = nullptr);
    ~WindowApp() override;

    /// Starts and runs the event loop; the exit code.
    int run();

private:
    Result<> start();
    Result<> startEngine(const node::NodeConfig &config, const Settings &settings);
    Result<> prepareCompanion(const Settings &settings);
    void giveUpCompanion(const Error &why);
    void tellCompanionFault();
    Result<> startViewer(const node::NodeConfig &config);
    void onHandedOver(const QStringList &arguments);
    void followSettings(const Settings::Input &input, const Settings &settings);
    void onSettings(const Settings &settings, const node::NodeConfig &config, const QStringList &names);
    void overrideSettings(const QHash<QString, QString> &values);
    void onExitWanted(ExitWay way);
    void showWindow(const node::NodeConfig &config, const Settings &settings);
    void letGoOfAll();
    void beginStop();

    const node::StartOptions m_options;
    const QString m_language;
    const node::MakeCompanion m_makeCompanion;
    std::unique_ptr<Logging> m_logging;
    std::unique_ptr<node::FolderLock> m_lock;
    std::unique_ptr<demo::Demo> m_demo;
    std::unique_ptr<node::Node> m_node;
    std::unique_ptr<node::Companion> m_companion;       ///< stands on the node
    std::unique_ptr<node::SettingsFollower> m_settings; ///< stands on both
    std::optional<Error> m_companionFault;              ///< why there is none, to be told
    std::unique_ptr<browser::ProviderShared> m_shared;  ///< of a viewer
    std::unique_ptr<storage::Pool> m_pool;              ///< of a viewer
    std::unique_ptr<node::Commands> m_commands;         ///< of a viewer
    std::unique_ptr<GuiApp> m_gui;
    SingleInstance m_instance;
    std::chrono::seconds m_shutdownTimeout{25};
    bool m_handedOver = false;
    bool m_beginsAnew = false;   ///< after the end
    bool m_endsWhenIdle = false; ///< the node drains, and the program ends when nothing runs any more
    bool m_stopping = false;
    node::ExitDeadline m_deadline;
};

} // namespace pult::ui
