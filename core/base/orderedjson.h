// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QList>
#include <QString>

#include <optional>

namespace pult {

/// A JSON text that can be changed here and there and stays as it was everywhere else: the order of members, the blanks
/// between them, the way numbers and strings are written. For files that people keep and compare; QJsonDocument sorts
/// members and lays the text out anew. A value.
class OrderedJson final
{
public:
    enum class Type { Scalar, Array, Object };

    /// nullopt: QJsonDocument would not read it either.
    static std::optional<OrderedJson> parse(const QByteArray &json);
    /// Compact; members in QJsonObject's order.
    static OrderedJson from(const QJsonValue &value);

    Type type() const { return m_type; }
    qsizetype size() const { return m_entries.size(); }
    QJsonValue value() const;
    QByteArray text() const;

    /// Element or member number `i`.
    const OrderedJson &at(qsizetype i) const { return m_entries.at(i).value.first(); }
    OrderedJson &at(qsizetype i) { return m_entries[i].value.first(); }
    /// −1 when there is none; of several of one name the last, as QJsonDocument has it.
    qsizetype indexOf(const QString &member) const;

    /// Of an object: in its place, or at the end when it is new. It is laid out as its neighbours are.
    void set(const QString &member, const OrderedJson &value);
    /// Of an object: puts `member` where `old` stands, under its new name.
    void replace(const QString &old, const QString &member, const OrderedJson &value);
    void remove(const QString &member);
    /// Of an array; laid out as its neighbours are.
    void insert(qsizetype i, const OrderedJson &element);
    void removeAt(qsizetype i);
    void move(qsizetype from, qsizetype to);

private:
    class Reader;
    struct Entry
    {
        QByteArray before; ///< blanks before the key or the element
        QByteArray key;    ///< as written, with its quotes; empty in arrays
        QByteArray colon;  ///< the colon with the blanks around it
        QList<OrderedJson> value;
        QByteArray after; ///< blanks before the comma
    };
    bool isSpread() const; ///< over several lines
    QByteArray indent() const;
    QByteArray unit() const;
    void append(Entry entry);
    void settle(Entry &entry) const;
    void layOut(bool spread, const QByteArray &indent, const QByteArray &unit);
    void write(QByteArray &out) const;

    Type m_type = Type::Scalar;
    QByteArray m_scalar;
    QList<Entry> m_entries;
    QByteArray m_end;  ///< blanks before the closing bracket
    QByteArray m_head; ///< of the whole text
    QByteArray m_tail;
};

} // namespace pult
