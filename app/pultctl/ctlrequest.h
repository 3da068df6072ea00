// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace pult::ctl {

/// What pultctl was asked for, as it was typed. A value.
struct Request
{
    // Global options
    QString dataDir;
    QString lang;
    QString url;
    QString token;
    bool json = false;

    QString verb; ///< "tasks list"
    QList<qint64> ids;
    QString name; ///< a queue, a schedule, a breaker

    // tasks add
    QString file; ///< --file, or the flow of `flow check|run`
    QString kind;
    QString payload;
    QString queue;
    QString runAt;
    QString uniqueKey;
    QString exclusiveKey;
    QString node;
    QList<qint64> dependsOn;
    std::optional<int> priority;
    std::optional<int> maxAttempts;
    QString onUnknown;

    // tasks list
    QString states;
    QString filter;
    int limit = 100;
    QString after;

    // tasks snooze, resolve, queues pause, wait
    qint64 seconds = 0;
    std::optional<double> timeout;
    bool done = false;
    bool again = false;
    bool untilIdle = false;
    QString reason;

    // schedules add
    QString cron;
    QString timeZone;
    QString overlap;
    QString missed;

    // queues pause, set; locks cleanup
    QString until;
    QString concurrency;
    QString rate;
    QString workerId;
    bool dryRun = false;
    bool force = false;
    bool wait = true;
    bool rolling = false; ///< nodes restart
    QString group;        ///< nodes restart --group, nodes switch --to
    QString fromGroup;
    bool stopOld = false;
    int worker = 0; ///< nodes drain, resume: from 1; 0: the whole node

    QString duration; ///< of breakers open

    // logs
    int lines = 100;
    bool follow = false;

    // service
    QString service = QStringLiteral("pultd");
    QString program;
    QString user;
    QString envFile;

    // config show
    QStringList names;
    bool changedOnly = false;

    // report
    QString from;
    QString to;
    QString format;
    QString output;
    QString separator;
    QStringList columns;
    bool titles = false;

    // token create
    QStringList scopes;
    QString expiresIn; ///< 90d, 12h, 30m, 45s

    // bulk-upload create, flow run
    QString flow;
    QStringList profiles;
    QStringList media;
    QString caption;
    QString tags;
    QString map;
    QString spread;
    QString callback; ///< JSON
    bool draft = false;
    QString profile;
    QStringList variables; ///< name=value
};

} // namespace pult::ctl
