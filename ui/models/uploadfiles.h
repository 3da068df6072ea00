// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace pult::ui {

/// What dropped files and folders are for.
struct UploadFiles
{
    QString flow;         ///< the last recording
    QString table;        ///< the last table
    QString templateFile; ///< the last template of a bulk upload
    QStringList media;    ///< everything else; of folders the pictures and videos in them, by name
};

/// Touches the disk: not for the GUI thread.
UploadFiles sortFiles(const QStringList &paths);

/// How templates are called, so that they are told from recordings.
inline const QString templateSuffix = QStringLiteral(".pult-upload.json");

} // namespace pult::ui
