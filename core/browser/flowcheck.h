// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flow.h"

namespace pult::browser {

/// The longest time-out of a step; @puppeteer/replay refuses more than `replayLongestTimeoutMs`.
inline constexpr int longestTimeoutMs = 24 * 60 * 60 * 1000;
inline constexpr int replayLongestTimeoutMs = 30'000;

/// Selectors as a step has them, each alternative as its chain: ["#a", ["#host", "#inner"]] → [["#a"], ["#host",
/// "#inner"]].
QList<QStringList> selectorsOf(const QJsonValue &selectors);
/// `C:\fakepath\…`: what a page sees instead of the path of a chosen file.
bool isFakePath(const QString &value);

/// Everything to say about one step (shape, our custom steps, the commit mark).
QList<FlowNote> checkStep(int index, const QJsonValue &step);

} // namespace pult::browser
