// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowpayload.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace pult::jobs {

using namespace Qt::StringLiterals;

namespace {

QStringList texts(const QJsonValue &value)
{
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &item : array)
        list.append(item.toString());
    return list;
}

/// The share or drive of a file when that is what is missing; empty: it is there. A share that is not mounted leaves an
/// empty folder behind.
QString missingRoot(const QString &path, const QStringList &sharedRoots)
{
    for (const QString &root : sharedRoots) {
        const QString clean = QDir::cleanPath(root);
        if (!root.isEmpty() && QDir::cleanPath(path).startsWith(clean + u'/') &&
            (!QDir(clean).exists() || QDir(clean).isEmpty()))
            return clean;
    }
    const bool hasDrive = path.size() > 2 && path.at(1) == u':';
    const QString drive = hasDrive ? QString(path.left(2) + u'/') : QString();
    return hasDrive && !QDir(drive).exists() ? drive : QString();
}

} // namespace

Result<FlowPayload> readFlowPayload(const QString &kind, const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return fail(ErrorKind::Invalid, "payload_invalid", {u"not a JSON object"_s});
    const QJsonObject object = document.object();
    FlowPayload payload;
    payload.profile = object[u"profile"].toString();
    if (payload.profile.isEmpty())
        return fail(ErrorKind::Invalid, "payload_invalid", {u"\"profile\" is missing"_s});
    payload.media = texts(object[u"media"]);
    const QJsonArray sizes = object[u"media_sizes"].toArray();
    for (const QJsonValue &size : sizes)
        payload.mediaSizes.append(size.toInteger(-1));
    if (kind == "bulk_upload"_L1) {
        payload.variables =
            uploadVariables(payload.profile, payload.media, object[u"caption"].toString(), texts(object[u"tags"]));
        return payload;
    }
    if (!object[u"flow"].isObject())
        return fail(ErrorKind::Invalid, "payload_invalid", {u"\"flow\" is missing"_s});
    payload.flow = QJsonDocument(object[u"flow"].toObject()).toJson(QJsonDocument::Compact);
    payload.variables = uploadVariables(payload.profile, payload.media, {}, {});
    const QJsonObject variables = object[u"variables"].toObject();
    for (auto it = variables.begin(); it != variables.end(); ++it)
        payload.variables.insert(it.key(), it.value().toVariant().toString());
    return payload;
}

Result<QByteArray> flowOfBatchPayload(const QByteArray &payload)
{
    const QJsonValue flow = QJsonDocument::fromJson(payload).object()[u"flow"];
    if (!flow.isObject())
        return fail(ErrorKind::Invalid, "payload_invalid", {u"the batch holds no flow"_s});
    return QJsonDocument(flow.toObject()).toJson(QJsonDocument::Compact);
}

browser::FlowVariables uploadVariables(const QString &profile, const QStringList &media, const QString &caption,
                                       const QStringList &tags)
{
    browser::FlowVariables variables{{u"profile"_s, profile}, {u"caption"_s, caption}, {u"tags"_s, tags.join(u' ')}};
    for (qsizetype n = 0; n < media.size(); ++n)
        variables.insert(u"media."_s + QString::number(n + 1), media[n]);
    if (!media.isEmpty())
        variables.insert(u"media"_s, media.first());
    return variables;
}

Result<> checkMedia(const QStringList &media, const QList<qint64> &sizes, const QStringList &sharedRoots)
{
    for (qsizetype i = 0; i < media.size(); ++i) {
        const QString &path = media.at(i);
        const QFileInfo file(path);
        if (!file.exists()) {
            const QString root = missingRoot(path, sharedRoots);
            if (!root.isEmpty())
                return fail(ErrorKind::Unavailable, "media_root_away", {QDir::toNativeSeparators(root)});
            return fail(ErrorKind::Invalid, "media_missing", {path});
        }
        if (!file.isFile())
            return fail(ErrorKind::Invalid, "media_not_file", {path});
        if (!file.isReadable())
            return fail(ErrorKind::Invalid, "media_unreadable", {path});
        if (file.size() == 0)
            return fail(ErrorKind::Invalid, "media_empty", {path});
        const qint64 recorded = sizes.value(i, -1);
        if (recorded >= 0 && recorded != file.size()) {
            return fail(ErrorKind::Invalid, "media_changed",
                        {path, QString::number(recorded), QString::number(file.size())});
        }
    }
    return {};
}

} // namespace pult::jobs
