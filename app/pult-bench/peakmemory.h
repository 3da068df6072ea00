// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pult::bench {

/// The most memory that this process has held, in megabytes.
int peakMemoryMb();

/// The processor time that this process has used, in seconds.
double processorSeconds();

} // namespace pult::bench
