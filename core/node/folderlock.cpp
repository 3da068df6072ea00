// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "folderlock.h"

#include <browser/processinfo.h>

#include <QCoreApplication>
#include <QFile>
#include <QSaveFile>
#include <QSet>

namespace pult::node {

using namespace Qt::StringLiterals;

namespace {

/// Those that this process holds itself. Main thread only.
QSet<QString> &heldHere()
{
    static QSet<QString> paths;
    return paths;
}

} // namespace

FolderLock::FolderLock(const QString &dataDir)
    : m_rolePath(dataDir + u"/engine.role"_s), m_lock(dataDir + u"/engine.lock"_s)
{
    m_lock.setStaleLockTime(std::chrono::milliseconds(0)); // stale only when its process is gone
}

FolderLock::~FolderLock()
{
    if (!m_held)
        return;
    heldHere().remove(m_rolePath);
    QFile::remove(m_rolePath);
}

/// In a container every start is process 1, so a lock that a killed one left names whoever looks at it. It is removed
/// only if nobody has it open, which also holds between containers.
bool FolderLock::takeFromEarlierSelf()
{
    qint64 pid = 0;
    QString host;
    QString application;
    const bool own = m_lock.getLockInfo(&pid, &host, &application) && pid == QCoreApplication::applicationPid();
    return own && !heldHere().contains(m_rolePath) && m_lock.removeStaleLockFile() &&
           m_lock.tryLock(std::chrono::milliseconds(0));
}

bool FolderLock::isHeld(const QString &dataDir)
{
    QLockFile lock(dataDir + u"/engine.lock");
    qint64 pid = 0;
    QString host;
    QString application;
    return lock.getLockInfo(&pid, &host, &application) && !browser::processMark(pid).empty();
}

Result<std::unique_ptr<FolderLock>> FolderLock::take(const QString &dataDir, const QString &role)
{
    std::unique_ptr<FolderLock> lock(new FolderLock(dataDir));
    if (lock->m_lock.tryLock(std::chrono::milliseconds(0)) || lock->takeFromEarlierSelf()) {
        lock->m_held = true;
        heldHere().insert(lock->m_rolePath);
        QSaveFile file(lock->m_rolePath);
        if (file.open(QIODevice::WriteOnly)) {
            file.write(role.toUtf8());
            file.commit();
        }
        return lock;
    }
    if (lock->m_lock.error() != QLockFile::LockFailedError)
        return fail(ErrorKind::Disk, "data_dir_unusable", {dataDir, u"its lock file cannot be written"_s});
    qint64 pid = 0;
    QString host;
    QString application;
    lock->m_lock.getLockInfo(&pid, &host, &application);
    QFile file(lock->m_rolePath);
    const QString other = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : u"service"_s;
    return fail(ErrorKind::Conflict, "second_start", {dataDir, QString::number(pid), other});
}

} // namespace pult::node
