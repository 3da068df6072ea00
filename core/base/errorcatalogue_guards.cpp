// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Error codes of breakers, limiters and calls to the outside.
#include "errorcatalogue.h"

#include <QtGlobal>

namespace pult {

namespace {

// clang-format off
constexpr ErrorWords rows[] = {
    {"breaker_open",
     QT_TRANSLATE_NOOP("pult::Core", "%1 is left alone for %2 s: too many of the last calls to it failed, or an operator opened its breaker."),
     QT_TRANSLATE_NOOP("pult::Core", "Waiting tasks go on by themselves and lose no attempt. More is in the Breakers panel, or: pultctl breakers list.")},
    {"breaker_unknown",
     QT_TRANSLATE_NOOP("pult::Core", "There is no breaker \"%1\"."),
     QT_TRANSLATE_NOOP("pult::Core", "Breakers come into being by use. See: pultctl breakers list.")},
    {"breaker_reason_missing",
     QT_TRANSLATE_NOOP("pult::Core", "A breaker is opened by hand only with a reason and an end."),
     QT_TRANSLATE_NOOP("pult::Core", "Give --reason and --for, for instance --for 30m.")},
    {"breaker_not_open",
     QT_TRANSLATE_NOOP("pult::Core", "The breaker %1 is not open: %2."),
     QT_TRANSLATE_NOOP("pult::Core", "Only an open one can be tried at once.")},
    {"outside_limited",
     QT_TRANSLATE_NOOP("pult::Core", "%2 takes no more requests for %1 s."), ""},
    {"outside_busy",
     QT_TRANSLATE_NOOP("pult::Core", "Too many requests to %2 are under way."), ""},
    {"http_status",
     QT_TRANSLATE_NOOP("pult::Core", "%1 answered with the status %2."), ""},
    // Why a task waits
    {"wait_breaker", QT_TRANSLATE_NOOP("pult::Core", "waits for %1: breaker open until %2"), ""},
    {"wait_breaker_probing", QT_TRANSLATE_NOOP("pult::Core", "waits for %1: it is being tried whether it is well again"), ""},
    {"wait_breaker_forced", QT_TRANSLATE_NOOP("pult::Core", "waits for %1: breaker opened by %3 until %2: %4"), ""},
};
// clang-format on

} // namespace

std::span<const ErrorWords> guardErrors()
{
    return rows;
}

} // namespace pult
