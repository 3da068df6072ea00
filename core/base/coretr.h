// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace pult {

/// The translation context of core.
struct CoreTr
{
    Q_DECLARE_TR_FUNCTIONS(pult::Core)
};

} // namespace pult
