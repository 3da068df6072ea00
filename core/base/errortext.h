// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "error.h"

namespace pult {

/// The sentence for people, in the current language: what went wrong and where. Never empty; unknown codes read as a
/// general sentence with the code. Thread: any, but the translator is installed by the GUI thread.
QString errorSentence(const Error &error);
/// What to do about it; empty when there is nothing useful to say.
QString errorAdvice(const Error &error);
/// Both, for a terminal: "sentence advice".
QString errorText(const Error &error);

/// Codes that have a sentence, for the test that every code in the sources has one.
QStringList knownErrorCodes();

} // namespace pult
