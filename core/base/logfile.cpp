// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logfile.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <thread>

namespace pult {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr qsizetype bufferLimit = 64 * 1024;
constexpr auto ageCheckInterval = 1h;
constexpr auto rotationPause = 1min; // after one that was refused

} // namespace

LogFile::LogFile(Options options) : m_options(std::move(options))
{
    QDir().mkpath(QFileInfo(m_options.path).path());
    removeOld();
    open();
}

LogFile::~LogFile()
{
    flush();
}

bool LogFile::open()
{
    m_file.setFileName(m_options.path);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered)) {
        trouble(m_file.errorString());
        return false;
    }
    m_size = m_file.size();
    m_hasRecords = m_size > 0;
    if (m_size == 0 && m_options.header)
        m_buffer.prepend(m_options.header());
    return true;
}

void LogFile::write(QByteArrayView line)
{
    if (m_hasRecords && m_size + m_buffer.size() + line.size() > m_options.maxBytes) {
        flush();
        if (!m_rotationRefused || std::chrono::steady_clock::now() - m_lastRotation > rotationPause)
            rotate();
    }
    m_buffer.append(line);
    m_hasRecords = true;
    if (m_buffer.size() >= bufferLimit)
        flush();
}

void LogFile::flush()
{
    if (std::chrono::steady_clock::now() - m_lastAgeCheck > ageCheckInterval)
        removeOld();
    if (m_buffer.isEmpty() || (!m_file.isOpen() && !open())) {
        m_lost += m_buffer.count('\n');
        m_buffer.clear();
        return;
    }
    qint64 written = std::max<qint64>(m_file.write(m_buffer), 0);
    if (written > 0 && written < m_buffer.size()) // the second try says why
        written += std::max<qint64>(m_file.write(m_buffer.sliced(written)), 0);
    if (written < m_buffer.size()) {
        // What does not fit is in the ring; a torn line must not stay behind.
        const qint64 whole = m_buffer.left(written).lastIndexOf('\n') + 1;
        const QString reason = m_file.errorString();
        if (!m_file.isSequential())
            m_file.resize(m_size + whole);
        m_size += whole;
        m_lost += m_buffer.mid(whole).count('\n');
        m_buffer.clear();
        trouble(reason);
        m_file.close(); // the next flush tries anew
        return;
    }
    m_size += written;
    m_buffer.clear();
    if (!m_working) {
        m_working = true;
        const qint64 lost = std::exchange(m_lost, 0);
        if (m_options.onRecovered)
            m_options.onRecovered(lost);
    }
}

/// Oldest first, so that a crash in between leaves a gap in the numbers but loses and doubles nothing.
void LogFile::rotate()
{
    m_file.close();
    bool moved = true;
    if (m_options.backupCount == 0) {
        moved = QFile::remove(m_options.path);
    } else {
        QFile::remove(backupPath(m_options.backupCount));
        for (int number = m_options.backupCount - 1; number >= 1 && moved; --number)
            moved = !QFile::exists(backupPath(number)) || rename(backupPath(number), backupPath(number + 1));
        moved = moved && (!QFile::exists(m_options.path) || rename(m_options.path, backupPath(1)));
    }
    if (!moved && !m_rotationRefused)
        trouble(u"log_rotation_failed path="_s + m_options.path);
    m_rotationRefused = !moved;
    m_lastRotation = std::chrono::steady_clock::now();
    removeOld();
    open();
}

bool LogFile::rename(const QString &from, const QString &to)
{
    // Virus scanners hold a file for a moment on Windows.
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (attempt > 0)
            std::this_thread::sleep_for(50ms);
        if (QFile::rename(from, to))
            return true;
    }
    return false;
}

QString LogFile::backupPath(int number) const
{
    const QFileInfo info(m_options.path);
    const QString suffix = info.suffix().isEmpty() ? QString() : QString(u'.' + info.suffix());
    return info.path() + u'/' + info.completeBaseName() + u'.' + QString::number(number) + suffix;
}

void LogFile::removeOld()
{
    m_lastAgeCheck = std::chrono::steady_clock::now();
    const QDateTime oldest = QDateTime::currentDateTimeUtc().addDays(-m_options.maxAgeDays);
    for (int number = 1; number <= m_options.backupCount; ++number) {
        const QFileInfo info(backupPath(number));
        if (info.exists() && info.lastModified() < oldest)
            QFile::remove(info.filePath());
    }
    if (!m_file.isOpen() && QFileInfo::exists(m_options.path) && QFileInfo(m_options.path).lastModified() < oldest)
        QFile::remove(m_options.path);
}

void LogFile::trouble(const QString &what)
{
    const bool first = m_working;
    // A refused rotation is told, but the file is still written.
    if (!what.startsWith("log_rotation_failed"_L1))
        m_working = false;
    if (first && m_options.onTrouble)
        m_options.onTrouble(what);
}

} // namespace pult
