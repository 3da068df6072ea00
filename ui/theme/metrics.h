// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pult::ui {

/// Distances of the window in pixels, all on a grid of eight.
constexpr int gridStep = 8;
constexpr int rowHeight = 28;
constexpr int smallIcon = 16;
constexpr int toolIcon = 20;
constexpr int largeIcon = 40;

} // namespace pult::ui
