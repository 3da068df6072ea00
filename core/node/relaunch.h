// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace pult::node {

/// Begins this program anew with these arguments (UTF-8, the program itself first) and the present environment: in the
/// same process where the system can do that, so that who watches it sees no end; elsewhere as a new one, after which
/// this one is to end. False: it could not. Nothing of this life may be in use any more. No Qt, one file per system.
bool relaunch(const std::vector<std::string> &arguments);

} // namespace pult::node
