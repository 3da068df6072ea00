// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

class QPalette;

namespace pult::ui {

/// What a state or a message feels like; one colour each in both themes.
enum class Tone { Plain, Muted, Running, Waiting, Done, Warning, Failed, Paused };

/// One theme's colours. A value. Every tone has a contrast of at least 4.5:1 on base, window, raised and selection.
struct Colours
{
    QColor window;
    QColor base;   ///< behind tables and fields
    QColor raised; ///< buttons, cards
    QColor hover;
    QColor text;
    QColor muted;
    QColor border;
    QColor accent;
    QColor accentText; ///< on accent
    QColor selection;
    QColor tones[8];

    const QColor &tone(Tone tone) const { return tones[static_cast<int>(tone)]; }
};

const Colours &lightColours();
const Colours &darkColours();
/// White and strong colours on black, with borders that are seen.
const Colours &contrastColours();
/// The colours of the application's present palette.
const Colours &currentColours();
bool isDark(const QPalette &palette);
QPalette paletteOf(const Colours &colours);

/// A background that hints at a tone: the tone laid thinly over the base.
QColor tintOf(const Colours &colours, Tone tone);
/// WCAG 2.1 contrast ratio, 1…21.
double contrastRatio(const QColor &a, const QColor &b);

} // namespace pult::ui
