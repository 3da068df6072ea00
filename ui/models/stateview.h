// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/colours.h"

#include <queue/types.h>

#include <QIcon>

namespace pult::ui {

/// A state's look: the icon that always stands beside its word, and its colour.
struct StateLook
{
    const char *iconName;
    Tone tone;
};

StateLook lookOf(const queue::Task &task);
StateLook lookOf(queue::TaskState state);
StateLook lookOfOutcome(const QString &outcome);
StateLook lookOfNode(const QString &nodeState);

/// The cached icon of a look.
const QIcon &iconOf(StateLook look);

} // namespace pult::ui
