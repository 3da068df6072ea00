// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "taskstore.h"

namespace pult::queue {

/// Takes back runs of this node whose worker does not answer any more, each fenced by its lease: what had begun to
/// commit becomes an unknown outcome, any other waits again and its rescue is counted. Ids that were taken back.
Result<QList<Id>> giveUpRuns(storage::Connection &connection, const QList<Assignment> &runs);

} // namespace pult::queue
