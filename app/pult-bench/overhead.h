// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pult::bench {

/// What the guards of a call to the outside cost, without the call: prints, and is the exit code. 1 when it is more
/// than 2 µs in all.
int measureOverhead(int calls);

} // namespace pult::bench
