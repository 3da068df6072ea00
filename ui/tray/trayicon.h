// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/deskstatus.h"

#include <QIcon>

namespace pult::ui {

/// The program's picture with a mark in its corner: how things stand by shape as well as by colour. GUI thread.
QIcon trayIconOf(DeskLevel level);

} // namespace pult::ui
