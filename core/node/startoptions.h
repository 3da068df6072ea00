// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/settings.h>

#include <QHash>

namespace pult::node {

/// What a program was started with (interface.md, "Command line"). A value.
struct StartOptions
{
    QString dataDir; ///< --data-dir; empty: not given
    QString lang;    ///< --lang
    bool json = false;
    bool service = false;
    bool demo = false;
    bool untilIdle = false;
    QString healthcheck;              ///< --healthcheck: "live" or "ready"; empty: not given
    bool minimized = false;           ///< the window begins in the tray
    QHash<QString, QString> settings; ///< --set NAME=VALUE
};

/// Exit codes of interface.md.
enum ExitCode { exitDone = 0, exitFailed = 1, exitWrongUse = 2, exitForced = 3, exitTimeout = 4 };

/// Where the settings of this start are read from. data_dir_unusable(path, reason)
Result<Settings::Input> settingsInput(const StartOptions &options);

/// The data folder settled, and the settings read from it. With --demo and no folder named: a fresh one under the
/// temporary folder. data_dir_unusable(path, reason); faults of single settings are in Settings::faults().
Result<Settings> loadSettings(const StartOptions &options);

/// 1 when something that Pult depends on is away now, 2 when what was asked for is wrong.
ExitCode exitCodeFor(const Error &error);

/// Each of them, by tellError.
void tellErrors(const QList<Error> &errors, bool json);

/// One line on stderr; with `json` a problem+json document (RFC 9457) with `code`.
void tellError(const Error &error, bool json);

} // namespace pult::node
