// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browserlog.h"

namespace pult::browser {

Q_LOGGING_CATEGORY(lcBrowser, "pult.core.browser", QtInfoMsg)

} // namespace pult::browser
