// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/uploadfiles.h"

#include <QCollator>
#include <QDir>
#include <QDirIterator>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// A folder dropped by mistake must not bring the whole disk.
constexpr qsizetype mostOfFolder = 1000;

QStringList mediaIn(const QString &folder)
{
    static const QStringList names{u"*.jpg"_s, u"*.jpeg"_s, u"*.png"_s, u"*.gif"_s,  u"*.webp"_s, u"*.heic"_s,
                                   u"*.mp4"_s, u"*.mov"_s,  u"*.m4v"_s, u"*.webm"_s, u"*.avi"_s,  u"*.mkv"_s};
    QStringList files;
    QDirIterator it(folder, names, QDir::Files | QDir::Readable, QDirIterator::Subdirectories);
    while (it.hasNext() && files.size() < mostOfFolder)
        files.append(it.next());
    QCollator byName;
    byName.setNumericMode(true);
    std::sort(files.begin(), files.end(), byName);
    return files;
}

} // namespace

UploadFiles sortFiles(const QStringList &paths)
{
    UploadFiles files;
    for (const QString &path : paths) {
        if (QFileInfo(path).isDir())
            files.media += mediaIn(path);
        else if (path.endsWith(templateSuffix, Qt::CaseInsensitive))
            files.templateFile = path;
        else if (path.endsWith(u".json", Qt::CaseInsensitive))
            files.flow = path;
        else if (path.endsWith(u".csv", Qt::CaseInsensitive))
            files.table = path;
        else
            files.media.append(path);
    }
    return files;
}

} // namespace pult::ui
