// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logging.h"

namespace pult::net {

Q_LOGGING_CATEGORY(lcNet, "pult.core.net", QtInfoMsg)

} // namespace pult::net
