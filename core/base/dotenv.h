// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace pult {

/// One `NAME=value` of an .env file.
struct DotEnvEntry
{
    QString name;
    QString value;
    int line = 0; ///< from 1
    bool operator==(const DotEnvEntry &) const = default;
};

struct DotEnvFile
{
    QList<DotEnvEntry> entries;
    QList<int> badLines; ///< neither an assignment nor a comment, or a quote that is never closed
};

/// Reads the text of an .env file: comments, `export`, 'literal' and "escaped" values that may span lines, LF and CRLF,
/// with or without a byte order mark. Nothing is expanded.
DotEnvFile parseDotEnv(const QByteArray &bytes);

} // namespace pult
