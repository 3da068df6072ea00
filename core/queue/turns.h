// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/connection.h>

#include <QJsonObject>

#include <chrono>

namespace pult::queue {

/// Work that comes now and then and that one of all nodes does. True when it is this one's turn: nobody is at it, and
/// it was last done at least `every` ago. The turn is lost after `busy` unless keepTurn() says that it goes on.
Result<bool> takeTurn(storage::Connection &connection, const QString &name, std::chrono::seconds every,
                      std::chrono::seconds busy);
Result<> keepTurn(storage::Connection &connection, const QString &name, std::chrono::seconds busy);
/// Done; `result` is kept to be shown.
Result<> endTurn(storage::Connection &connection, const QString &name, const QJsonObject &result);

} // namespace pult::queue
