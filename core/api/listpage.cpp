// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "listpage.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

/// Items of all pages that are remembered.
constexpr int mostItems = 50'000;

QByteArray jsonText(const QString &text)
{
    const QByteArray inArray = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return inArray.sliced(1, inArray.size() - 2);
}

QByteArray nextText(const QString &next)
{
    return next.isEmpty() ? QByteArrayLiteral("null") : jsonText(next);
}

/// A tag with or without what a header puts around it.
QByteArray bareTag(const QString &given)
{
    QByteArray tag = given.toLatin1();
    if (tag.startsWith("W/"))
        tag.remove(0, 2);
    return tag.replace('"', QByteArray());
}

Answer tagged(const QByteArray &body, const QByteArray &tag)
{
    Answer answer;
    answer.body = body;
    // Weak: what is packed on its way is the same list.
    answer.headers.emplaceBack("ETag", "W/\"" + tag + '"');
    answer.headers.emplaceBack("Cache-Control", "no-cache");
    return answer;
}

} // namespace

QByteArray jsonList(const QList<ListItem> &items)
{
    qsizetype size = 2;
    for (const ListItem &item : items)
        size += item.json.size() + 1;
    QByteArray list;
    list.reserve(size);
    list += '[';
    for (const ListItem &item : items) {
        if (list.size() > 1)
            list += ',';
        list += item.json;
    }
    list += ']';
    return list;
}

QByteArray jsonKeys(const QByteArrayList &keys)
{
    QJsonArray array;
    for (const QByteArray &key : keys)
        array.append(QString::fromUtf8(key));
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

QByteArray ListPage::body() const
{
    return "{\"items\":" + jsonList(items) + ",\"next\":" + nextText(next) + '}';
}

QByteArray tagOf(const QByteArray &body)
{
    return QCryptographicHash::hash(body, QCryptographicHash::Sha1).first(12).toHex();
}

ListBook::ListBook() : m_pages(mostItems) {}

Answer ListBook::answer(const ListPage &page, const QString &since)
{
    const QByteArray body = page.body();
    const QByteArray tag = tagOf(body);
    if (since.isEmpty()) {
        remember(tag, page);
        return tagged(body, tag);
    }
    const ListDelta changes = delta(page, bareTag(since));
    remember(tag, page);
    const QByteArray base = changes.base.isEmpty() ? QByteArrayLiteral("null") : '"' + changes.base + '"';
    return tagged("{\"base\":" + base + ",\"items\":" + jsonList(changes.changed) +
                      ",\"removed\":" + jsonKeys(changes.removed) + ",\"next\":" + nextText(page.next) + '}',
                  tag);
}

ListDelta ListBook::delta(const ListPage &page, const QByteArray &since)
{
    const std::scoped_lock lock(m_mutex);
    const Hashes *const before = m_pages.object(since);
    if (!before)
        return {{}, page.items, {}};
    ListDelta changes;
    changes.base = since;
    QHash<QByteArray, size_t> gone = *before;
    for (const ListItem &item : page.items) {
        const auto known = gone.constFind(item.key);
        if (known == gone.cend() || *known != qHash(item.json))
            changes.changed.append(item);
        gone.remove(item.key);
    }
    changes.removed = gone.keys();
    std::sort(changes.removed.begin(), changes.removed.end());
    return changes;
}

void ListBook::remember(const QByteArray &tag, const ListPage &page)
{
    const std::scoped_lock lock(m_mutex);
    if (m_pages.object(tag)) // makes it the newest
        return;
    auto hashes = std::make_unique<Hashes>();
    hashes->reserve(page.items.size());
    for (const ListItem &item : page.items)
        hashes->insert(item.key, qHash(item.json));
    const auto cost = qsizetype(hashes->size()) + 1;
    m_pages.insert(tag, hashes.release(), cost);
}

} // namespace pult::api
