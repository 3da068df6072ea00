// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scene.h"

namespace pult::test {

/// The sample of a minute: so many runs completed, so much memory.
observe::MetricSample minuteSample(double completed, double memoryMb, double seconds = 60);

/// Writes samples and marks of a node into the scene's database.
void addMinutes(Scene &scene, const QList<observe::MinutePart> &parts);
void addMarks(Scene &scene, const QList<observe::MetricEvent> &marks);

/// A day of two nodes that looks like work, with a gap, a spike and marks, up to now; for looking at.
void fillDay(Scene &scene);

} // namespace pult::test
