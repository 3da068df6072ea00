// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <browser/provider.h>
#include <node/commands.h>

#include <QFuture>

#include <functional>

class QSettings;

namespace pult::ui {

class ChartSession;
class Prompts;
class TaskFeed;
class TimeWindow;

/// Asks the provider for its profiles; may be empty when nobody can.
using ListProfiles = std::function<QFuture<Result<QList<browser::Profile>>>()>;

/// What panels and dialogs may use; everything outlives them.
struct UiContext
{
    node::Commands &commands;
    TaskFeed &feed;
    QSettings &state; ///< layouts, columns, choices
    Prompts &prompts;
    ListProfiles listProfiles;
    TimeWindow &timeWindow; ///< what panels that show what happened are narrowed to
    ChartSession &charts;   ///< what all charts have in common
};

} // namespace pult::ui
