// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pult::ui {

/// Lets the program that is about to be told to show itself come to the front: Windows grants that only to whom the
/// person's own program passes it on. Elsewhere there is nothing to do. No Qt.
void passForegroundOn();

} // namespace pult::ui
