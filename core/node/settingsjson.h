// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/settings.h>

#include <QJsonObject>

namespace pult::node {

/// Every setting as it may be shown, secrets masked, and what follows from all of them:
/// {items: [{name, value, source, place, default, secret, needs_restart}], next: null, ignored, database, data_dir}.
QJsonObject settingsJson(const Settings &settings);

} // namespace pult::node
