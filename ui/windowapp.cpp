// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowapp.h"

#include "handedarguments.h"
#include "mainwindow.h"
#include "panels/taskspanel.h"

#include <base/errortext.h>
#include <base/whendone.h>
#include <node/relaunch.h>
#include <node/stopwish.h>

#include <QApplication>
#include <QFile>
#include <QLoggingCategory>
#include <QMessageBox>

namespace pult::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Q_LOGGING_CATEGORY(lcWindow, "pult.ui.app", QtInfoMsg)

/// After the node's last word: connections are closed, the log is flushed.
constexpr auto lastRest = 3s;
/// How long another window on the same folder may take from its start to its first answer.
constexpr std::chrono::milliseconds comingUp = 10s;

} // namespace

WindowApp::WindowApp(node::StartOptions options, QString language, node::MakeCompanion makeCompanion, QObject *parent)
    : QObject(parent), m_options(std::move(options)), m_language(std::move(language)),
      m_makeCompanion(std::move(makeCompanion))
{
    node::watchStopWishes([this] { QMetaObject::invokeMethod(this, &WindowApp::beginStop); });
}

WindowApp::~WindowApp()
{
    letGoOfAll();
}

void WindowApp::letGoOfAll()
{
    // The window first: it asks what goes after it.
    m_gui.reset();
    m_commands.reset();
    if (m_pool)
        m_pool->stop();
    m_settings.reset();
    m_companion.reset();
    m_node.reset();
    m_demo.reset();
    m_deadline.disarm();
}

int WindowApp::run()
{
    if (const Result<> started = start(); !started) {
        node::tellError(started.error(), m_options.json);
        // People who start Pult from a menu see no terminal.
        QMessageBox::critical(nullptr, QApplication::applicationDisplayName(), errorText(started.error()));
        return node::exitCodeFor(started.error());
    }
    if (m_handedOver)
        return node::exitDone;
    const int code = QApplication::exec();
    if (m_node && m_node->threadsLeft() > 0) {
        m_gui.reset(); // keeps its layout
        m_lock.reset();
        Logging::flush();
        std::_Exit(code); // objects that a hanging thread may still use must not go
    }
    if (m_beginsAnew) {
        letGoOfAll();
        m_lock.reset();
        Logging::flush();
        std::vector<std::string> arguments{QApplication::applicationFilePath().toStdString()};
        for (const QString &argument : QApplication::arguments().mid(1))
            arguments.push_back(argument.toStdString());
        if (!node::relaunch(arguments))
            qCCritical(lcWindow) << "cannot start again";
    }
    return code;
}

Result<> WindowApp::start()
{
    const Result<Settings::Input> input = node::settingsInput(m_options);
    if (!input)
        return fail(input.error());
    const Settings settings = Settings::load(*input);
    const Result<node::NodeConfig> config = node::readNodeConfig(settings, true);
    if (!config)
        return fail(config.error());
    m_shutdownTimeout = config->shutdownTimeout;

    Result<std::unique_ptr<node::FolderLock>> lock = node::FolderLock::take(config->dataDir, u"window"_s);
    const bool busy = !lock && lock.error().code == "second_start"_L1;
    if (!lock && !busy)
        return fail(lock.error());
    // A window listens as soon as it has the folder and answers as soon as it stands; beside a service there may be
    // one.
    const bool besideWindow = busy && lock.error().arguments.value(2) == "window"_L1;
    if (busy &&
        SingleInstance::handOver(config->dataDir, QApplication::arguments().mid(1), besideWindow ? comingUp : 0ms)) {
        m_handedOver = true;
        return {};
    }
    // Before the engine, which takes a while: whoever starts meanwhile finds this window. A second one never listens in
    // the first one's place.
    connect(&m_instance, &SingleInstance::handedOver, this, &WindowApp::onHandedOver);
    const bool found = besideWindow || m_instance.listen(config->dataDir);
    m_logging = std::make_unique<Logging>(logOptions(settings, busy ? u"window"_s : QString()));
    if (lock)
        m_lock = std::move(*lock);
    if (!found)
        qCWarning(lcWindow).noquote() << "a second start will not find this window:" << m_instance.errorString();
    const Result<> started = busy ? startViewer(*config) : startEngine(*config, settings);
    if (!started)
        return started;
    showWindow(*config, settings);
    if (m_node)
        followSettings(*input, settings);
    return {};
}

