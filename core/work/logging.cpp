// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logging.h"

namespace pult::work {

Q_LOGGING_CATEGORY(lcWork, "pult.core.work", QtInfoMsg)

} // namespace pult::work
