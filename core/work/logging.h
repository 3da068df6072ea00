// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace pult::work {

Q_DECLARE_LOGGING_CATEGORY(lcWork)

} // namespace pult::work
