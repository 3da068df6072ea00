// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ctlrequest.h"

#include <variant>

namespace pult::ctl {

/// Reads the command line: the request, or the exit code to end with (help is printed, faults are told).
std::variant<Request, int> readRequest(int argc, char **argv);

} // namespace pult::ctl
