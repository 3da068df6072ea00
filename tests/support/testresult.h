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

// A computer that is busy with other tests takes its time, and only what fails waits this long.
#undef QTRY_VERIFY
#undef QTRY_VERIFY2
#undef QTRY_COMPARE
#define QTRY_VERIFY(expr) QTRY_VERIFY_WITH_TIMEOUT((expr), 20'000)
#define QTRY_VERIFY2(expr, message) QTRY_VERIFY2_WITH_TIMEOUT((expr), (message), 20'000)
#define QTRY_COMPARE(expr, expected) QTRY_COMPARE_WITH_TIMEOUT((expr), (expected), 20'000)

namespace pult::test {

/// Every warning that a test did not ask for fails it. Call in init().
void failOnWarnings();

} // namespace pult::test
