// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "result.h"

#include <QHash>
#include <QString>

namespace pult {

/// The values of a settings file (pult.ini, secrets.ini) as they stand there. Empty when there is none.
/// Comments begin with ; or #. Errors: settings_file_invalid(path), settings_line_invalid(path, line).
Result<QHash<QString, QString>> readSettingsFile(const QString &path);

/// Writes `changes` (an empty value takes the line away) into a settings file, whole or not at all. Other lines and
/// comments stay as they are. Only this user may read it: a database's address may hold a password.
/// Errors: settings_file_unwritable(path, reason).
Result<> writeSettingsFile(const QString &path, const QHash<QString, QString> &changes);

} // namespace pult
