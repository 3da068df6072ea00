// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "servicecontrol.h"

#include <string>
#include <vector>

namespace pult::node {

/// Runs a program of the system to its end, without a shell; `words` is all that it wrote.
ServiceAnswer runProgram(const std::vector<std::string> &line);

/// Writes a file of root's at once or not at all.
ServiceAnswer writeDefinition(const std::string &path, const std::string &text);
ServiceAnswer removeDefinition(const std::string &path);

} // namespace pult::node
