// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <future>
#include <map>
#include <memory>

namespace pult::test {

/// Real browsers for the simulator, on a thread with an event loop of its own. The public functions are for the
/// server's threads: they wait for the answer.
class SimulatedBrowsers final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SimulatedBrowsers)

public:
    struct Endpoint
    {
        int port = 0; ///< 0: it did not start
        QString webSocketPath;
        qint64 pid = 0;
    };

    SimulatedBrowsers();
    ~SimulatedBrowsers() override;

    /// Starts the profile's browser, or yields the one that runs. `port` 0: its own choice.
    Endpoint start(const QString &profile, int port = 0);
    /// After `wait`, on `port`, without waiting for it.
    void startLater(const QString &profile, int port, int waitMs);
    void stop(const QString &profile);
    /// As if it had crashed, or its user had closed it.
    void kill(const QString &profile);
    QHash<QString, qint64> running();

private:
    struct Browser
    {
        std::unique_ptr<QTemporaryDir> folder;
        std::unique_ptr<QProcess> process;
        int askedPort = 0;
    };
    Browser &launch(const QString &profile, int port);
    void end(const QString &profile, bool gently);
    void answerWhenReady(const QString &profile, std::shared_ptr<std::promise<Endpoint>> promise, int triesLeft);
    template<typename Function>
    auto onThread(Function function) -> decltype(function());

    QThread m_thread;
    std::unique_ptr<QObject> m_context;    ///< lives on m_thread
    std::map<QString, Browser> m_browsers; ///< touched on m_thread only
};

} // namespace pult::test
