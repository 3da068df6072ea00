// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace pult::node {

Q_DECLARE_LOGGING_CATEGORY(lcNode)

} // namespace pult::node
