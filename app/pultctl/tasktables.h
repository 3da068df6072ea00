// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verbs.h"

namespace pult::ctl {

// Drawn in one way, whether the database told them or a node.
void drawTasks(const queue::Page<queue::Task> &page);
void drawDeleted(const queue::Page<queue::DeletedTask> &page);
int printStats(const Request &request, const queue::TaskStats &stats, const QList<queue::HeldGroup> &held);

} // namespace pult::ctl
