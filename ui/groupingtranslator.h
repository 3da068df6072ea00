// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace pult::ui {

/// Counts in sentences have their digits grouped as the locale does it: 68,500 tasks, 68 500 задач. Value, installed by
/// the window alone: what scripts read stays as it is.
class GroupingTranslator final : public QTranslator
{
public:
    QString translate(const char *context, const char *sourceText, const char *disambiguation, int n) const override;
};

} // namespace pult::ui
