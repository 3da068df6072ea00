// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandline.h"

#include <variant>

namespace pult::ctl {

/// Reads the command line: the request, or the exit code to end with (help is printed, faults are told).
std::variant<Request, int> readRequest(const CommandLine &line, int argc, char **argv);

/// What --lang says, before the line is understood: it decides in which language it is told about.
QString languageAsked(int argc, char **argv);

} // namespace pult::ctl
