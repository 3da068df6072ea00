// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pult::bench {

/// The most memory that this process has held, in megabytes.
int peakMemoryMb();

} // namespace pult::bench
