// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settingsjson.h"

#include <base/errortext.h>
#include <storage/databaseconfig.h>

#include <QJsonArray>

namespace pult::node {

using namespace Qt::StringLiterals;

namespace {

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

/// What no setting alone tells: where the database is in the end, without its password.
QString databaseText(const Settings &settings)
{
    const auto database = storage::databaseConfigFromUrl(settings.databaseUrl());
    return database ? database->display() : errorSentence(database.error());
}

/// "@environment" and its like are names of sources, anything else is a path.
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

} // namespace

QJsonObject settingsJson(const Settings &settings)
{
    QJsonArray items;
    for (const SettingSpec &spec : Settings::table()) {
        if (!spec.ignored)
            items.append(settingJson(settings, spec));
    }
    return {{u"items"_s, items},
            {u"next"_s, QJsonValue()},
            {u"ignored"_s, QJsonArray::fromStringList(settings.ignoredNames())},
            {u"database"_s, databaseText(settings)},
            {u"data_dir"_s, settings.dataDir()}};
}

} // namespace pult::node
