// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "verbs.h"

#include <node/servicecontrol.h>
#include <node/startoptions.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

/// What stands for the names in the shipped unit and property list.
struct Places
{
    QString program;
    QString dataDir;
    QString envFile;
    QString userLines; ///< of the unit: who it runs as, and what it may write
};

/// pultd beside this program, where an installation puts both.
Result<QString> programOf(const Request &request)
{
    QString path = request.program;
    if (path.isEmpty()) {
#ifdef Q_OS_WIN
        path = QCoreApplication::applicationDirPath() + u"/pultd.exe";
#else
        path = QCoreApplication::applicationDirPath() + u"/pultd";
#endif
    }
    const QFileInfo info(path);
    if (!info.isFile() || !info.isExecutable())
        return fail(ErrorKind::NotFound, "service_program_missing", {path});
    return info.absoluteFilePath();
}

/// systemd keeps the folder of a service without one of its own under /var/lib, for a user that it makes up.
Result<Places> placesOf(const Request &request)
{
    const Result<QString> program = programOf(request);
    if (!program)
        return fail(program.error());
    Places places;
    places.program = *program;
    places.envFile = request.envFile.isEmpty() ? u"/etc/pult/%1.env"_s.arg(request.service)
                                               : QFileInfo(request.envFile).absoluteFilePath();
    if (!request.dataDir.isEmpty()) {
        places.dataDir = QFileInfo(request.dataDir).absoluteFilePath();
        places.userLines = u"ReadWritePaths="_s + places.dataDir;
    } else {
        places.dataDir = u"/var/lib/"_s + request.service;
        places.userLines = u"StateDirectory="_s + request.service + u"\nStateDirectoryMode=0700";
    }
#ifdef Q_OS_MACOS
    if (request.dataDir.isEmpty())
        places.dataDir = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
#elif defined(Q_OS_WIN)
    // The service runs as LocalService, which has no business in the profile of whoever installs it.
    if (request.dataDir.isEmpty())
        places.dataDir = QDir::fromNativeSeparators(qEnvironmentVariable("ProgramData", u"C:/ProgramData"_s)) +
                         u"/Pult/" + request.service;
#endif
    if (!request.user.isEmpty())
        places.userLines += u"\nUser="_s + request.user;
    else if (request.dataDir.isEmpty())
        places.userLines += u"\nDynamicUser=yes"_s;
    return places;
}

/// What would need another quoting in the unit, or end a string of the property list or the command line. Outside of
/// Linux folders with spaces are the rule ("Application Support", "Program Files").
bool isPlain(const QString &path)
{
#if defined(Q_OS_MACOS)
    const QString odd = u"<>&@"_s;
#elif defined(Q_OS_WIN)
    const QString odd = u"\"%@"_s;
#else
    const QString odd = u"% \"'\\$<>&@"_s;
#endif
    return std::none_of(path.cbegin(), path.cend(), [&odd](QChar c) { return !c.isPrint() || odd.contains(c); });
}

Result<QString> definitionOf(const Request &request, const Places &places)
{
#ifdef Q_OS_MACOS
    QFile file(u":/service/macos/pultd.plist.in"_s);
#else
    QFile file(u":/service/linux/pultd.service.in"_s);
#endif
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Internal, "internal_error", {}, u"missing resource "_s + file.fileName());
    for (const QString &path : {places.program, places.dataDir, places.envFile, request.user}) {
        if (!isPlain(path))
            return fail(ErrorKind::Invalid, "service_path_odd", {path});
    }
    return QString::fromUtf8(file.readAll())
        .replace("@PULT_SERVICE@"_L1, request.service)
        .replace("@PULT_PROGRAM@"_L1, places.program)
        .replace("@PULT_DATA_DIR@"_L1, places.dataDir)
        .replace("@PULT_ENV_FILE@"_L1, places.envFile)
        .replace("@PULT_USER_LINES@"_L1, places.userLines);
}

Result<> checkManager()
{
    if (!node::hasServiceManager())
        return fail(ErrorKind::Unavailable, "service_no_manager");
    return {};
}

Result<> checkAnswer(const Request &request, const node::ServiceAnswer &answer)
{
    if (!answer.good)
        return fail(ErrorKind::Unavailable, "service_refused", {request.service, QString::fromStdString(answer.words)});
    return {};
}

