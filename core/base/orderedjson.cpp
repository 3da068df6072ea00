// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "orderedjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace pult {

namespace {

const QByteArray usualUnit = QByteArrayLiteral("    "); // Chrome's Recorder

QJsonValue readScalar(const QByteArray &text)
{
    return QJsonDocument::fromJson('[' + text + ']').array().first();
}

QByteArray textOf(const QJsonValue &value)
{
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return text.mid(1, text.size() - 2);
}

} // namespace

/// Reads what QJsonDocument has accepted, so it need not look for faults.
class OrderedJson::Reader final
{
public:
    explicit Reader(const QByteArray &text) : m_text(text) {}

    OrderedJson whole()
    {
        const qsizetype begin = m_text.startsWith("\xef\xbb\xbf") ? 3 : 0;
        m_at = begin;
        const QByteArray head = m_text.left(begin) + blanks();
        OrderedJson json = value();
        json.m_head = head;
        json.m_tail = m_text.mid(m_at);
        return json;
    }

private:
    char now() const { return m_at < m_text.size() ? m_text.at(m_at) : '\0'; }
    QByteArray since(qsizetype begin) const { return m_text.mid(begin, m_at - begin); }

    QByteArray blanks()
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && QByteArrayLiteral(" \t\r\n").contains(m_text.at(m_at)))
            ++m_at;
        return since(begin);
    }

    QByteArray string()
    {
        const qsizetype begin = m_at++;
        while (m_at < m_text.size() && m_text.at(m_at) != '"')
            m_at += m_text.at(m_at) == '\\' ? 2 : 1;
        ++m_at;
        return since(begin);
    }

    OrderedJson value()
    {
        OrderedJson json;
        if (now() == '{' || now() == '[') {
            json.m_type = now() == '{' ? Type::Object : Type::Array;
            entries(json);
        } else if (now() == '"') {
            json.m_scalar = string();
        } else {
            const qsizetype begin = m_at;
            while (m_at < m_text.size() && !QByteArrayLiteral(",]} \t\r\n").contains(m_text.at(m_at)))
                ++m_at;
            json.m_scalar = since(begin);
        }
        return json;
    }

    void entries(OrderedJson &json)
    {
        const char last = json.m_type == Type::Object ? '}' : ']';
        ++m_at;
        for (;;) {
            QByteArray before = blanks();
            if (now() == last || now() == '\0') {
                json.m_end = before;
                break;
            }
            Entry entry{std::move(before), {}, {}, {}, {}};
            if (json.m_type == Type::Object) {
                entry.key = string();
                const qsizetype begin = m_at;
                blanks();
                ++m_at;
                blanks();
                entry.colon = since(begin);
            }
            entry.value.append(value());
            entry.after = blanks();
            if (now() != ',') {
                json.m_end = std::exchange(entry.after, {});
                json.m_entries.append(std::move(entry));
                break;
            }
            ++m_at;
            json.m_entries.append(std::move(entry));
        }
        ++m_at;
    }

    const QByteArray m_text;
    qsizetype m_at = 0;
};

std::optional<OrderedJson> OrderedJson::parse(const QByteArray &json)
{
    const bool marked = json.startsWith("\xef\xbb\xbf");
    if (QJsonDocument::fromJson(marked ? json.mid(3) : json).isNull())
        return std::nullopt;
    return Reader(json).whole();
}

OrderedJson OrderedJson::from(const QJsonValue &value)
{
    return Reader(textOf(value)).whole();
}

QJsonValue OrderedJson::value() const
{
    if (m_type == Type::Scalar)
        return readScalar(m_scalar);
    QByteArray out;
    write(out);
    return readScalar(out);
}

QByteArray OrderedJson::text() const
{
    QByteArray out = m_head;
    write(out);
    return out + m_tail;
}

void OrderedJson::write(QByteArray &out) const
{
    if (m_type == Type::Scalar) {
        out += m_scalar;
        return;
    }
    out += m_type == Type::Object ? '{' : '[';
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        const Entry &entry = m_entries.at(i);
        if (i > 0)
            out += ',';
        out += entry.before + entry.key + entry.colon;
        entry.value.first().write(out);
        out += entry.after;
    }
    out += m_end;
    out += m_type == Type::Object ? '}' : ']';
}

qsizetype OrderedJson::indexOf(const QString &member) const
{
    for (qsizetype i = m_entries.size() - 1; i >= 0; --i) {
        if (!m_entries.at(i).key.isEmpty() && readScalar(m_entries.at(i).key).toString() == member)
            return i;
    }
    return -1;
}

