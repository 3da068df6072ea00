// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulatedbrowsers.h"

#include <browser/localchrome.h>
#include <browser/processinfo.h>

#include <QFile>
#include <QTimer>

namespace pult::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int pollMs = 30;
constexpr int maxTries = 1000;

bool isRunning(const QProcess &process)
{
    return process.state() != QProcess::NotRunning;
}

} // namespace

SimulatedBrowsers::SimulatedBrowsers() : m_context(std::make_unique<QObject>())
{
    m_thread.setObjectName(u"simulated browsers"_s);
    m_context->moveToThread(&m_thread);
    m_thread.start();
}

SimulatedBrowsers::~SimulatedBrowsers()
{
    onThread([this] {
        while (!m_browsers.empty())
            end(QString(m_browsers.begin()->first), false);
    });
    m_context.release()->deleteLater();
    m_thread.quit();
    m_thread.wait();
}

template<typename Function>
auto SimulatedBrowsers::onThread(Function function) -> decltype(function())
{
    auto task = std::make_shared<std::packaged_task<decltype(function())()>>(std::move(function));
    auto future = task->get_future();
    QMetaObject::invokeMethod(
        m_context.get(), [task] { (*task)(); }, Qt::QueuedConnection);
    return future.get();
}

SimulatedBrowsers::Endpoint SimulatedBrowsers::start(const QString &profile, int port)
{
    auto promise = std::make_shared<std::promise<Endpoint>>();
    auto future = promise->get_future();
    QMetaObject::invokeMethod(
        m_context.get(),
        [this, profile, port, promise] {
            launch(profile, port);
            answerWhenReady(profile, promise, maxTries);
        },
        Qt::QueuedConnection);
    return future.get();
}

void SimulatedBrowsers::startLater(const QString &profile, int port, int waitMs)
{
    QMetaObject::invokeMethod(
        m_context.get(),
        [this, profile, port, waitMs] {
            QTimer::singleShot(waitMs, m_context.get(), [this, profile, port] { launch(profile, port); });
        },
        Qt::QueuedConnection);
}

void SimulatedBrowsers::stop(const QString &profile)
{
    onThread([this, profile] { end(profile, true); });
}

void SimulatedBrowsers::kill(const QString &profile)
{
    onThread([this, profile] { end(profile, false); });
}

QHash<QString, qint64> SimulatedBrowsers::running()
{
    return onThread([this] {
        QHash<QString, qint64> result;
        for (const auto &[profile, browser] : m_browsers) {
            if (isRunning(*browser.process))
                result.insert(profile, browser.process->processId());
        }
        return result;
    });
}

SimulatedBrowsers::Browser &SimulatedBrowsers::launch(const QString &profile, int port)
{
    if (const auto found = m_browsers.find(profile); found != m_browsers.end()) {
        if (isRunning(*found->second.process))
            return found->second;
        m_browsers.erase(found);
    }
    Browser browser{std::make_unique<QTemporaryDir>(), std::make_unique<QProcess>(), port};
    QStringList arguments{u"--headless=new"_s,
                          u"--disable-gpu"_s,
                          u"--no-first-run"_s,
                          u"--no-default-browser-check"_s,
                          u"--disable-background-networking"_s,
                          u"--disable-component-update"_s,
                          u"--disable-sync"_s,
                          u"--remote-debugging-port=%1"_s.arg(port),
                          "--user-data-dir="_L1 + browser.folder->path()};
    if (browser::runsAsRoot())
        arguments << u"--no-sandbox"_s;
    browser.process->setChildProcessModifier([] { browser::becomeIndependent(); });
    browser.process->setStandardInputFile(QProcess::nullDevice());
    browser.process->setStandardOutputFile(QProcess::nullDevice());
    browser.process->setStandardErrorFile(QProcess::nullDevice());
    browser.process->start(browser::findBrowser({}).value_or(u"chromium"_s), arguments << u"about:blank"_s);
    return m_browsers.insert_or_assign(profile, std::move(browser)).first->second;
}

void SimulatedBrowsers::answerWhenReady(const QString &profile, std::shared_ptr<std::promise<Endpoint>> promise,
                                        int triesLeft)
{
    const auto found = m_browsers.find(profile);
    if (found == m_browsers.end() || !isRunning(*found->second.process) || triesLeft == 0) {
        promise->set_value({});
        return;
    }
    QFile file(found->second.folder->filePath(u"DevToolsActivePort"_s));
    if (file.open(QIODevice::ReadOnly)) {
        const QList<QByteArray> lines = file.readAll().split('\n');
        if (lines.size() > 1 && !lines[1].isEmpty()) {
            promise->set_value({lines[0].toInt(), QString::fromLatin1(lines[1]), found->second.process->processId()});
            return;
        }
    }
    QTimer::singleShot(pollMs, m_context.get(),
                       [this, profile, promise, triesLeft] { answerWhenReady(profile, promise, triesLeft - 1); });
}

void SimulatedBrowsers::end(const QString &profile, bool gently)
{
    const auto found = m_browsers.find(profile);
    if (found == m_browsers.end())
        return;
    const Browser browser = std::move(found->second);
    m_browsers.erase(found);
    if (!isRunning(*browser.process))
        return;
    const qint64 pid = browser.process->processId();
    if (gently) {
        browser::requestProcessEnd(pid);
        browser.process->waitForFinished(3000);
    }
    browser::killProcessGroup(pid);
    browser.process->waitForFinished(3000);
}

} // namespace pult::test
