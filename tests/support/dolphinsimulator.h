// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulatedbrowsers.h"

#include <net/httpserver.h>

#include <QJsonObject>
#include <QMap>

#include <mutex>

namespace pult::test {

/// What goes otherwise than it should, once. Kinds for a start: slow, late_port, never_port, duplicate, ebusy, init,
/// 400, 401, 402, 404, 429, 499, 500, html500, empty, html200, no_automation, drop, hang, false200; `drop`, `hang`,
/// `empty`, `html200` and `no_automation` start the browser all the same. For a stop: 500, no_pid, 401, hang.
struct DolphinQuirk
{
    QString kind;
    int delayMs = 0; ///< slow, late_port, hang
};

struct DolphinSimulatorOptions
{
    quint16 port = 0;
    QString token; ///< not empty: start and stop ask for a login with it
    bool webSocketAsUrl = false;
    bool portAsText = false;
    bool portOnly = false; ///< no wsEndpoint
    bool runningAsList = false;
    // The cloud's list, on the same port
    int cloudProfiles = 0;
    int largestPage = 100;   ///< above: 400
    bool clampPages = false; ///< above: that many all the same
    bool totalAsText = false;
    bool withoutNextPageUrl = false;
    int cloudStatus = 200;
};

/// The local API of the Dolphin{anty} app and its cloud's profile list, as far as Pult uses them, with a real browser
/// for each start. Thread-safe but for setAway, which its owner calls.
class DolphinSimulator final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DolphinSimulator)

public:
    explicit DolphinSimulator(DolphinSimulatorOptions options = {});
    ~DolphinSimulator() override;

    Result<> start();
    QString host() const { return m_server.url().toString(); }
    quint16 port() const { return m_server.port(); }

    /// The next starts of `profile` ("*": of any) go so, in this order.
    void plan(const QString &profile, const QList<DolphinQuirk> &quirks);
    void planStops(const QString &profile, const QList<DolphinQuirk> &quirks);
    /// The app is closed and opened again: its port with it, its logins forgotten; browsers stay.
    void setAway(bool away);
    void forgetLogin();
    void rejectToken(); ///< from now on
    /// Somebody opens the profile by hand.
    SimulatedBrowsers::Endpoint openByHand(const QString &profile) { return m_browsers.start(profile); }
    void killBrowser(const QString &profile) { m_browsers.kill(profile); }
    QStringList running();

    int count(const QString &route) const; ///< login, start, stop, running, list
    int starts(const QString &profile) const;
    int stops(const QString &profile) const;
    /// "start 17", "stop 17", "login" … in the order they came.
    QStringList events() const;
    /// Starts that came while the one before was undecided and not stopped since.
    int startsTooMany() const;
    int mostStartsAtOnce() const;
    int mostStopsAtOnce() const;
    QByteArray lastStartBody() const;

private:
    net::HttpAnswer handle(const net::HttpRequest &request);
    net::HttpAnswer onLogin(const net::HttpRequest &request);
    net::HttpAnswer onStart(const QString &profile, const net::HttpRequest &request);
    net::HttpAnswer startWithQuirk(const QString &profile, const DolphinQuirk &quirk);
    net::HttpAnswer onStop(const QString &profile);
    net::HttpAnswer onRunning();
    net::HttpAnswer onCloudList(const net::HttpRequest &request);
    net::HttpAnswer onControl(const net::HttpRequest &request);
    net::HttpAnswer started(const SimulatedBrowsers::Endpoint &endpoint) const;
    QJsonObject state();
    void noted(const QString &event);
    bool isAuthorized() const;
    DolphinQuirk take(QMap<QString, QList<DolphinQuirk>> &plans, const QString &profile);

    const DolphinSimulatorOptions m_options;
    SimulatedBrowsers m_browsers;
    net::HttpServer m_server;
    mutable std::mutex m_mutex; ///< protects everything below
    QMap<QString, QList<DolphinQuirk>> m_startPlans;
    QMap<QString, QList<DolphinQuirk>> m_stopPlans;
    QStringList m_events;
    QMap<QString, bool> m_undecided;
    QByteArray m_lastStartBody;
    bool m_loggedIn = false;
    bool m_tokenRejected = false;
    int m_startsTooMany = 0;
    int m_startsNow = 0;
    int m_mostStarts = 0;
    int m_stopsNow = 0;
    int m_mostStops = 0;
};

} // namespace pult::test
