// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

#include <string_view>

namespace pult::browser {

/// What one key of a US keyboard sends.
struct KeyDefinition
{
    std::u16string_view name; ///< as a recording has it: "Enter", "a", "NumpadAdd"
    std::u16string_view key;
    std::u16string_view code;
    std::u16string_view text; ///< empty: the key itself when it is one character
    std::u16string_view shiftKey;
    std::u16string_view shiftText;
    int keyCode;
    int shiftKeyCode; ///< 0: the same
    int location;     ///< 1 left, 2 right, 3 keypad
};

/// nullptr when no key has this name.
const KeyDefinition *keyDefinition(QStringView name);

} // namespace pult::browser