Result<> WindowApp::startEngine(const node::NodeConfig &config, const Settings &settings)
{
    if (m_options.demo) {
        Result<std::unique_ptr<demo::Demo>> prepared = demo::Demo::prepare(config.dataDir);
        if (!prepared)
            return fail(prepared.error());
        m_demo = std::move(*prepared);
    }
    m_node = std::make_unique<node::Node>(config, node::Actor{u"operator"_s, u"window"_s});
    connect(m_node.get(), &node::Node::stopped, this, [this] {
        if (m_companion)
            m_companion->stop();
        m_deadline.relax(lastRest, node::exitDone);
        QApplication::exit(node::exitDone);
    });
    connect(m_node.get(), &node::Node::endWanted, this, &WindowApp::beginStop);
    // The session ends: tasks go back while the system still waits for its programs.
    connect(qGuiApp, &QGuiApplication::commitDataRequest, this, [this] { beginStop(); });
    if (const Result<> prepared = prepareCompanion(settings); !prepared)
        giveUpCompanion(prepared.error());
    if (const Result<> started = m_node->start(); !started)
        return started;
    if (m_companion) {
        if (const Result<> started = m_companion->start(); !started)
            giveUpCompanion(started.error());
    }
    if (m_demo) {
        whenDone(m_demo->createUploads(m_node->commands()), this, [](const Result<queue::Batch> &batch) {
            if (!batch)
                qCWarning(lcWindow).noquote() << "demo uploads not created:" << toLogString(batch.error());
        });
    }
    return {};
}

Result<> WindowApp::prepareCompanion(const Settings &settings)
{
    if (!m_makeCompanion)
        return {};
    Result<std::unique_ptr<node::Companion>> made = m_makeCompanion(*m_node, settings, false);
    if (!made)
        return fail(made.error());
    m_companion = std::move(*made);
    return m_companion ? m_companion->prepare() : Result<>();
}

/// A window works without it, so that it is only told.
void WindowApp::giveUpCompanion(const Error &why)
{
    qCWarning(lcWindow).noquote() << "the HTTP API is off:" << toLogString(why);
    m_companion.reset();
    m_companionFault = why;
}

