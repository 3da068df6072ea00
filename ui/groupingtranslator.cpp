// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupingtranslator.h"

using namespace Qt::StringLiterals;

namespace pult::ui {

QString GroupingTranslator::translate(const char *context, const char *sourceText, const char *disambiguation,
                                      int n) const
{
    QString text = QTranslator::translate(context, sourceText, disambiguation, n);
    return n < 0 ? text : text.replace("%n"_L1, "%Ln"_L1);
}

} // namespace pult::ui
