// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the Dolphin{anty} app and its cloud say, as values. Pure functions: bytes in, verdict out; they bear anything.
#pragma once

#include "provider.h"

#include <QDateTime>

namespace pult::browser {

/// What an answer to start means.
enum class StartVerdict {
    Started,
    NoAutomation, ///< runs, but cannot be driven
    Unauthorized,
    PlanHasNoAutomation, ///< 402
    PlanProfileLimit,    ///< 499
    TooMany,             ///< 429
    Duplicate,           ///< runs already
    FilesLocked,         ///< EBUSY
    InitConnection,      ///< the app could not reach the browser that it started
    UnknownProfile,
    Refused,    ///< the request or the right to it
    Unreadable, ///< success whose body says nothing: the browser may run
    Failed,
};

struct StartAnswer
{
    StartVerdict verdict = StartVerdict::Failed;
    quint16 port = 0;
    QString webSocketPath; ///< may be empty: /json/version of the port knows it
    QString text;          ///< the app's own words, without anything that looks like a secret; at most 300 characters

    bool operator==(const StartAnswer &) const = default;
};

StartAnswer decodeStart(int status, const QByteArray &body);

enum class StopVerdict { Stopped, Unauthorized, Failed };
struct StopAnswer
{
    StopVerdict verdict = StopVerdict::Failed;
    QString text;
};
/// "PID file not found" is stopped, too.
StopAnswer decodeStop(int status, const QByteArray &body);

/// Ids of running profiles, from {"<id>":{…}} and {"data":[{"id":…}]}. Errors: dolphin_reply_unreadable(what).
Result<QStringList> decodeRunning(const QByteArray &body);

/// One page of the cloud's list. Proxies, with their logins and passwords, are not read at all.
struct ProfilePage
{
    QList<Profile> profiles;
    bool last = true;
    qint64 total = -1; ///< -1: not said
};
/// Errors: dolphin_reply_unreadable(what).
Result<ProfilePage> decodeProfilePage(const QByteArray &body);

/// The proxy in the cloud's answer about one profile; nullopt: none, or not a whole address.
std::optional<ProxyAddress> decodeProxy(const QByteArray &body);

/// When a token of the cloud (a JWT) ends; nothing when it does not say.
std::optional<QDateTime> tokenExpiry(const QString &token);

/// The app's words as they may be shown and logged: one line, 300 characters, tokens and logins in URLs as ***.
QString redacted(QString text);

} // namespace pult::browser
