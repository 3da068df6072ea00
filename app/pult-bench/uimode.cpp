// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "uimode.h"

#include "benchnode.h"
#include "uifill.h"

#include <node/folderlock.h>
#include <storage/migrations.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

namespace pult::bench {

using namespace Qt::StringLiterals;

namespace {

Error notMeasured(const QString &why)
{
    return {ErrorKind::Internal, u"internal_error"_s, {}, why};
}

Result<> fill(const Request &request, const storage::DatabaseConfig &database)
{
    const Result<std::unique_ptr<storage::Connection>> connection = storage::Connection::open(database, u"fill"_s);
    if (!connection)
        return fail(connection.error());
    if (!(*connection)->dialect().isPostgreSql())
        return fail(notMeasured(u"ui needs PostgreSQL: set DATABASE_URL"_s));
    if (const Result<> migrated = storage::migrate(**connection); !migrated)
        return migrated;
    return fillForWindow(**connection, request.tasks);
}

QString programBeside()
{
    const QFileInfo self(QCoreApplication::applicationFilePath());
    return self.dir().filePath(u"pult-bench-ui"_s + (self.suffix().isEmpty() ? QString() : u'.' + self.suffix()));
}

} // namespace

Result<int> measureUi(const Request &request, const storage::DatabaseConfig &database)
{
    if (const Result<> filled = fill(request, database); !filled)
        return fail(filled.error());
    const QTemporaryDir folder;
    // Whoever has the data folder is the engine; the window then looks on, as beside a service.
    const Result<std::unique_ptr<node::FolderLock>> lock = node::FolderLock::take(folder.path(), u"service"_s);
    if (!lock)
        return fail(lock.error());
    QProcess window;
    window.setProcessChannelMode(QProcess::ForwardedChannels);
    QStringList arguments{folder.path()};
    for (const qint64 number : {qint64(request.tasks), qint64(request.changes), qint64(request.seconds),
                                qint64(request.rounds), steadyMicros()})
        arguments.append(QString::number(number));
    window.start(programBeside(), arguments);
    window.waitForFinished(-1);
    if (window.error() == QProcess::FailedToStart)
        return fail(notMeasured(u"%1 cannot be started; it is built with the window"_s.arg(programBeside())));
    if (window.exitStatus() != QProcess::NormalExit)
        return fail(notMeasured(u"the window crashed"_s));
    return window.exitCode();
}

} // namespace pult::bench
