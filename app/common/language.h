// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QCoreApplication;

namespace pult {

/// Name, organisation and version, which settle where the data folder is. Once, after the application object is made.
void nameApplication();

/// Installs the language that was asked for, else PULT_LANG, else the system's ("ru" or "en"); what it is.
QString installLanguage(QCoreApplication &app, const QString &asked);

} // namespace pult
