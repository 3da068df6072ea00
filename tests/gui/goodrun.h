// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scene.h"

namespace pult::test {

/// Two uploads of one flow: one went well, then one failed at a page that had changed; with pictures of both.
void fillGoodRun(Scene &scene);

} // namespace pult::test
