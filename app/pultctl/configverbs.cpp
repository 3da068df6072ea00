// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "verbs.h"

#include <base/errortext.h>
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

QString sourceName(SettingSource source)
{
    switch (source) {
    case SettingSource::Default:
        return u"default"_s;
    case SettingSource::File:
        return u"file"_s;
    case SettingSource::DotEnv:
        return u"dotenv"_s;
    case SettingSource::Environment:
        return u"environment"_s;
    case SettingSource::CommandLine:
        return u"command_line"_s;
    }
    return {};
}

/// "@environment" and its like are names, anything else is a path.
QString placeText(const Settings &settings, const char *name)
{
    switch (settings.source(name)) {
    case SettingSource::Default:
        return CtlTr::tr("default");
    case SettingSource::Environment:
        return CtlTr::tr("environment");
    case SettingSource::CommandLine:
        return CtlTr::tr("command line");
    case SettingSource::File:
    case SettingSource::DotEnv:
        break;
    }
    return settings.place(name);
}

/// What no setting alone tells: where the database is in the end, without its password.
QString databaseText(const Settings &settings)
{
    const auto database = storage::databaseConfigFromUrl(settings.databaseUrl());
    return database ? database->display() : errorSentence(database.error());
}

bool isWanted(const Settings &settings, const SettingSpec &spec, const Request &request)
{
    if (spec.ignored || (request.changedOnly && !settings.isSet(spec.name)))
        return false;
    return request.names.isEmpty() || request.names.contains(QString::fromLatin1(spec.name));
}

QJsonObject settingJson(const Settings &settings, const SettingSpec &spec)
{
    const QString place = settings.place(spec.name);
    return {{u"name"_s, QString::fromLatin1(spec.name)},
            {u"value"_s, settings.display(spec.name)},
            {u"source"_s, sourceName(settings.source(spec.name))},
            {u"place"_s, place.isEmpty() || place.startsWith(u'@') ? QJsonValue() : QJsonValue(place)},
            {u"default"_s, QString::fromLatin1(spec.defaultValue)},
            {u"secret"_s, spec.type == SettingType::Secret},
            {u"needs_restart"_s, spec.needsRestart}};
}

Result<int> showConfig(const Request &request)
{
    const Result<Settings> settings = readSettings(request);
    if (!settings)
        return fail(settings.error());
    for (const QString &name : request.names) {
        if (!Settings::find(name))
            return fail(ErrorKind::NotFound, "setting_unknown", {name});
    }
    QJsonArray items;
    Table table({CtlTr::tr("Setting"), CtlTr::tr("Value"), CtlTr::tr("Source"), CtlTr::tr("A change takes effect")});
    for (const SettingSpec &spec : Settings::table()) {
        if (!isWanted(*settings, spec, request))
            continue;
        items.append(settingJson(*settings, spec));
        table.addRow({{QString::fromLatin1(spec.name)},
                      {settings->display(spec.name)},
                      {placeText(*settings, spec.name), settings->isSet(spec.name) ? Colour::None : Colour::Grey},
                      {spec.needsRestart ? CtlTr::tr("after a restart") : CtlTr::tr("at once"), Colour::Grey}});
    }
    if (request.json) {
        printJson({{u"items"_s, items},
                   {u"next"_s, QJsonValue()},
                   {u"ignored"_s, QJsonArray::fromStringList(settings->ignoredNames())},
                   {u"database"_s, databaseText(*settings)},
                   {u"data_dir"_s, settings->dataDir()}});
    } else {
        print(table, CtlTr::tr("Nothing was given: the defaults count."));
        if (request.names.isEmpty()) {
            printLine({});
            printLine(CtlTr::tr("Data folder: %1").arg(settings->dataDir()));
            printLine(CtlTr::tr("Database: %1").arg(databaseText(*settings)));
        }
        if (!settings->ignoredNames().isEmpty() && request.names.isEmpty())
            printLine(CtlTr::tr("Known from other systems, without effect here: %1")
                          .arg(settings->ignoredNames().join(u", "_s)));
    }
    node::tellErrors(node::configFaults(*settings), request.json);
    return int(node::exitDone);
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

} // namespace pult::ctl
