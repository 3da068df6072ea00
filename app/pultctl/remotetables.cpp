// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remotetables.h"

#include <QJsonDocument>
#include <QVariant>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

struct Column
{
    QString header;
    QString field; ///< "last_error.message"
    bool right = false;
    QString absent = {}; ///< stands for what the answer does not have
};

QList<Column> columnsOf(const QString &verb)
{
    const Column name{CtlTr::tr("Name"), u"name"_s};
    const Column state{CtlTr::tr("State"), u"state"_s};
    if (verb == "tasks list"_L1)
        return {{CtlTr::tr("ID"), u"id"_s, true},
                state,
                {CtlTr::tr("Kind"), u"kind"_s},
                {CtlTr::tr("Queue"), u"queue"_s},
                {CtlTr::tr("Attempt"), u"attempt"_s, true},
                {CtlTr::tr("Reason"), u"last_error.message"_s}};
    if (verb == "queues list"_L1)
        return {name,
                {CtlTr::tr("Running"), u"counts.running"_s, true, u"0"_s},
                {CtlTr::tr("Waiting"), u"counts.available"_s, true, u"0"_s},
                {CtlTr::tr("Failed"), u"counts.discarded"_s, true, u"0"_s},
                {CtlTr::tr("At once"), u"concurrency"_s, true},
                {CtlTr::tr("Rate"), u"rate"_s, true},
                {CtlTr::tr("Reason"), u"pause_reason"_s}};
    if (verb.startsWith("locks "_L1))
        return {{CtlTr::tr("Kind"), u"kind"_s},
                {CtlTr::tr("Key"), u"key"_s},
                {CtlTr::tr("Task"), u"task_id"_s, true},
                {CtlTr::tr("Worker"), u"worker_id"_s},
                {CtlTr::tr("Until"), u"expires_at"_s}};
    if (verb == "nodes list"_L1)
        return {name,
                {CtlTr::tr("Group"), u"group"_s},
                state,
                {CtlTr::tr("Version"), u"version"_s},
                {CtlTr::tr("Seen"), u"heartbeat_at"_s}};
    if (verb == "breakers list"_L1)
        return {name,
                {CtlTr::tr("Computer"), u"scope"_s},
                state,
                {CtlTr::tr("Until"), u"until"_s},
                {CtlTr::tr("Reason"), u"reason"_s}};
    if (verb == "schedules list"_L1)
        return {name, state, {CtlTr::tr("Kind"), u"kind"_s}};
    return {};
}

QString textOf(const QJsonValue &value);

/// An item of a list within a field: who it is and how it is.
QString itemText(const QJsonValue &item)
{
    const QJsonValue who = item[u"name"].isString() ? item[u"name"] : item[u"id"];
    if (!item.isObject() || !who.isString())
        return textOf(item);
    const QString state = item[u"state"].toString();
    return state.isEmpty() ? who.toString() : QString(who.toString() + u' ' + state);
}

QString textOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isBool())
        return value.toBool() ? CtlTr::tr("yes") : CtlTr::tr("no");
    if (value.isDouble())
        return value.toVariant().typeId() == QMetaType::LongLong ? QString::number(value.toInteger())
                                                                 : QString::number(value.toDouble(), 'g', 15);
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    QStringList items;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &item : array)
        items.append(itemText(item));
    return items.join(u", "_s);
}

QString fieldOf(const QJsonObject &item, const QString &path)
{
    QJsonValue value = item;
    const QStringList steps = path.split(u'.');
    for (const QString &step : steps)
        value = value.toObject().value(step);
    return textOf(value);
}

void printItems(const QList<Column> &columns, const QJsonArray &items)
{
    QStringList headers;
    for (const Column &column : columns)
        headers.append(column.header);
    Table table(headers);
    for (const QJsonValue &item : items) {
        QList<Table::Cell> cells;
        for (const Column &column : columns) {
            const QString text = fieldOf(item.toObject(), column.field);
            cells.append({text.isEmpty() ? column.absent : text, Colour::None, column.right});
        }
        table.addRow(cells);
    }
    print(table, CtlTr::tr("Nothing there."));
}

void printFields(const QJsonObject &object)
{
    Table table({CtlTr::tr("Name"), CtlTr::tr("Value")});
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!it->isObject() || it->toObject().isEmpty()) {
            table.addRow({{it.key()}, {textOf(*it)}});
            continue;
        }
        const QJsonObject inner = it->toObject();
        for (auto part = inner.begin(); part != inner.end(); ++part)
            table.addRow({{QString(it.key() + u'.' + part.key())}, {textOf(*part)}});
    }
    print(table, CtlTr::tr("Nothing there."));
}

Colour colourOf(const QString &status)
{
    if (status == "healthy"_L1)
        return Colour::Green;
    if (status == "degraded"_L1)
        return Colour::Amber;
    return status == "unhealthy"_L1 ? Colour::Red : Colour::Grey;
}

} // namespace

void printHealth(const QJsonObject &health)
{
    Table table({CtlTr::tr("Check"), CtlTr::tr("State"), CtlTr::tr("Message")});
    const auto row = [&table](const QString &name, const QString &status, const QString &message) {
        table.addRow({{name}, {status, colourOf(status)}, {message}});
    };
    const QJsonObject checks = health[u"checks"].toObject();
    for (auto it = checks.begin(); it != checks.end(); ++it)
        row(it.key(), it->toObject()[u"status"].toString(), it->toObject()[u"message"].toString());
    row(CtlTr::tr("all of it"), health[u"status"].toString(), {});
    print(table, {});
}

void printForPeople(const QString &verb, const QJsonObject &document)
{
    if (verb == "health"_L1)
        printHealth(document);
    else if (const QList<Column> columns = columnsOf(verb); !columns.isEmpty())
        printItems(columns, document[u"items"].toArray());
    else
        printFields(document);
}

} // namespace pult::ctl
