// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

#include <chrono>
#include <functional>

namespace pult {

/// A log file with numbered backups: `pult.log`, `pult.1.log` … The limit counts for every file with its header line; a
/// record is never split, one over the limit has a file of its own. spdlog's own rotating sink truncates the log when a
/// rename fails, does not count the header and does not notice a failed flush.
///
/// Not thread-safe; its one owner is the log thread.
class LogFile final
{
public:
    struct Options
    {
        QString path;
        qint64 maxBytes = 10485760;
        int backupCount = 5;
        int maxAgeDays = 30;
        std::function<QByteArray()> header;             ///< first line of each file
        std::function<void(const QString &)> onTrouble; ///< once per trouble: disk full, rename refused
        std::function<void(qint64 lost)> onRecovered;
    };
    explicit LogFile(Options options);
    ~LogFile();
    LogFile(const LogFile &) = delete;
    LogFile &operator=(const LogFile &) = delete;

    /// `line` ends with a line feed.
    void write(QByteArrayView line);
    void flush();
    bool isWorking() const { return m_working; }

private:
    bool open();
    void rotate();
    bool rename(const QString &from, const QString &to);
    QString backupPath(int number) const;
    void removeOld();
    void trouble(const QString &what);

    Options m_options;
    QFile m_file;
    QByteArray m_buffer;       ///< whole lines, not yet written
    qint64 m_size = 0;         ///< of the file, without the buffer
    qint64 m_lost = 0;         ///< lines dropped since the trouble began
    bool m_hasRecords = false; ///< besides the header
    bool m_working = true;
    bool m_rotationRefused = false;
    std::chrono::steady_clock::time_point m_lastAgeCheck{};
    std::chrono::steady_clock::time_point m_lastRotation{};
};

} // namespace pult
