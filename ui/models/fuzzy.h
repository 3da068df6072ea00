// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace pult::ui {

/// How well what was typed fits a text, larger is better; 0: not at all. Its letters must stand in the text in this
/// order; whole words and beginnings of words count for more. Case, "ё" and accents do not matter.
int fuzzyScore(const QString &typed, const QString &text);

/// Russian in Latin letters, as people type it: "Новая загрузка" → "novaya zagruzka".
QString transliterated(const QString &text);

/// What the same keys give on the other layout, Russian or English: "gfepf" → "пауза".
QString otherLayout(const QString &typed);

} // namespace pult::ui
