// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/connection.h>

namespace pult::queue {

/// Up to `wanted` tokens of the bucket `name`, which fills by `perSecond` up to `burst`: over all nodes never more.
Result<int> drawAllowance(storage::Connection &connection, const QString &name, double perSecond, double burst,
                          int wanted);
/// Tokens that were drawn and not used go back; the bucket holds no more than `burst`.
Result<> returnAllowance(storage::Connection &connection, const QString &name, double burst, int tokens);

} // namespace pult::queue
