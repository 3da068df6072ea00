// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// Stores files of a run, compressed. At most 1 MB each: longer texts are cut, with a note; of anything else a note
/// stays. At most 5 a run: what is beyond is left out.
Result<> storeArtifacts(storage::Connection &connection, Id task, qint64 runLease, const QList<Artifact> &artifacts);

} // namespace pult::queue
