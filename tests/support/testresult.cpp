// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "testresult.h"

#include <QRegularExpression>

namespace pult::test {

void failOnWarnings()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(
        "^(?!This plugin does not support |QObject::connect: No such signal QPlatformNativeInterface)")));
}

} // namespace pult::test
