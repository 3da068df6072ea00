// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>

#include <QLockFile>

#include <memory>

namespace pult::node {

/// One engine per data folder. Held while the object lives; a lock left by a process that is gone does not count.
class FolderLock final
{
public:
    /// second_start(data folder, pid, "window" or "service") when another engine has it.
    static Result<std::unique_ptr<FolderLock>> take(const QString &dataDir, const QString &role);
    /// Whether a process that runs holds it. Only looks: a start at the same moment must not be turned away for it.
    static bool isHeld(const QString &dataDir);
    ~FolderLock();
    FolderLock(const FolderLock &) = delete;
    FolderLock &operator=(const FolderLock &) = delete;

private:
    explicit FolderLock(const QString &dataDir);
    bool takeFromEarlierSelf();

    QString m_rolePath;
    QLockFile m_lock;
    bool m_held = false;
};

} // namespace pult::node
