// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace pult {

class Settings;

/// What is logged, and where to.
struct LogOptions
{
    QString filePath;           ///< empty: no file
    qint64 maxBytes = 10485760; ///< LOG_MAX_BYTES
    int backupCount = 5;        ///< LOG_BACKUP_COUNT
    int maxAgeDays = 30;
    QtMsgType level = QtInfoMsg;
    bool jsonLines = true; ///< LOG_FORMAT json|text, in the file
    bool toStderr = false;
    bool stderrJson = false;
};

/// LOG_LEVEL, LOG_FORMAT, LOG_FILE_PATH (default `<data folder>/logs/pult.log`) and the sizes. A file has one writer,
/// so a process beside the node gives its own `stream`: "window" writes `pult-window.log`.
LogOptions logOptions(const Settings &settings, const QString &stream = {});
/// "debug", "INFO", "warn", "warning", "error", "critical" and their like.
std::optional<QtMsgType> logLevelFromString(QStringView name);
/// "debug", "info", "warning", "error", "fatal".
QLatin1StringView nameOf(QtMsgType level);

} // namespace pult
