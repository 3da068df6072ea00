// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Nodes, their workers and what they use.
#pragma once

#include "tasktypes.h"

namespace pult::queue {

struct WorkerInfo
{
    QString id; ///< `<node>/<n>`
    int capacity = 0;
    int running = 0;
    QList<Id> tasks;
    QString state = QStringLiteral("running"); ///< "running", "draining", "drained", "down": replaced too often
    int restarts = 0;                          ///< replacements in a row, since it last was well for a while
    bool operator==(const WorkerInfo &) const = default;
};

/// What a node and its computer use, as it last looked. The percentages are of the whole computer.
struct ResourceUsage
{
    bool known = false;
    double memoryMb = 0;        ///< the program's own resident memory
    double memoryPercent = 0;   ///< of the computer's memory, in use
    double cpuPercent = 0;      ///< of the computer's processors
    double diskPercent = 0;     ///< of the data folder's disk, in use
    int openFds = 0;            ///< the program's own open files (handles on Windows)
    double browserMemoryMb = 0; ///< of the browsers that it opened, see docs/architecture.md
    int browsers = 0;
    bool operator==(const ResourceUsage &) const = default;
};

/// What keeps a node from beginning tasks though it has free slots, or (`warning`) soon may.
/// Codes: node_memory(node, MB, limit) · node_browser_memory(node, MB, limit) · node_free_memory(node, MB free, least)
/// · node_disk(node, MB free, least) · node_browser_disk(node, MB free, least) · node_files(node, open, most)
/// · node_cpu(node, percent) · no_room(node, profile, MB it needs, MB left).
struct IntakeStop
{
    WaitReason reason;
    QStringList kinds; ///< of these tasks; empty: of all
    bool warning = false;
    bool operator==(const IntakeStop &) const = default;
};

struct NodeInfo
{
    QString id;
    QString name;
    QString group;
    QString sessionId;
    QString state; ///< "starting", "running", "paused", "draining", "drained", "stopping", "stopped", "late", "dead"
    QString version;
    QStringList queues;
    int pid = 0;
    int apiPort = 0; ///< of its HTTP API; 0: it has none
    QList<WorkerInfo> workers;
    ResourceUsage resources;
    QList<IntakeStop> stops;
    TimePoint startedAt{};
    TimePoint heartbeatAt{};
    bool operator==(const NodeInfo &) const = default;
};

} // namespace pult::queue
