// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/timepoint.h>

#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace pult::queue {

/// One part of a filter: a test of a task, or several joined, each of them possibly turned round. A value.
struct TaskTerm
{
    enum class Join { Test, All, Any };
    enum class Field {
        Text, ///< found in the profile, the keys or the last error
        State,
        Kind,
        Queue,
        Profile,
        Node,
        Batch,
        Id,
        Error,
        Key,
        Unknown,
        Attempt,
        Priority,
        Age, ///< how long ago it was made: `number` seconds
        Created,
        Started,
        Finished,
        RunAt,
    };
    enum class Comparison { Is, Less, LessOrEqual, More, MoreOrEqual };

    Join join = Join::Test;
    bool negated = false;
    QList<TaskTerm> parts; ///< of All and Any

    Field field = Field::Text;
    Comparison comparison = Comparison::Is;
    QStringList values; ///< texts, any of which it may be; `*` stands for anything where a name is meant
    /// Batch, Id, Attempt, Priority; seconds for Age; microseconds since 1970 for times, before now if `relative`.
    qint64 number = 0;
    bool relative = false;

    bool operator==(const TaskTerm &other) const;
};

/// Whether a field is compared by its number.
bool isNumeric(TaskTerm::Field field);
/// A point in time that ages and spans before now are counted from is written in, so that it means the same for as long
/// as it is kept.
TaskTerm fixedAt(const TaskTerm &term, TimePoint now);

/// {"field":"age","is":">","number":3600} · {"any":[…]} · {"not":true,…}
QJsonObject toJson(const TaskTerm &term);
TaskTerm termFromJson(const QJsonObject &object);
/// "age", as it is typed and stored.
QString nameOf(TaskTerm::Field field);
/// ">=", as it is typed and stored; empty for Is.
QString nameOf(TaskTerm::Comparison comparison);

} // namespace pult::queue
