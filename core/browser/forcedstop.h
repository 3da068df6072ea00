// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Browsers that are stopped without the run that opened them: it hangs, its worker is lost, or time is up. Exactly
// those that this life of the node has written down, by process id and start time.
#pragma once

#include "provider.h"

namespace pult::browser {

/// Stops the browsers of these profiles (`local:shop-1`), Dolphin's through `dolphin`, if there is one. How many.
QCoro::Task<int> stopRecorded(QString dataDir, QString session, QStringList profiles, Provider *dolphin,
                              CancelToken &token);

/// Kills all local ones at once, in the calling thread and without an event loop: the process is about to end by force.
int killRecorded(const QString &dataDir, const QString &session);

} // namespace pult::browser
