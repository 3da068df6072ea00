// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What runs inside pages. The helper lives in an isolated world, where the page's own scripts cannot touch it; what
// changes values runs in the page's world, as puppeteer does it (a page that patches `value` sees the same).
#pragma once

namespace pult::browser::scripts {

/// Defines `pult` in the isolated world: queries and conditions.
extern const char16_t helper[];
/// (element) → "select", "checkable", "typeable", "contenteditable", "file", "other", "unknown".
extern const char16_t kindOfInput[];
/// (element, text) → what is left to type.
extern const char16_t prepareTyping[];
/// (element, text): sets the value at once, with `input` and `change`.
extern const char16_t fillDirectly[];
/// (element) → true, false or "mixed".
extern const char16_t toggleState[];
/// (element, values): chooses options; in the isolated world.
extern const char16_t selectOptions[];
/// (properties, attributes, ...elements) → whether all match.
extern const char16_t matches[];

} // namespace pult::browser::scripts
