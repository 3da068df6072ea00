// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/colours.h"

#include <QGuiApplication>
#include <QPalette>

#include <cmath>

namespace pult::ui {

const Colours &lightColours()
{
    static const Colours colours{
        .window = QColor(0xf3f5f8),
        .base = QColor(0xffffff),
        .raised = QColor(0xffffff),
        .hover = QColor(0xe9edf3),
        .text = QColor(0x1c2127),
        .muted = QColor(0x57606b),
        .border = QColor(0xd3d9e1),
        .accent = QColor(0x1f5fbf),
        .accentText = QColor(0xffffff),
        .selection = QColor(0xdbe8fb),
        .tones = {QColor(0x1c2127), QColor(0x57606b), QColor(0x0b57b0), QColor(0x57606b), QColor(0x176b31),
                  QColor(0x7d5200), QColor(0xb3251b), QColor(0x6a3bc0)},
    };
    return colours;
}

const Colours &darkColours()
{
    static const Colours colours{
        .window = QColor(0x1c2026),
        .base = QColor(0x15181d),
        .raised = QColor(0x262b33),
        .hover = QColor(0x2f3640),
        .text = QColor(0xe4e8ee),
        .muted = QColor(0xa5afbb),
        .border = QColor(0x363d47),
        .accent = QColor(0x3f86ea),
        .accentText = QColor(0x0d1014),
        .selection = QColor(0x223a58),
        .tones = {QColor(0xe4e8ee), QColor(0xa5afbb), QColor(0x7db8ff), QColor(0xa5afbb), QColor(0x67cf85),
                  QColor(0xe6b85c), QColor(0xff958b), QColor(0xc3a6ff)},
    };
    return colours;
}

const Colours &contrastColours()
{
    static const Colours colours{
        .window = QColor(Qt::black),
        .base = QColor(Qt::black),
        .raised = QColor(Qt::black),
        .hover = QColor(0x2a2a2a),
        .text = QColor(0xffffff),
        .muted = QColor(0xe0e0e0),
        .border = QColor(0xffffff),
        .accent = QColor(0xffe600),
        .accentText = QColor(Qt::black),
        .selection = QColor(0x0a3a7a),
        .tones = {QColor(0xffffff), QColor(0xe0e0e0), QColor(0x8fd0ff), QColor(0xe0e0e0), QColor(0x7dff9b),
                  QColor(0xffe600), QColor(0xffb3ab), QColor(0xe0c8ff)},
    };
    return colours;
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightnessF() < 0.5F;
}

const Colours &currentColours()
{
    const QPalette palette = QGuiApplication::palette();
    if (palette.color(QPalette::Window) == contrastColours().window)
        return contrastColours();
    return isDark(palette) ? darkColours() : lightColours();
}

QPalette paletteOf(const Colours &colours)
{
    QPalette palette(colours.raised, colours.window);
    palette.setColor(QPalette::Window, colours.window);
    palette.setColor(QPalette::Base, colours.base);
    palette.setColor(QPalette::AlternateBase, colours.window);
    palette.setColor(QPalette::Button, colours.raised);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText,
                            QPalette::HighlightedText, QPalette::BrightText})
        palette.setColor(role, colours.text);
    palette.setColor(QPalette::ToolTipBase, colours.raised);
    palette.setColor(QPalette::PlaceholderText, colours.muted);
    palette.setColor(QPalette::Highlight, colours.selection);
    palette.setColor(QPalette::Link, colours.accent);
    palette.setColor(QPalette::LinkVisited, colours.accent);
    palette.setColor(QPalette::Mid, colours.border);
    palette.setColor(QPalette::Light, colours.raised);
    palette.setColor(QPalette::Midlight, colours.hover);
    palette.setColor(QPalette::Dark, colours.border);
    QColor disabled = colours.muted;
    disabled.setAlphaF(0.65F);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, disabled);
    return palette;
}

QColor tintOf(const Colours &colours, Tone tone)
{
    const QColor &over = colours.tone(tone);
    constexpr double share = 0.10;
    const auto mix = [](int below, int above) { return static_cast<int>(below * (1 - share) + above * share); };
    return {mix(colours.base.red(), over.red()), mix(colours.base.green(), over.green()),
            mix(colours.base.blue(), over.blue())};
}

namespace {

double luminance(const QColor &colour)
{
    const auto linear = [](double channel) {
        return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

} // namespace

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace pult::ui