Result<int> install(const Request &request)
{
    const Result<Places> places = placesOf(request);
    if (!places)
        return fail(places.error());
    const Result<QString> definition = definitionOf(request, *places);
    if (!definition)
        return fail(definition.error());
    if (request.dryRun) {
        printLine(definition->trimmed());
        return int(node::exitDone);
    }
    if (const Result<> there = checkManager(); !there)
        return fail(there.error());
    node::ServiceInstallation installation;
    installation.name = request.service.toStdString();
    installation.definition = definition->toStdString();
    installation.program = places->program.toStdString();
    installation.dataDir = places->dataDir.toStdString();
    if (const Result<> done = checkAnswer(request, node::installService(installation)); !done)
        return fail(done.error());
    const QString path = QString::fromStdString(node::serviceDefinitionPath(installation.name));
    if (request.json)
        printJson({{u"name"_s, request.service}, {u"definition"_s, path}, {u"data_dir"_s, places->dataDir}});
    else
        printLine(CtlTr::tr("%1 begins with the system. Settings: %2. Start it now with: pultctl service start")
                      .arg(request.service, places->envFile));
    return int(node::exitDone);
}

Verb change(node::ServiceAnswer (*what)(const std::string &))
{
    return [what](const Request &request) -> Result<int> {
        if (const Result<> there = checkManager(); !there)
            return fail(there.error());
        if (const Result<> done = checkAnswer(request, what(request.service.toStdString())); !done)
            return fail(done.error());
        if (request.json)
            printJson({{u"name"_s, request.service}, {u"done"_s, true}});
        return int(node::exitDone);
    };
}

QString nameOf(node::ServiceState state)
{
    switch (state) {
    case node::ServiceState::Missing:
        return u"missing"_s;
    case node::ServiceState::Stopped:
        return u"stopped"_s;
    case node::ServiceState::Changing:
        return u"changing"_s;
    case node::ServiceState::Running:
        return u"running"_s;
    case node::ServiceState::Failed:
        return u"failed"_s;
    }
    return {};
}

QString sentenceOf(const node::ServiceCondition &condition)
{
    switch (condition.state) {
    case node::ServiceState::Missing:
        return CtlTr::tr("%1 is not installed.");
    case node::ServiceState::Stopped:
        return CtlTr::tr("%1 does not run.");
    case node::ServiceState::Changing:
        return CtlTr::tr("%1 is starting or ending.");
    case node::ServiceState::Running:
        return CtlTr::tr("%1 runs.");
    case node::ServiceState::Failed:
        return CtlTr::tr("%1 has failed; its log says why.");
    }
    return {};
}

Result<int> status(const Request &request)
{
    if (const Result<> there = checkManager(); !there)
        return fail(there.error());
    const node::ServiceCondition condition = node::serviceCondition(request.service.toStdString());
    const QString words = QString::fromStdString(condition.words);
    if (request.json) {
        printJson({{u"name"_s, request.service},
                   {u"state"_s, nameOf(condition.state)},
                   {u"at_boot"_s, condition.atBoot},
                   {u"pid"_s, condition.pid > 0 ? QJsonValue(qint64(condition.pid)) : QJsonValue()},
                   {u"status"_s, words}});
    } else {
        printLine(sentenceOf(condition).arg(request.service));
        if (condition.pid > 0)
            printLine(words.isEmpty() ? CtlTr::tr("Process %1").arg(condition.pid)
                                      : CtlTr::tr("Process %1; %2").arg(QString::number(condition.pid), words));
        if (condition.state != node::ServiceState::Missing)
            printLine(condition.atBoot ? CtlTr::tr("It begins with the system.")
                                       : CtlTr::tr("It does not begin with the system."));
    }
    return int(condition.state == node::ServiceState::Running ? node::exitDone : node::exitFailed);
}

} // namespace

void addServiceVerbs(Verbs &verbs)
{
    verbs.insert(u"service install"_s, install);
    verbs.insert(u"service uninstall"_s, change(node::uninstallService));
    verbs.insert(u"service start"_s, change(node::startService));
    verbs.insert(u"service stop"_s, change(node::stopService));
    verbs.insert(u"service restart"_s, change(node::restartService));
    verbs.insert(u"service status"_s, status);
}

} // namespace pult::ctl
