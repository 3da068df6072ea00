// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

namespace pult::ctl {

/// A line per check, as /api/v1/health tells it, and one for all of it.
void printHealth(const QJsonObject &health);
/// {"version", "database" or the node's "url", "nodes", "tasks", "queues_paused", "breakers_open"} for people.
void printStatus(const QJsonObject &status);

} // namespace pult::ctl
