// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dotenv.h"
#include "settings.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryFile>

namespace pult {

namespace {

using namespace Qt::StringLiterals;

QString fromEnvironment(const QHash<QString, QString> &environment, const QString &workingDir)
{
    const QString name = u"PULT_DATA_DIR"_s;
    const QString given = environment.isEmpty() ? qEnvironmentVariable("PULT_DATA_DIR") : environment.value(name);
    if (!given.isEmpty())
        return given;
    QFile file((workingDir.isEmpty() ? QDir::currentPath() : workingDir) + u"/.env");
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString path;
    const DotEnvFile parsed = parseDotEnv(file.readAll());
    for (const DotEnvEntry &entry : parsed.entries) {
        if (entry.name == name)
            path = entry.value;
    }
    return path;
}

} // namespace

Result<QString> settleDataDir(const QString &fromCommandLine, const QHash<QString, QString> &environment,
                              const QString &workingDir)
{
    QString path = fromCommandLine;
    if (path.isEmpty())
        path = fromEnvironment(environment, workingDir);
    if (path.isEmpty())
        path = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
    if (path.isEmpty())
        return fail(ErrorKind::Disk, "data_dir_unusable", {u"~"_s, u"no home folder"_s});
    path = QDir::cleanPath(QDir().absoluteFilePath(path));

    const QFileInfo info(path);
    if (info.exists() && !info.isDir())
        return fail(ErrorKind::Disk, "data_dir_unusable", {path, u"@not_a_folder"_s});
    if (!info.exists() && !QDir().mkpath(path))
        return fail(ErrorKind::Disk, "data_dir_unusable", {path, u"@cannot_create"_s});
    // Permissions alone do not tell: a read-only file system says no only when asked.
    QTemporaryFile probe(path + u"/.probe-XXXXXX");
    if (!probe.open())
        return fail(ErrorKind::Disk, "data_dir_unusable", {path, probe.errorString()});
    return path;
}

} // namespace pult
