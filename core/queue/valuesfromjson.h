// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The queue's values read again from what toJson() made of them, so that a program far from the database can show them
// as one beside it does. What is missing keeps its default. An error is told in the current language where its code is
// known here, else in the words that came with it.
#pragma once

#include "breakers.h"
#include "deletedtasks.h"
#include "heldtasks.h"
#include "operations.h"
#include "schedules.h"
#include "types.h"

namespace pult::queue {

/// With its payload when it has one; numbers in it beyond 2^63 are not exact.
Task taskFromJson(const QJsonObject &object);
DeletedTask deletedTaskFromJson(const QJsonObject &object);
TaskStats taskStatsFromJson(const QJsonObject &object);
HeldGroup heldGroupFromJson(const QJsonObject &object);
QueueInfo queueFromJson(const QJsonObject &object);
LockInfo lockFromJson(const QJsonObject &object);
NodeInfo nodeFromJson(const QJsonObject &object);
BreakerInfo breakerFromJson(const QJsonObject &object);
Schedule scheduleFromJson(const QJsonObject &object);
Operation operationFromJson(const QJsonObject &object);

/// {"code", "arguments", "message"} as a node tells it.
std::optional<Error> toldErrorFromJson(const QJsonValue &value);

} // namespace pult::queue
