// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/uploadtemplate.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

const QString format = u"pult-upload-template/1"_s;
constexpr qint64 largestTemplate = 4 * 1024 * 1024;

QStringList texts(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue &item : value.toArray())
        list.append(item.toString());
    return list;
}

} // namespace

QByteArray templateOf(const UploadForm &form)
{
    const QJsonObject object{{u"format"_s, format},
                             {u"flow"_s, form.flowPath},
                             {u"profiles"_s, QJsonArray::fromStringList(form.profiles)},
                             {u"media"_s, QJsonArray::fromStringList(form.media)},
                             {u"caption"_s, form.caption},
                             {u"tags"_s, QJsonArray::fromStringList(form.tags)},
                             {u"table"_s, form.tablePath},
                             {u"spread_secs"_s, qint64{form.spread.count()}},
                             {u"draft"_s, form.draft},
                             {u"on_unknown"_s, queue::nameOf(form.onUnknown)}};
    return QJsonDocument(object).toJson();
}

Result<UploadForm> formOf(const QByteArray &json, const QString &name)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    if (object.value("format"_L1).toString() != format)
        return fail(ErrorKind::Invalid, "upload_template_invalid", {name});
    UploadForm form;
    form.flowPath = object.value("flow"_L1).toString();
    form.profiles = texts(object.value("profiles"_L1));
    form.media = texts(object.value("media"_L1));
    form.caption = object.value("caption"_L1).toString();
    form.tags = texts(object.value("tags"_L1));
    form.tablePath = object.value("table"_L1).toString();
    form.spread = std::chrono::seconds(object.value("spread_secs"_L1).toInteger());
    form.draft = object.value("draft"_L1).toBool();
    form.onUnknown =
        queue::onUnknownFromString(object.value("on_unknown"_L1).toString()).value_or(queue::OnUnknown::Ask);
    return form;
}

Result<UploadForm> readTemplate(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Disk, "upload_template_unread", {path, file.errorString()});
    return formOf(file.read(largestTemplate), QFileInfo(path).fileName());
}

Result<> writeTemplate(const QString &path, const UploadForm &form)
{
    const QByteArray json = templateOf(form);
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(json) == json.size() && file.commit())
        return {};
    return fail(ErrorKind::Disk, "upload_template_unwritten", {path, file.errorString()});
}

} // namespace pult::ui
