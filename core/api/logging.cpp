// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logging.h"

namespace pult::api {

Q_LOGGING_CATEGORY(lcApi, "pult.core.api", QtInfoMsg)
Q_LOGGING_CATEGORY(lcAccess, "pult.core.api.access", QtInfoMsg)

} // namespace pult::api
