// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operationrow.h"

#include "taskcondition.h"

#include <base/errortext.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Row;

namespace {

QJsonObject objectOf(const QVariant &text)
{
    return QJsonDocument::fromJson(text.toString().toUtf8()).object();
}

} // namespace

QString operationColumns()
{
    return u"id, verb, arguments, filter, who, place, state, total, done, failed, failures, created_at, finished_at, reason, undoes"_s;
}

Operation operationFromRow(const Row &row)
{
    Operation operation;
    operation.id = row.at(0).toLongLong();
    operation.change = changeFrom(row.at(1).toString(), objectOf(row.at(2)));
    operation.filter = filterFromJson(objectOf(row.at(3)));
    operation.who = row.at(4).toString();
    operation.where = row.at(5).toString();
    operation.state = row.at(6).toString();
    operation.total = row.at(7).toLongLong();
    operation.done = row.at(8).toLongLong();
    operation.failed = row.at(9).toLongLong();
    const QJsonArray failures = QJsonDocument::fromJson(row.at(10).toString().toUtf8()).array();
    for (const QJsonValue &failure : failures) {
        operation.failures.append({failure[u"task"_s].toInteger(), errorFromJson(failure[u"error"_s].toObject())});
    }
    operation.createdAt = fromMicros(row.at(11).toLongLong());
    if (!row.at(12).isNull())
        operation.finishedAt = fromMicros(row.at(12).toLongLong());
    operation.reason = row.at(13).toString();
    if (!row.at(14).isNull())
        operation.undoes = row.at(14).toLongLong();
    return operation;
}

TaskChange changeFrom(const QString &verb, const QJsonObject &arguments)
{
    TaskChange change;
    change.verb = taskVerbFromString(verb).value_or(TaskVerb::Cancel);
    change.time = std::chrono::seconds(arguments[u"seconds"_s].toInteger());
    change.later = std::chrono::seconds(arguments[u"later"_s].toInteger());
    change.priority = arguments[u"priority"_s].toInt();
    return change;
}

QJsonObject argumentsOf(const TaskChange &change)
{
    if (change.verb == TaskVerb::Snooze)
        return {{u"seconds"_s, qint64{change.time.count()}}};
    if (change.verb == TaskVerb::Retry) {
        QJsonObject arguments;
        if (change.time.count() > 0)
            arguments.insert(u"seconds"_s, qint64{change.time.count()});
        if (change.later.count() > 0)
            arguments.insert(u"later"_s, qint64{change.later.count()});
        return arguments;
    }
    if (change.verb == TaskVerb::SetPriority)
        return {{u"priority"_s, change.priority}};
    return {};
}

QString textOf(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString failuresText(const QList<Refusal> &failures)
{
    QJsonArray array;
    for (const Refusal &failure : failures)
        array.append(QJsonObject{{u"task"_s, failure.task}, {u"error"_s, toJson(failure.error)}});
    return jsonOf(array);
}

QJsonObject toJson(const Operation &operation)
{
    QJsonArray failures;
    for (const Refusal &failure : operation.failures) {
        failures.append(QJsonObject{{u"task"_s, failure.task},
                                    {u"code"_s, failure.error.code},
                                    {u"arguments"_s, QJsonArray::fromStringList(failure.error.arguments)},
                                    {u"message"_s, errorSentence(failure.error)}});
    }
    return {{u"id"_s, operation.id},
            {u"verb"_s, nameOf(operation.change.verb)},
            {u"arguments"_s, argumentsOf(operation.change)},
            {u"filter"_s, toJson(operation.filter)},
            {u"who"_s, operation.who},
            {u"where"_s, operation.where},
            {u"reason"_s, operation.reason},
            {u"undoes"_s, operation.undoes ? QJsonValue(*operation.undoes) : QJsonValue()},
            {u"state"_s, operation.state},
            {u"total"_s, operation.total},
            {u"done"_s, operation.done},
            {u"failed"_s, operation.failed},
            {u"failures"_s, failures},
            {u"created_at"_s, toIso(operation.createdAt)},
            {u"finished_at"_s, operation.finishedAt ? QJsonValue(toIso(*operation.finishedAt)) : QJsonValue()}};
}

} // namespace pult::queue
