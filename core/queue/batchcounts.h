// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tasktypes.h"

#include <storage/connection.h>

#include <QMap>

namespace pult::queue {

class Moves;

/// How the batches' counters change in one transaction: gathered, and written once a batch, in the order of their ids.
class BatchCounts final
{
public:
    /// `sign` +1 counts a child that ended in this state, −1 takes it away.
    void countEnd(std::optional<Id> batch, TaskState state, int sign);
    void countChildren(std::optional<Id> batch, int children);

    /// Writes them; a batch whose last child ended is finished by it, and its callback let go with `moves`.
    Result<> write(storage::Connection &connection, Moves &moves) const;

private:
    struct Change
    {
        int total = 0;
        int succeeded = 0;
        int failed = 0;
        int cancelled = 0;
    };
    QMap<Id, Change> m_changes;
};

} // namespace pult::queue
