// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The lists of the API as pages: the same for requests and for the event stream.
#pragma once

#include "listpage.h"

#include <base/result.h>
#include <node/commands.h>

namespace pult::api {

using ListFetch = std::function<QFuture<Result<ListPage>>()>;

/// A list that the event stream follows.
struct FollowedList
{
    QByteArray path; ///< with query, as it is asked for
    ListFetch fetch;
};
QList<FollowedList> followedLists(node::Commands &commands);

QFuture<Result<ListPage>> taskPage(node::Commands &commands, const queue::TaskFilter &filter,
                                   const queue::PageRequest &page);
QFuture<Result<ListPage>> deletedTaskPage(node::Commands &commands, const queue::PageRequest &page);
QFuture<Result<ListPage>> operationPage(node::Commands &commands, int limit);
QFuture<Result<ListPage>> queuePage(node::Commands &commands);
QFuture<Result<ListPage>> lockPage(node::Commands &commands);
QFuture<Result<ListPage>> nodePage(node::Commands &commands);
QFuture<Result<ListPage>> breakerPage(node::Commands &commands);
QFuture<Result<ListPage>> schedulePage(node::Commands &commands);
QFuture<Result<ListPage>> tokenPage(node::Commands &commands);
QFuture<Result<ListPage>> batchPage(node::Commands &commands, int limit, std::optional<qint64> before = {});
QFuture<Result<ListPage>> auditPage(node::Commands &commands, int limit, std::optional<qint64> before = {});

/// A list whose values have a toJson() of their own.
template<typename T, typename Key>
ListPage pageOf(const QList<T> &values, Key key)
{
    ListPage page;
    page.items.reserve(values.size());
    for (const T &value : values)
        page.items.append({key(value), QJsonDocument(toJson(value)).toJson(QJsonDocument::Compact)});
    return page;
}

} // namespace pult::api
