// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browserrecord.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

QString folderOf(const QString &dataDir)
{
    return dataDir + "/browsers"_L1;
}

QString pathOf(const QString &dataDir, const QString &provider, const QString &profile)
{
    return folderOf(dataDir) + u'/' + provider + u'-' + profile + ".json"_L1;
}

QJsonObject toJson(const BrowserRecord &record)
{
    return {{u"provider"_s, record.provider},
            {u"profile"_s, record.profile},
            {u"session"_s, record.session},
            {u"marker"_s, record.marker},
            {u"data_folder"_s, record.dataFolder},
            {u"pid"_s, record.pid},
            {u"process_mark"_s, record.processMark},
            {u"starting"_s, record.starting},
            {u"port"_s, record.port},
            {u"web_socket_path"_s, record.webSocketPath},
            {u"started_at"_s, record.startedAt.toUTC().toString(Qt::ISODateWithMs)}};
}

std::optional<BrowserRecord> fromFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
    BrowserRecord record;
    record.provider = json["provider"_L1].toString();
    record.profile = json["profile"_L1].toString();
    record.session = json["session"_L1].toString();
    record.marker = json["marker"_L1].toString();
    record.dataFolder = json["data_folder"_L1].toString();
    record.pid = json["pid"_L1].toInteger();
    record.processMark = json["process_mark"_L1].toString();
    record.starting = json["starting"_L1].toBool();
    record.port = quint16(json["port"_L1].toInt());
    record.webSocketPath = json["web_socket_path"_L1].toString();
    record.startedAt = QDateTime::fromString(json["started_at"_L1].toString(), Qt::ISODateWithMs);
    if (record.provider.isEmpty() || !isValidProfileId(record.profile))
        return std::nullopt;
    return record;
}

} // namespace

bool isValidProfileId(QStringView id)
{
    if (id.isEmpty() || id.size() > 100 || id.front() == u'.' || id.back() == u'.' || id != id.trimmed())
        return false;
    return std::none_of(id.cbegin(), id.cend(), [](QChar c) {
        return c.category() == QChar::Other_Control || QStringView(u"/\\:*?\"<>|").contains(c);
    });
}

Result<> saveRecord(const QString &dataDir, const BrowserRecord &record)
{
    const QString path = pathOf(dataDir, record.provider, record.profile);
    QDir().mkpath(folderOf(dataDir));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
        file.write(QJsonDocument(toJson(record)).toJson()) < 0 || !file.commit())
        return fail(ErrorKind::Disk, "browser_record_unwritable", {path, file.errorString()});
    return {};
}

std::optional<BrowserRecord> loadRecord(const QString &dataDir, const QString &provider, const QString &profile)
{
    return fromFile(pathOf(dataDir, provider, profile));
}

void removeRecord(const QString &dataDir, const QString &provider, const QString &profile)
{
    QFile::remove(pathOf(dataDir, provider, profile));
}

QList<BrowserRecord> loadRecords(const QString &dataDir)
{
    QList<BrowserRecord> records;
    const QDir folder(folderOf(dataDir));
    for (const QString &name : folder.entryList({u"*.json"_s}, QDir::Files, QDir::Name)) {
        if (auto record = fromFile(folder.filePath(name)))
            records.append(std::move(*record));
    }
    return records;
}

} // namespace pult::browser
