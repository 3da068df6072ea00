// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tasktypes.h"

#include <storage/connection.h>

#include <QSet>

namespace pult::queue {

/// How the tasks that others wait for stand; locked against ending until this transaction has.
class Dependencies final
{
public:
    /// Errors: task_unknown(id).
    Result<> load(storage::Connection &connection, const QList<NewTask> &tasks);
    /// Those that the task still has to wait for.
    QList<Id> openOf(const NewTask &task) const;
    /// Those that ended otherwise.
    const QSet<Id> &failed() const { return m_failed; }

private:
    void sortIn(const storage::Row &row);

    QSet<Id> m_pending;
    QSet<Id> m_completed;
    QSet<Id> m_failed;
};

} // namespace pult::queue
