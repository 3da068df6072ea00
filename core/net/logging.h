// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace pult::net {

Q_DECLARE_LOGGING_CATEGORY(lcNet)

} // namespace pult::net
