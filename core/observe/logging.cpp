// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logging.h"

namespace pult::observe {

Q_LOGGING_CATEGORY(lcObserve, "pult.core.observe", QtInfoMsg)

} // namespace pult::observe
