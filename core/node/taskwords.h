// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The window reads the words for states and kinds from here.
#pragma once

#include <queue/taskwords.h>
