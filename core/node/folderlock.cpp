// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "folderlock.h"

#include <QFile>
#include <QSaveFile>

namespace pult::node {

using namespace Qt::StringLiterals;

FolderLock::FolderLock(const QString &dataDir)
    : m_rolePath(dataDir + u"/engine.role"_s), m_lock(dataDir + u"/engine.lock"_s)
{
    m_lock.setStaleLockTime(std::chrono::milliseconds(0)); // stale only when its process is gone
}

FolderLock::~FolderLock()
{
    if (m_lock.isLocked())
        QFile::remove(m_rolePath);
}

Result<std::unique_ptr<FolderLock>> FolderLock::take(const QString &dataDir, const QString &role)
{
    std::unique_ptr<FolderLock> lock(new FolderLock(dataDir));
    if (lock->m_lock.tryLock(std::chrono::milliseconds(0))) {
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
