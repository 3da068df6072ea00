// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/flowfile.h"

#include <QFile>
#include <QSaveFile>

namespace pult::ui {

namespace {

constexpr qint64 largestFlow = 16 * 1024 * 1024;

} // namespace

Result<ReadFlow> readFlow(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Disk, "flow_file_unopened", {path, file.errorString()});
    const QByteArray recording = file.read(largestFlow);
    Result<browser::FlowImport> import = browser::convertRecording(recording);
    if (!import)
        return fail(import.error());
    return ReadFlow{*import, import->json != recording};
}

Result<> writeFlow(const QString &path, const QByteArray &json)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(json) == json.size() && file.commit())
        return {};
    return fail(ErrorKind::Disk, "flow_file_unwritten", {path, file.errorString()});
}

} // namespace pult::ui
