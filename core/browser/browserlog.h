// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace pult::browser {

Q_DECLARE_LOGGING_CATEGORY(lcBrowser)

} // namespace pult::browser
