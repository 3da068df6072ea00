// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "remoteverbs.h"

#include <base/errortext.h>
#include <node/settingsjson.h>
#include <node/startoptions.h>

#include <QJsonArray>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

Result<Settings> readSettings(const Request &request)
{
    node::StartOptions options;
    options.dataDir = request.dataDir;
    return node::loadSettings(options);
}

/// What no setting alone tells: where the database is in the end, without its password.
QString databaseText(const Settings &settings)
{
    const auto database = storage::databaseConfigFromUrl(settings.databaseUrl());
    return database ? database->display() : errorSentence(database.error());
}

QString placeText(const QJsonObject &setting)
{
    const QString source = setting[u"source"].toString();
    if (source == "default"_L1)
        return CtlTr::tr("default");
    if (source == "environment"_L1)
        return CtlTr::tr("environment");
    if (source == "command_line"_L1)
        return CtlTr::tr("command line");
    return setting[u"place"].toString();
}

QJsonArray wantedItems(const QJsonObject &all, const Request &request)
{
    QJsonArray items;
    const QJsonArray given = all[u"items"].toArray();
    for (const QJsonValue &setting : given) {
        const bool isSet = setting[u"source"].toString() != "default"_L1;
        const bool named = request.names.isEmpty() || request.names.contains(setting[u"name"].toString());
        if (named && (isSet || !request.changedOnly))
            items.append(setting);
    }
    return items;
}

void printSettings(const Request &request, const QJsonArray &items, const QJsonObject &all)
{
    Table table({CtlTr::tr("Setting"), CtlTr::tr("Value"), CtlTr::tr("Source"), CtlTr::tr("A change takes effect")});
    for (const QJsonValue &setting : items) {
        const bool isSet = setting[u"source"].toString() != "default"_L1;
        table.addRow(
            {{setting[u"name"].toString()},
             {setting[u"value"].toString()},
             {placeText(setting.toObject()), isSet ? Colour::None : Colour::Grey},
             {setting[u"needs_restart"].toBool() ? CtlTr::tr("after a restart") : CtlTr::tr("at once"), Colour::Grey}});
    }
    print(table, CtlTr::tr("Nothing was given: the defaults count."));
    if (!request.names.isEmpty())
        return;
    printLine({});
    printLine(CtlTr::tr("Data folder: %1").arg(all[u"data_dir"].toString()));
    printLine(CtlTr::tr("Database: %1").arg(all[u"database"].toString()));
    if (const QStringList ignored = all[u"ignored"].toVariant().toStringList(); !ignored.isEmpty())
        printLine(CtlTr::tr("Known from other systems, without effect here: %1").arg(ignored.join(u", "_s)));
}

int printConfig(const Request &request, const QJsonObject &all)
{
    const QJsonArray items = wantedItems(all, request);
    if (request.json) {
        QJsonObject wanted = all;
        wanted[u"items"_s] = items;
        printJson(wanted);
    } else {
        printSettings(request, items, all);
    }
    return int(node::exitDone);
}

Result<> knowNames(const Request &request)
{
    for (const QString &name : request.names) {
        if (!Settings::find(name))
            return fail(ErrorKind::NotFound, "setting_unknown", {name});
    }
    return {};
}

Result<int> showConfig(const Request &request)
{
    const Result<Settings> settings = readSettings(request);
    if (!settings)
        return fail(settings.error());
    if (const Result<> known = knowNames(request); !known)
        return fail(known.error());
    const int code = printConfig(request, node::settingsJson(*settings));
    node::tellErrors(node::configFaults(*settings), request.json);
    return code;
}

Result<int> showRemotely(const Request &request)
{
    if (const Result<> known = knowNames(request); !known)
        return fail(known.error());
    return answerOf(request, {"GET", u"/api/v1/config"_s, {}, {}}, printConfig);
}

Result<int> checkConfig(const Request &request)
{
    const Result<Settings> settings = readSettings(request);
    if (!settings)
        return fail(settings.error());
    const QList<Error> faults = node::configFaults(*settings);
    if (request.json) {
        QJsonArray items;
        for (const Error &fault : faults) {
            items.append(QJsonObject{{u"code"_s, fault.code},
                                     {u"arguments"_s, QJsonArray::fromStringList(fault.arguments)},
                                     {u"message"_s, errorSentence(fault)},
                                     {u"advice"_s, errorAdvice(fault)}});
        }
        printJson({{u"valid"_s, faults.isEmpty()}, {u"faults"_s, items}});
    } else if (faults.isEmpty()) {
        printLine(CtlTr::tr("The settings are right. Database: %1").arg(databaseText(*settings)));
    } else {
        node::tellErrors(faults, false);
    }
    return int(faults.isEmpty() ? node::exitDone : node::exitWrongUse);
}

} // namespace

void addConfigVerbs(Verbs &verbs)
{
    verbs.insert(u"config show"_s, showConfig);
    verbs.insert(u"config check"_s, checkConfig);
}

void addRemoteConfigVerbs(Verbs &verbs)
{
    verbs.insert(u"config show"_s, showRemotely);
}

} // namespace pult::ctl
