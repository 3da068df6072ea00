// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logfollower.h"

#include <QFileInfo>

#include <algorithm>

#ifndef Q_OS_WIN
#include <sys/stat.h>
#endif

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostBackups = 1000;

/// Whether the path still names the file that is open.
bool isSameFile(const QFile &file, const QString &path)
{
#ifdef Q_OS_WIN
    return QFileInfo(path).size() >= file.pos(); // an open file cannot be renamed over there without sharing
#else
    struct stat open = {};
    struct stat named = {};
    return ::fstat(file.handle(), &open) == 0 && ::stat(QFile::encodeName(path).constData(), &named) == 0 &&
           open.st_ino == named.st_ino && open.st_dev == named.st_dev;
#endif
}

} // namespace

LogFollower::LogFollower(QString path) : m_path(std::move(path)) {}

QString LogFollower::backupPath(int number) const
{
    const QFileInfo info(m_path);
    return u"%1/%2.%3.%4"_s.arg(info.path(), info.completeBaseName()).arg(number).arg(info.suffix());
}

QByteArrayList LogFollower::last(int count)
{
    QByteArrayList lines = more();
    for (int number = 1; lines.size() < count && number <= mostBackups; ++number) {
        QFile older(backupPath(number));
        if (!older.open(QIODevice::ReadOnly))
            break;
        QByteArrayList before = older.readAll().split('\n');
        before.removeAll(QByteArray());
        lines = before + lines;
    }
    return lines.mid(std::max<qsizetype>(0, lines.size() - count));
}

QByteArrayList LogFollower::more()
{
    QByteArrayList lines;
    if (m_file) {
        readRest(lines);
        if (isSameFile(*m_file, m_path)) {
            if (m_file->size() < m_file->pos()) { // truncated
                m_rest.clear();
                m_file->seek(0);
                readRest(lines);
            }
            return lines;
        }
        readRest(lines); // what came between the two
    }
    openAgain(lines);
    return lines;
}

/// Ours may be some backups ago: those in between come first.
void LogFollower::openAgain(QByteArrayList &lines)
{
    int ours = 0;
    for (int number = 1; m_file && ours == 0 && number <= mostBackups && QFile::exists(backupPath(number)); ++number)
        ours = isSameFile(*m_file, backupPath(number)) ? number : 0;
    for (int number = ours - 1; number >= 1; --number) {
        m_file = std::make_unique<QFile>(backupPath(number));
        if (m_file->open(QIODevice::ReadOnly))
            readRest(lines);
    }
    m_rest.clear();
    m_file = std::make_unique<QFile>(m_path);
    if (m_file->open(QIODevice::ReadOnly))
        readRest(lines);
    else
        m_file.reset();
}

void LogFollower::readRest(QByteArrayList &lines)
{
    m_rest += m_file->readAll();
    const qsizetype end = m_rest.lastIndexOf('\n');
    if (end < 0)
        return;
    const QByteArrayList whole = m_rest.first(end).split('\n');
    m_rest = m_rest.mid(end + 1);
    for (const QByteArray &line : whole) {
        if (!line.isEmpty())
            lines.append(line);
    }
}

} // namespace pult::ctl
