// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace pult {

/// The words of one error code, English, to be translated in the context "pult::Core". %1, %2 … are the error's
/// arguments.
struct ErrorWords
{
    const char *code;
    const char *sentence; ///< what went wrong and where
    const char *advice;   ///< what to do; may be empty
};

std::span<const ErrorWords> programErrors();
std::span<const ErrorWords> apiErrors();
std::span<const ErrorWords> browserErrors();
std::span<const ErrorWords> scheduleErrors();
std::span<const ErrorWords> operationErrors();
std::span<const ErrorWords> nodeErrors();
std::span<const ErrorWords> remoteErrors();
std::span<const ErrorWords> resourceErrors();
std::span<const ErrorWords> guardErrors();
std::span<const ErrorWords> reportErrors();
std::span<const ErrorWords> requestErrors();

/// Words that stand as arguments where the one who reports does not translate: "@environment", "no element matches".
struct ErrorArgumentWord
{
    const char *name;
    const char *text;
};
std::span<const ErrorArgumentWord> errorArgumentWords();

} // namespace pult
