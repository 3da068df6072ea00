// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "logging.h"

namespace pult::node {

Q_LOGGING_CATEGORY(lcNode, "pult.core.node", QtInfoMsg)

} // namespace pult::node
