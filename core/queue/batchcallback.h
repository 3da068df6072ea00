// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A batch may have a callback: a task that waits from the batch's start on and runs once, when all children have ended,
// with their outcome in its payload. It is a task as any other, so that it can be seen, explained and cancelled.
#pragma once

#include "moves.h"

namespace pult::queue {

/// What a callback cannot have, since the batch decides it: batch_callback_invalid(field).
Result<> checkCallback(const NewTask &callback);

/// Stores it, waiting for the batch (or, with a draft batch, as a draft); its id. In the batch's transaction.
Result<Id> addCallback(storage::Connection &connection, Id batch, const NewTask &callback, bool draft);
/// A draft's, when the batch is started.
Result<> startCallback(storage::Connection &connection, Id batch);
/// Lets it go with the batch's outcome; once, however often the batch ends.
Result<> releaseCallback(storage::Connection &connection, Moves &moves, Id batch);

} // namespace pult::queue
