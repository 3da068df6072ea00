// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lists that come from the database or from a node: one drawing for both.
#pragma once

#include "output.h"
#include "remoteverbs.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::ctl {

template<typename T>
using Draw = void (*)(const QList<T> &);
template<typename T>
using Read = T (*)(const QJsonObject &);

/// A list of the database: as JSON, or drawn.
template<typename T>
Result<int> tellList(const Request &request, const Result<QList<T>> &values, Draw<T> draw)
{
    if (!values)
        return fail(values.error());
    if (!request.json) {
        draw(*values);
        return 0;
    }
    QJsonArray items;
    for (const T &value : *values)
        items.append(toJson(value));
    printJson(listJson(items));
    return 0;
}

template<typename T>
QList<T> itemsOf(const QByteArray &body, Read<T> read)
{
    QList<T> values;
    const QJsonArray items = QJsonDocument::fromJson(body)[u"items"].toArray();
    for (const QJsonValue &item : items)
        values.append(read(item.toObject()));
    return values;
}

/// What a node answers: its document as it came, or what `show` makes of it.
template<typename Show>
Result<int> tellReply(const Request &request, const RemoteCall &call, Show show)
{
    const Result<RemoteAnswer> reply = callNode(request, call);
    if (!reply)
        return fail(reply.error());
    if (request.json)
        printRaw(reply->body);
    else
        show(reply->body);
    return 0;
}

/// The same of a node.
template<typename T>
Result<int> tellList(const Request &request, const RemoteCall &call, Read<T> read, Draw<T> draw)
{
    return tellReply(request, call, [&](const QByteArray &body) { draw(itemsOf(body, read)); });
}

template<typename T>
Verb remoteList(const QString &path, Read<T> read, Draw<T> draw)
{
    return [path, read, draw](const Request &request) {
        return tellList<T>(request, RemoteCall{"GET", path, {}, {}}, read, draw);
    };
}

} // namespace pult::ctl
