// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// While the database is away nobody can ask it how the node fares; a small file in the data folder tells pultctl.
#pragma once

#include <work/outage.h>

#include <optional>

namespace pult::node {

/// nullopt: the database answers again, the file goes.
void writeOutage(const QString &dataDir, const std::optional<work::Outage> &outage);
/// What a node of this data folder last said; none when it does well or has not said anything for a while.
std::optional<work::Outage> readOutage(const QString &dataDir);
/// "away since …: 3 tasks run on, 12 ends wait", in the current language; `since` as the reader is to see it.
QString outageSentence(const work::Outage &outage, const QString &since);

} // namespace pult::node