bool OrderedJson::isSpread() const
{
    return m_end.contains('\n') || std::any_of(m_entries.begin(), m_entries.end(),
                                               [](const Entry &entry) { return entry.before.contains('\n'); });
}

/// Of its entries, when it is spread.
QByteArray OrderedJson::indent() const
{
    for (const Entry &entry : m_entries) {
        if (const qsizetype line = entry.before.lastIndexOf('\n'); line >= 0)
            return entry.before.mid(line + 1);
    }
    return m_end.mid(m_end.lastIndexOf('\n') + 1) + usualUnit;
}

QByteArray OrderedJson::unit() const
{
    const QByteArray inner = indent();
    const QByteArray outer = m_end.mid(m_end.lastIndexOf('\n') + 1);
    return inner.size() > outer.size() ? inner.mid(outer.size()) : usualUnit;
}

/// Lays an entry's new value out as this container's other values are.
void OrderedJson::settle(Entry &entry) const
{
    OrderedJson &value = entry.value.first();
    const OrderedJson *like = nullptr;
    for (const Entry &other : m_entries) {
        if (other.value.first().m_type != Type::Scalar && !other.value.first().m_entries.isEmpty())
            like = &other.value.first();
    }
    const bool spread = like ? like->isSpread() : isSpread() || m_entries.isEmpty();
    value.layOut(spread, indent(), unit());
}

void OrderedJson::layOut(bool spread, const QByteArray &indent, const QByteArray &unit)
{
    if (m_type == Type::Scalar || m_entries.isEmpty())
        return;
    const QByteArray inner = indent + unit;
    const QByteArray edge = m_type == Type::Object ? QByteArrayLiteral(" ") : QByteArray();
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        Entry &entry = m_entries[i];
        const QByteArray line = '\n' + inner;
        entry.before = spread ? line : i > 0 ? QByteArrayLiteral(" ") : edge;
        entry.colon = m_type == Type::Object ? QByteArrayLiteral(": ") : QByteArray();
        entry.after.clear();
        entry.value.first().layOut(spread, inner, unit);
    }
    const QByteArray lastLine = '\n' + indent;
    m_end = spread ? lastLine : edge;
}

void OrderedJson::append(Entry entry)
{
    if (m_entries.isEmpty()) {
        const QByteArray outer = m_end.mid(m_end.lastIndexOf('\n') + 1);
        entry.before = '\n' + outer + usualUnit;
        m_end = '\n' + outer;
    } else {
        entry.before = m_entries.size() > 1 || isSpread() ? m_entries.last().before : QByteArrayLiteral(" ");
    }
    settle(entry);
    m_entries.append(std::move(entry));
}

void OrderedJson::set(const QString &member, const OrderedJson &value)
{
    replace(member, member, value);
}

void OrderedJson::replace(const QString &old, const QString &member, const OrderedJson &value)
{
    const qsizetype found = indexOf(old);
    if (found < 0) {
        append(
            {{}, textOf(member), m_entries.isEmpty() ? QByteArrayLiteral(": ") : m_entries.last().colon, {value}, {}});
        return;
    }
    Entry &entry = m_entries[found];
    const bool wasSpread = entry.value.first().isSpread();
    const bool wasEmpty = entry.value.first().m_entries.isEmpty();
    if (old != member)
        entry.key = textOf(member);
    entry.value = {value};
    if (wasEmpty)
        settle(entry);
    else
        entry.value.first().layOut(wasSpread, indent(), unit());
}

void OrderedJson::remove(const QString &member)
{
    for (qsizetype i = indexOf(member); i >= 0; i = indexOf(member))
        removeAt(i);
}

void OrderedJson::insert(qsizetype i, const OrderedJson &element)
{
    Entry entry{{}, {}, {}, {element}, {}};
    if (m_entries.isEmpty() || i >= m_entries.size()) {
        append(std::move(entry));
        return;
    }
    entry.before = m_entries.at(i).before;
    settle(entry);
    // What stood first may have stood right behind the bracket.
    if (i == 0 && m_entries.size() > 1)
        m_entries[0].before = m_entries.at(1).before;
    m_entries.insert(i, std::move(entry));
}

void OrderedJson::removeAt(qsizetype i)
{
    const QByteArray first = m_entries.first().before;
    m_entries.removeAt(i);
    if (!m_entries.isEmpty())
        m_entries.first().before = first;
}

void OrderedJson::move(qsizetype from, qsizetype to)
{
    const QByteArray first = m_entries.first().before;
    const QByteArray other = m_entries.size() > 1 ? m_entries.at(1).before : first;
    m_entries.move(from, to);
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        if (i == 0)
            m_entries[i].before = first;
        else if (m_entries.at(i).before == first)
            m_entries[i].before = other;
    }
}

} // namespace pult
