// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "errorgroups.h"

#include "taskcondition.h"
#include "taskrow.h"
#include "tasksearch.h"

#include <QRegularExpression>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

QString normalised(QString text)
{
    // Ids before numbers, so that an id becomes one mark whatever digits it has.
    static const QRegularExpression uuid(u"\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b"_s);
    static const QRegularExpression address(u"\\b[a-z][a-z0-9+.-]*://[^\\s\"']+"_s);
    static const QRegularExpression path(u"(?:[A-Za-z]:\\\\|/)[^\\s\"':]*[/\\\\][^\\s\"':]*"_s);
    static const QRegularExpression hex(u"\\b(?=[0-9a-fA-F]*\\d)[0-9a-fA-F]{8,}\\b"_s);
    static const QRegularExpression number(u"\\d+(?:[.,:]\\d+)*"_s);
    text.replace(uuid, u"#"_s);
    text.replace(address, u"URL"_s);
    text.replace(path, u"PATH"_s);
    text.replace(hex, u"#"_s);
    text.replace(number, u"#"_s);
    return text.simplified();
}

TaskFilter failuresOf(const TaskFilter &filter)
{
    TaskFilter failures = filter;
    if (failures.states.isEmpty())
        failures.states = {TaskState::Discarded, TaskState::Retryable};
    return failures;
}

} // namespace

QString errorSignature(const Error &error)
{
    QStringList parts{error.code};
    for (const QString &argument : error.arguments)
        parts.append(normalised(argument));
    return parts.join(u' ');
}

Result<ErrorGroups> groupErrors(Connection &connection, const TaskFilter &filter)
{
    TaskCondition condition = conditionOf(failuresOf(filter));
    condition.add(u"last_error is not null"_s, {});
    const Result<Id> floor = searchFloor(connection, failuresOf(filter));
    if (!floor)
        return fail(floor.error());
    if (const Result<> planned = planForValues(connection); !planned)
        return fail(planned.error());
    if (*floor > 0)
        condition.add(u"id >= ?"_s, {*floor});
    const QString part = u"select * from (select id, last_error, coalesce(last_error_at, finished_at, created_at) "
                         "from %1%2 order by id desc limit ?) as %1_failed"_s;
    const QVariantList side = condition.values + QVariantList{groupedFailures};
    const Result<Rows> rows =
        connection.query(part.arg(u"tasks"_s, condition.clause()) + u" union all "_s +
                             part.arg(u"task_history"_s, condition.clause()) + u" order by 1 desc limit ?"_s,
                         side + side + QVariantList{groupedFailures});
    if (!rows)
        return fail(rows.error());
    ErrorGroups result;
    result.failures = static_cast<qint64>(rows->size());
    result.bounded = *floor > 0 || result.failures == groupedFailures;
    QHash<QString, qsizetype> places;
    QHash<QString, QString> known; // texts repeat
    for (const Row &row : *rows) {
        const QString text = row.at(1).toString();
        QString &signature = known[text];
        const TimePoint at = fromMicros(row.at(2).toLongLong());
        if (signature.isEmpty()) {
            const Error error = errorFromText(text).value_or(Error{});
            signature = errorSignature(error);
            if (!places.contains(signature)) {
                places.insert(signature, result.groups.size());
                result.groups.append({signature, error, at, at, {}});
            }
        }
        ErrorGroup &group = result.groups[places.value(signature)];
        group.firstSeen = std::min(group.firstSeen, at);
        group.lastSeen = std::max(group.lastSeen, at);
        group.tasks.append(row.at(0).toLongLong());
    }
    std::stable_sort(result.groups.begin(), result.groups.end(),
                     [](const ErrorGroup &a, const ErrorGroup &b) { return a.tasks.size() > b.tasks.size(); });
    return result;
}

} // namespace pult::queue
