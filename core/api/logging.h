// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace pult::api {

Q_DECLARE_LOGGING_CATEGORY(lcApi)
/// One line per answer; probes only at debug.
Q_DECLARE_LOGGING_CATEGORY(lcAccess)

} // namespace pult::api
