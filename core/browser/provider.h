// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/async.h>

#include <QCoroTask>
#include <QUrl>

#include <chrono>
#include <functional>

namespace pult::browser {

/// A browser profile as its provider lists it. Ids are opaque text.
struct Profile
{
    QString id;
    QString name;
    QString status; ///< provider's own word, may be empty
    QStringList tags;
    bool running = false;
    QString note; ///< why something is missing: "no cloud token: names unknown"
    bool operator==(const Profile &) const = default;
};

/// A started browser. Never logged: the port has no authentication.
struct BrowserEndpoint
{
    QUrl webSocket; ///< ws://127.0.0.1:<port>/devtools/browser/<guid>
    qint64 pid = 0; ///< 0 when the provider does not say
};

/// The proxy that a profile goes out through. Never logged whole: it may hold a login.
struct ProxyAddress
{
    QString type; ///< http, https, socks4, socks5, ssh
    QString host;
    quint16 port = 0;
    QString user;
    QString password;
    QString address() const { return host + QLatin1Char(':') + QString::number(port); }
    bool operator==(const ProxyAddress &) const = default;
};

struct StartOptions
{
    bool headless = true;
    /// For one start of the browser. Waits that a provider's own table asks for (file locked, outcome unknown) come on
    /// top.
    std::chrono::seconds deadline{120};
    /// Told as the start goes on, for the operator: "waiting for the port", "file locked, again in 6 s".
    std::function<void(const QString &)> stage;
};

/// Where browsers come from. One instance per worker thread, thread-affine; what instances of a process must share
/// (pace of starts, login) they share themselves.
///
/// Errors that a job must treat apart, by kind: Unavailable = the provider's program is away, wait without using an
/// attempt; Limited = back off (`arguments[0]` = seconds); Denied and NotFound and Invalid = terminal; the rest may be
/// tried again.
class Provider
{
public:
    virtual ~Provider() = default;
    /// "dolphin" or "local": the first half of a task's provider.
    virtual QString name() const = 0;
    virtual QCoro::Task<Result<QList<Profile>>> profiles(CancelToken &token) = 0;
    /// Whether any profile could be started now: the program is there, answers and lets us in. Quick; starts nothing.
    virtual QCoro::Task<Result<>> check(CancelToken &token) = 0;
    /// The profile's proxy as the provider knows it; nullopt: none, or the provider does not tell.
    virtual QCoro::Task<Result<std::optional<ProxyAddress>>> proxyOf(QString profileId, CancelToken &token) = 0;
    /// Starts the profile and proves that its DevTools answer. Never sends a second start whose first is undecided. On
    /// an error, and when cancelled, it has stopped what it started.
    virtual QCoro::Task<Result<BrowserEndpoint>> start(QString profileId, StartOptions options, CancelToken &token) = 0;
    /// Stops what start opened; fine when it has gone already. Give it a token of its own: a run that was cancelled has
    /// a browser to stop, too. Unavailable: the browser may still run, and is remembered for the next start or life.
    virtual QCoro::Task<Result<>> stop(QString profileId, CancelToken &token) = 0;
};

} // namespace pult::browser
