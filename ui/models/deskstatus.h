// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/colours.h"

#include <node/commands.h>

#include <QCoreApplication>

namespace pult::ui {

/// How things stand, mildest first. A worse one hides a milder one.
enum class DeskLevel { Ok, Working, Paused, Warning, Critical, Disconnected };

/// What a click on a reason or a notification opens. A value; empty: the window alone.
struct DeskTarget
{
    QString filter;      ///< for the task list
    queue::Id batch = 0; ///< its tasks
    QString dock;        ///< object name of the dock to bring to the front
    bool operator==(const DeskTarget &) const = default;
};

/// What is known of the desk at one moment.
struct DeskFacts
{
    bool available = true; ///< the database answers
    TimePoint awaySince{};
    QString nodeName; ///< of this computer
    TimePoint now{};
    QList<queue::NodeInfo> nodes;
    QList<queue::QueueInfo> queues;
    QList<queue::BreakerInfo> breakers;
    QList<queue::Batch> batches;
    queue::TaskStats stats;
    int unseenFailures = 0; ///< told, and nobody has looked since
    bool leaving = false;   ///< running tasks end, then the program does
};

struct DeskReason
{
    DeskLevel level = DeskLevel::Ok;
    QString text;
    DeskTarget target;
};

struct DeskStatus
{
    DeskLevel level = DeskLevel::Ok;
    QList<DeskReason> reasons; ///< the worst first
    bool intakePaused = false; ///< this computer's
};

/// Says how things stand, in the current language: the tray's icon, its tooltip and its menu.
class DeskTexts final
{
    Q_DECLARE_TR_FUNCTIONS(pult::DeskTexts)

public:
    static DeskStatus statusOf(const DeskFacts &facts);
    static QString nameOf(DeskLevel level);
    static Tone toneOf(DeskLevel level);
    /// The level in words and up to three reasons, a line each.
    static QString toolTip(const DeskStatus &status);
};

/// The own node's row, the youngest life of it; null when there is none.
const queue::NodeInfo *ownNode(const QList<queue::NodeInfo> &nodes, const QString &nodeName);

} // namespace pult::ui
