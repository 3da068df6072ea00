// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/settings.h>

#include <QFuture>

#include <chrono>

namespace pult::node {

/// What a database said when it was tried.
struct DatabaseTrial
{
    QString display; ///< where it is, without a password
    QString version; ///< of the server; empty: a new SQLite file, made at the next start
    std::chrono::milliseconds time{0};
};

/// Opens the database that these settings name, asks for its version and closes it; changes nothing there. Blocks a
/// pool thread. Errors: those of opening and of wrong settings.
QFuture<Result<DatabaseTrial>> tryDatabase(const Settings &settings);

/// Asks Dolphin for its profiles with these settings, whatever BROWSER_PROVIDER says; how many there are. Once an
/// application object is there.
QFuture<Result<int>> tryDolphin(const Settings &settings);

/// The Chrome or Chromium that would be used. Errors: browser_path_invalid, browser_not_found.
Result<QString> findLocalBrowser(const Settings &settings);

} // namespace pult::node
