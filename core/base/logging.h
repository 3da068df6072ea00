// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

#include <memory>

namespace pult {

struct LogOptions
{
    QString filePath; ///< empty: no file
    qint64 maxBytes = 10485760; ///< LOG_MAX_BYTES
    int backupCount = 5; ///< LOG_BACKUP_COUNT
    int maxAgeDays = 30;
    QtMsgType level = QtInfoMsg;
    bool jsonLines = true; ///< LOG_FORMAT json|text
    bool toStderr = false;
};

/// One line as the log panel shows it.
struct LogRecord
{
    qint64 atMicros = 0;
    QtMsgType level = QtInfoMsg;
    QString category;
    QString message;
    quint64 number = 0; ///< grows by one
};

/// Installs Qt's message handler: rotating file of JSON lines through spdlog's async queue, a ring of the newest 10,000
/// records, stderr. One per process, made first and destroyed last. Semantics: docs/architecture.md, "Logs".
class Logging final
{
public:
    explicit Logging(LogOptions options);
    ~Logging();
    Logging(const Logging &) = delete;
    Logging &operator=(const Logging &) = delete;

    /// Records after `number`, oldest first, at most `limit` of the newest. Thread-safe.
    static QList<LogRecord> recordsAfter(quint64 number, int limit = 1000);
    static void flush();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult
