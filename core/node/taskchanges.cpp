// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskchanges.h"

namespace pult::node {

QFuture<Result<>> changeTasks(Commands &commands, const queue::TaskChange &change, const QList<queue::Id> &ids)
{
    switch (change.verb) {
    case queue::TaskVerb::Cancel:
        return commands.cancelTasks(ids);
    case queue::TaskVerb::Retry:
        return commands.retryTasks(ids);
    case queue::TaskVerb::Delete:
        return commands.deleteTasks(ids);
    case queue::TaskVerb::Undelete:
        return commands.undeleteTasks(ids);
    case queue::TaskVerb::Snooze:
        return commands.snoozeTasks(ids, change.time);
    case queue::TaskVerb::SetPriority:
        break;
    }
    return commands.setPriority(ids, change.priority);
}

} // namespace pult::node
