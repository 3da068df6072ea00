// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lostruns.h"

#include "rescue.h"

namespace pult::queue {

using namespace Qt::StringLiterals;

Result<QList<Id>> giveUpRuns(storage::Connection &connection, const QList<Assignment> &runs)
{
    QHash<Id, const Assignment *> byTask;
    for (const Assignment &run : runs)
        byTask.insert(run.task, &run);
    return rescueTasks(connection, byTask.keys(), [&byTask](const LiveTask &task) -> std::optional<Error> {
        const Assignment *const run = byTask.value(task.id);
        if (!run || run->runLease != task.runLease)
            return std::nullopt;
        return Error{ErrorKind::Timeout, u"worker_stuck"_s, {run->worker}, {}};
    });
}

} // namespace pult::queue
