// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

namespace pult::queue {

/// The stored form of what a node's row tells of its resources, of what keeps it from taking tasks and of its port.
QString resourcesToText(const NodeInfo &node);
void readResources(const QString &text, NodeInfo &node);

/// {memory_mb, memory_percent, cpu_percent, disk_percent, open_fds, browser_memory_mb, browsers}; null when not known.
QJsonValue toJson(const ResourceUsage &usage);

/// Why this node takes no task of `kind` now; empty: it does.
QList<WaitReason> stopsOf(const NodeInfo &node, const QString &kind);

} // namespace pult::queue
