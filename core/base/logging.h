// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "logoptions.h"
#include "logring.h"

#include <QList>
#include <QLoggingCategory>
#include <QString>

#include <array>
#include <memory>

namespace pult {

/// Installs Qt's message handler: rotating file of JSON lines through spdlog's async queue, a ring of the newest 10,000
/// records, stderr. One per process, made first and destroyed last. Semantics: docs/architecture.md, "Logs". Who logs
/// never waits for a reader of stderr, and for a disk that stands still two seconds at most: lines are dropped and
/// counted instead.
///
/// Thread-safe: messages may come from any thread while it lives.
class Logging final
{
public:
    explicit Logging(LogOptions options);
    ~Logging();
    Logging(const Logging &) = delete;
    Logging &operator=(const Logging &) = delete;

    /// Records after `number`, oldest first, at most `limit` of the newest. Thread-safe.
    static QList<LogRecord> recordsAfter(quint64 number, int limit = 1000);
    /// Waits (at most 3 s) until everything logged so far is in the file.
    static void flush();
    /// Changes the level while running; `categoryRules` as QLoggingCategory takes them, stronger than the level.
    static void setLevel(QtMsgType level, const QString &categoryRules = {});
    /// Lines so far at "debug", "info", "warning", "error" and "fatal"; of those below the level none.
    static std::array<quint64, 5> lineCounts();
    /// False while the file cannot be written (disk full); the ring goes on.
    static bool isFileWorking();

private:
    class Private;
    std::unique_ptr<Private> d;
};

Q_DECLARE_LOGGING_CATEGORY(lcBase)

} // namespace pult
