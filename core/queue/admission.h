// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

namespace pult::queue {

/// What a node may begin at this moment besides what its free slots say: how many tasks of a kind. A kind that is not
/// named has no limit. A value.
struct Admission
{
    int all = -1; ///< of all kinds together; −1: no limit
    QHash<QString, int> most;
    bool operator==(const Admission &) const = default;
};

/// Leaves out of the request the kinds of which none may begin. Of those of which only some may, long ones are counted
/// together, since that is what a claim can do: it never takes too many, and the next one sees what is left.
void narrow(ClaimRequest &request, const Admission &admission);

} // namespace pult::queue
