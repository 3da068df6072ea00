// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The values of the queue: what is stored, sent and shown. All are values; none knows SQL.
#pragma once

#include "listtypes.h"
#include "nodetypes.h"
#include "runtypes.h"
#include "tasktypes.h"