void WindowApp::tellCompanionFault()
{
    auto *box = new QMessageBox(QMessageBox::Warning, QApplication::applicationDisplayName(),
                                tr("The HTTP API is off. %1").arg(errorText(*m_companionFault)), QMessageBox::Ok,
                                &m_gui->window());
    box->setObjectName(u"apiOff"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

Result<> WindowApp::startViewer(const node::NodeConfig &config)
{
    m_shared = std::make_unique<browser::ProviderShared>(config.provider.timings);
    m_pool = std::make_unique<storage::Pool>(config.database);
    if (const Result<> opened = m_pool->start(); !opened)
        return opened;
    m_commands =
        std::make_unique<node::Commands>(*m_pool, node::placeOf(config), node::Actor{u"operator"_s, u"window"_s});
    m_commands->watch();
    return {};
}

void WindowApp::showWindow(const node::NodeConfig &config, const Settings &settings)
{
    GuiApp::Options options;
    options.stateFile = config.dataDir + u"/window.ini"_s;
    options.database = config.database.display();
    options.language = m_language;
    options.minimized = m_options.minimized;
    options.settings = settings;
    options.environment = settings.text("ENVIRONMENT");
    // Beside the window on one's own data it must not be taken for it.
    if (m_options.demo && options.environment.isEmpty())
        options.environment = u"demo"_s;
    // Somebody who has settings needs nobody to ask for them.
    const bool isFirst = m_node && !m_options.demo && !m_options.minimized && !QFile::exists(options.stateFile) &&
                         !QFile::exists(config.dataDir + u"/pult.ini"_s);
    if (m_node)
        options.listProfiles = [this] { return m_node->listProfiles(); };
    else
        options.listProfiles = [this, provider = config.provider] { return node::listProfilesOf(provider, *m_shared); };
    m_gui = std::make_unique<GuiApp>(m_node ? m_node->commands() : *m_commands, options);
    if (m_node) {
        connect(m_node.get(), &node::Node::outageChanged, &m_gui->window(), &MainWindow::setOutage);
        connect(m_node.get(), &node::Node::loadChanged, this, [this](int running) {
            if (m_gui)
                m_gui->shell().setRunning(running);
            if (running == 0 && m_endsWhenIdle)
                beginStop();
        });
    }
    QApplication::setQuitOnLastWindowClosed(false);
    connect(&m_gui->shell(), &Shell::exitWanted, this, &WindowApp::onExitWanted);
    m_gui->show();
    if (isFirst)
        m_gui->shell().showFirstRun();
    if (m_companionFault)
        tellCompanionFault();
}

/// What of a second start's arguments a running window can follow; with --minimized it stays where it is.
void WindowApp::onHandedOver(const QStringList &arguments)
{
    if (!m_gui || m_stopping)
        return;
    const HandedArguments handed = HandedArguments::of(arguments);
    if (!handed.language.isEmpty())
        m_gui->setLanguage(handed.language);
    if (!handed.minimized)
        m_gui->shell().raise();
    if (!handed.settings.isEmpty())
        overrideSettings(handed.settings);
}

void WindowApp::overrideSettings(const QHash<QString, QString> &values)
{
    if (m_settings) {
        m_settings->addToCommandLine(values);
        return;
    }
    QStringList names = values.keys();
    names.sort();
    m_gui->window().showFailure({ErrorKind::Conflict, u"settings_of_service"_s, {names.join(u", "_s)}, {}});
}

void WindowApp::followSettings(const Settings::Input &input, const Settings &settings)
{
    m_settings = std::make_unique<node::SettingsFollower>(input, settings, true, *m_node, m_companion.get());
    connect(m_settings.get(), &node::SettingsFollower::followed, this, &WindowApp::onSettings);
    connect(m_settings.get(), &node::SettingsFollower::refused, this, [this](const QList<Error> &faults) {
        if (m_gui)
            m_gui->window().showFailure(faults.constFirst());
    });
}

void WindowApp::onSettings(const Settings &settings, const node::NodeConfig &config, const QStringList &names)
{
    m_shutdownTimeout = config.shutdownTimeout;
    if (!m_gui || names.isEmpty())
        return;
    m_gui->shell().setSettings(settings);
    const QStringList later = node::namesThatNeedRestart(names);
    QStringList now;
    std::copy_if(names.begin(), names.end(), std::back_inserter(now),
                 [&later](const QString &name) { return !later.contains(name); });
    QStringList sentences;
    if (!now.isEmpty())
        sentences.append(tr("Settings taken over: %1.").arg(now.join(u", "_s)));
    if (!later.isEmpty())
        sentences.append(tr("These take effect when Pult is started again: %1.").arg(later.join(u", "_s)));
    m_gui->window().tasks().tell(sentences.join(u' '), {}, false);
}

void WindowApp::onExitWanted(ExitWay way)
{
    m_endsWhenIdle = way == ExitWay::Drain;
    m_beginsAnew = way == ExitWay::Again;
    if (way == ExitWay::Drain)
        m_node->drain();
    else if (way != ExitWay::Stay)
        beginStop();
}

void WindowApp::beginStop()
{
    if (m_stopping)
        return;
    m_stopping = true;
    m_settings.reset();
    m_instance.close();
    if (m_gui)
        m_gui->shell().letGo();
    if (!m_node) {
        QApplication::exit(node::exitDone);
        return;
    }
    // Tasks go back to the queue unused; their browsers are stopped before the process ends.
    m_node->stop(0ms, m_shutdownTimeout);
    m_deadline.arm(m_shutdownTimeout, [kill = m_node->browserKiller()] {
        kill();
        qCCritical(lcWindow) << "not stopped within SHUTDOWN_TIMEOUT_SECS; ending now, the leases will expire";
        Logging::flush();
    });
}

} // namespace pult::ui
