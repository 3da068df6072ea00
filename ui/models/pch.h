// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Precompiled header of pult_models: core's, and what item models need of Gui.
#pragma once

#include "../../core/pch.h"

#include <QAbstractTableModel>
#include <QColor>
#include <QIcon>
#include <QLocale>
#include <QSortFilterProxyModel>
