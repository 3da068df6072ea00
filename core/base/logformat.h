// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace pult {

/// What one log line is made of.
struct LogLine
{
    qint64 atMicros = 0;
    QtMsgType level = QtInfoMsg;
    const char *category = "default";
    QString thread;
    QString message;
};

/// {"ts","level","logger","thread","msg"} and, for `task=17`-like words in the message, "task_id", "batch_id",
/// "profile_id", "worker_id", "node_id", "request_id". Ends with a line feed.
QByteArray toJsonLine(const LogLine &line);
/// `2026-11-22T13:17:05.123456+00:00 warning pult.core.base [main] message`, line breaks shown as ⏎.
QByteArray toTextLine(const LogLine &line);
/// One of the two.
QByteArray toLine(const LogLine &line, bool json);
/// What each file begins with: version, pid, time zone.
QString headerMessage();

} // namespace pult
