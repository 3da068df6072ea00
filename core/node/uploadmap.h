// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands.h"

namespace pult::node {

/// Reads the table of `--map FILE.csv`: columns profile, media, caption, tags in any order, named in the first line;
/// several media are separated by `|`, tags by blanks or commas. RFC 4180 with `,` or (as Excel writes it in Russian)
/// `;`, quotes, line breaks inside them, LF or CRLF, with or without a byte order mark, UTF-8.
///
/// Media are made absolute from `folder`. `name` is the file's, for errors: map_invalid(name, line, what),
/// map_column_missing(name, column), map_empty(name).
Result<QList<BulkUploadRequest::Row>> parseUploadMap(const QByteArray &csv, const QString &name, const QString &folder);

/// A row of the table as it stands, for whoever shows it before something is made of it.
struct UploadMapRow
{
    BulkUploadRequest::Row row;
    int line = 0;               ///< where it begins in the file, from 1
    std::optional<Error> fault; ///< map_invalid(name, line, what)
};
/// The same, but a row's own fault (no profile, no media, too many fields) stands with the row.
Result<QList<UploadMapRow>> readUploadMap(const QByteArray &csv, const QString &name, const QString &folder);

/// Splits at blanks and commas: how tags are typed.
QStringList splitTags(const QString &text);

} // namespace pult::node
