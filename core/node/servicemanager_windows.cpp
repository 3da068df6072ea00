// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "servicemanager.h"

namespace pult::node {

// Windows asks instead of listening: stopwish_windows.cpp answers it.
void tellServiceManager(const std::string &) {}

std::chrono::milliseconds signOfLifeInterval()
{
    return std::chrono::milliseconds(0);
}

} // namespace pult::node
