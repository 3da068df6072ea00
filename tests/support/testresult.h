// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>

#include <QTest>

/// Fails the test with the error's own words.
#define PULT_VERIFY_RESULT(result)                                                                                     \
    do {                                                                                                               \
        const auto &pultResult = (result);                                                                             \
        if (!pultResult)                                                                                               \
            QFAIL(qPrintable(pult::toLogString(pultResult.error())));                                                  \
    } while (false)

namespace pult::test {

/// Every warning that a test did not ask for fails it. Call in init().
void failOnWarnings();

} // namespace pult::test
