// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowapp.h"

#include "mainwindow.h"

#include <base/errortext.h>
#include <base/whendone.h>
#include <node/stopwish.h>

#include <QApplication>
#include <QCryptographicHash>
#include <QLocalSocket>
#include <QLoggingCategory>
#include <QMessageBox>

namespace pult::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Q_LOGGING_CATEGORY(lcWindow, "pult.ui.app", QtInfoMsg)

constexpr int handOverMillis = 2000;
/// After the node's last word: connections are closed, the log is flushed.
constexpr auto lastRest = 3s;

/// One name per data folder and user; local sockets have short names everywhere.
QString serverName(const QString &dataDir)
{
    const QByteArray digest = QCryptographicHash::hash(dataDir.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return u"pult-"_s + QString::fromLatin1(digest);
}

} // namespace

WindowApp::WindowApp(node::StartOptions options, QString language, node::MakeCompanion makeCompanion, QObject *parent)
    : QObject(parent), m_options(std::move(options)), m_language(std::move(language)),
      m_makeCompanion(std::move(makeCompanion))
{
    node::watchStopWishes([this] { QMetaObject::invokeMethod(this, &WindowApp::beginStop); });
}

WindowApp::~WindowApp()
{
    // The window first: it asks what goes after it.
    m_gui.reset();
    m_commands.reset();
    if (m_pool)
        m_pool->stop();
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
    return code;
}

Result<> WindowApp::start()
{
    const Result<Settings> settings = node::loadSettings(m_options);
    if (!settings)
        return fail(settings.error());
    const Result<node::NodeConfig> config = node::readNodeConfig(*settings, true);
    if (!config)
        return fail(config.error());
    m_shutdownTimeout = config->shutdownTimeout;

    Result<std::unique_ptr<node::FolderLock>> lock = node::FolderLock::take(config->dataDir, u"window"_s);
    const bool busy = !lock && lock.error().code == "second_start"_L1;
    if (!lock && !busy)
        return fail(lock.error());
    if (busy && raiseRunningWindow(config->dataDir)) {
        m_handedOver = true;
        return {};
    }
    m_logging = std::make_unique<Logging>(logOptions(*settings, busy ? u"window"_s : QString()));
    if (lock)
        m_lock = std::move(*lock);
    const Result<> started = busy ? startViewer(*config) : startEngine(*config, *settings);
    if (!started)
        return started;
    listenForOthers(config->dataDir);
    showWindow(*config);
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

void WindowApp::showWindow(const node::NodeConfig &config)
{
    GuiApp::Options options;
    options.stateFile = config.dataDir + u"/window.ini"_s;
    options.database = config.database.display();
    options.language = m_language;
    if (m_node)
        options.listProfiles = [this] { return m_node->listProfiles(); };
    else
        options.listProfiles = [this, provider = config.provider] { return node::listProfilesOf(provider, *m_shared); };
    m_gui = std::make_unique<GuiApp>(m_node ? m_node->commands() : *m_commands, options);
    if (m_node)
        connect(m_node.get(), &node::Node::outageChanged, &m_gui->window(), &MainWindow::setOutage);
    QApplication::setQuitOnLastWindowClosed(false);
    connect(qApp, &QApplication::lastWindowClosed, this, &WindowApp::beginStop);
    m_gui->show();
    if (m_companionFault)
        tellCompanionFault();
}

bool WindowApp::raiseRunningWindow(const QString &dataDir)
{
    QLocalSocket socket;
    socket.connectToServer(serverName(dataDir));
    if (!socket.waitForConnected(handOverMillis))
        return false;
    socket.write("raise\n");
    return socket.waitForBytesWritten(handOverMillis);
}

void WindowApp::listenForOthers(const QString &dataDir)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        QLocalSocket *const socket = m_server.nextPendingConnection();
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        if (m_gui)
            m_gui->raise();
    });
    const QString name = serverName(dataDir);
    if (m_server.listen(name))
        return;
    // Taken by a window that came up meanwhile, or left over by one that was killed.
    if (raiseRunningWindow(dataDir))
        return;
    QLocalServer::removeServer(name);
    if (!m_server.listen(name))
        qCWarning(lcWindow).noquote() << "a second start will not find this window:" << m_server.errorString();
}

void WindowApp::beginStop()
{
    if (m_stopping)
        return;
    m_stopping = true;
    m_server.close();
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
