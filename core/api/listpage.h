// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange.h"

#include <QCache>

#include <mutex>

namespace pult::api {

struct ListItem
{
    QByteArray key; ///< what it is called as long as it is in the list
    QByteArray json;
};

/// A list, or a page of one, as it is sent.
struct ListPage
{
    QList<ListItem> items;
    QString next; ///< `after` of the next page; empty: this was the last

    /// {"items":[…],"next":…}
    QByteArray body() const;
};

/// What is new in a list since an earlier state of it.
struct ListDelta
{
    QByteArray base; ///< the tag of that state; empty: it is not known (any more), and all is new
    QList<ListItem> changed;
    QByteArrayList removed;
    bool isEmpty() const { return !base.isEmpty() && changed.isEmpty() && removed.isEmpty(); }
};

/// The tag of a page: the same for the same content.
QByteArray tagOf(const QByteArray &body);

/// Remembers what pages it was asked about looked like, so that a client that has one gets the differences alone. Holds
/// keys and hashes, no content, and forgets the pages not asked for longest. Thread-safe.
class ListBook final
{
public:
    ListBook();

    /// The page with its ETag; with `since` (a tag that was given out) only what changed, with the whole page's tag.
    Answer answer(const ListPage &page, const QString &since);
    ListDelta delta(const ListPage &page, const QByteArray &since);
    void remember(const QByteArray &tag, const ListPage &page);

private:
    using Hashes = QHash<QByteArray, size_t>; ///< of the items, by key

    std::mutex m_mutex; ///< protects m_pages
    QCache<QByteArray, Hashes> m_pages;
};

/// An array of JSON texts.
QByteArray jsonList(const QList<ListItem> &items);
QByteArray jsonKeys(const QByteArrayList &keys);

} // namespace pult::api
