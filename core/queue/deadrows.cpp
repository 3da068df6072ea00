// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deadrows.h"

namespace pult::queue {

using namespace Qt::StringLiterals;

Result<> sweepDeadRows(storage::Connection &connection)
{
    if (!connection.dialect().isPostgreSql())
        return {};
    // Giving the end of the file back would need a lock that keeps everybody out.
    return connection.executeScript(u"vacuum (skip_locked, truncate off) tasks"_s);
}

} // namespace pult::queue
