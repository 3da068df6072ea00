// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "taskterm.h"

#include <QJsonArray>

#include <array>

namespace pult::queue {

using namespace Qt::StringLiterals;
using Field = TaskTerm::Field;
using Comparison = TaskTerm::Comparison;
using Join = TaskTerm::Join;

namespace {

constexpr std::array<std::pair<Field, QLatin1StringView>, 18> fieldNames{{
    {Field::Text, "text"_L1},
    {Field::State, "state"_L1},
    {Field::Kind, "kind"_L1},
    {Field::Queue, "queue"_L1},
    {Field::Profile, "profile"_L1},
    {Field::Node, "node"_L1},
    {Field::Batch, "batch"_L1},
    {Field::Id, "id"_L1},
    {Field::Error, "error"_L1},
    {Field::Key, "key"_L1},
    {Field::Unknown, "unknown"_L1},
    {Field::Attempt, "attempt"_L1},
    {Field::Priority, "priority"_L1},
    {Field::Age, "age"_L1},
    {Field::Created, "created"_L1},
    {Field::Started, "started"_L1},
    {Field::Finished, "finished"_L1},
    {Field::RunAt, "run"_L1},
}};

constexpr std::array<std::pair<Comparison, QLatin1StringView>, 5> comparisonNames{{
    {Comparison::Is, ""_L1},
    {Comparison::Less, "<"_L1},
    {Comparison::LessOrEqual, "<="_L1},
    {Comparison::More, ">"_L1},
    {Comparison::MoreOrEqual, ">="_L1},
}};

Field fieldOf(const QString &name)
{
    for (const auto &[field, known] : fieldNames) {
        if (known == name)
            return field;
    }
    return Field::Text;
}

Comparison comparisonOf(const QString &name)
{
    for (const auto &[comparison, known] : comparisonNames) {
        if (known == name)
            return comparison;
    }
    return Comparison::Is;
}

/// The other way round: older than an hour is made before an hour ago.
Comparison turned(Comparison comparison)
{
    switch (comparison) {
    case Comparison::Less:
        return Comparison::More;
    case Comparison::LessOrEqual:
        return Comparison::MoreOrEqual;
    case Comparison::More:
        return Comparison::Less;
    case Comparison::MoreOrEqual:
        return Comparison::LessOrEqual;
    case Comparison::Is:
        break;
    }
    return Comparison::Is;
}

} // namespace

bool TaskTerm::operator==(const TaskTerm &other) const
{
    return join == other.join && negated == other.negated && parts == other.parts && field == other.field &&
           comparison == other.comparison && values == other.values && number == other.number &&
           relative == other.relative;
}

bool isNumeric(Field field)
{
    return field == Field::Batch || field == Field::Id || field >= Field::Attempt;
}

TaskTerm fixedAt(const TaskTerm &term, TimePoint now)
{
    TaskTerm fixed = term;
    for (TaskTerm &part : fixed.parts)
        part = fixedAt(part, now);
    if (term.join != Join::Test)
        return fixed;
    if (term.field == Field::Age) {
        fixed.field = Field::Created;
        fixed.comparison = turned(term.comparison);
        fixed.number = toMicros(now - std::chrono::seconds(term.number));
    } else if (term.relative) {
        fixed.number = toMicros(now) - term.number;
        fixed.relative = false;
    }
    return fixed;
}

QString nameOf(Field field)
{
    return fieldNames.at(static_cast<std::size_t>(field)).second;
}

QString nameOf(Comparison comparison)
{
    return comparisonNames.at(static_cast<std::size_t>(comparison)).second;
}

QJsonObject toJson(const TaskTerm &term)
{
    QJsonObject object;
    if (term.negated)
        object.insert(u"not"_s, true);
    if (term.join != Join::Test) {
        QJsonArray parts;
        for (const TaskTerm &part : term.parts)
            parts.append(toJson(part));
        object.insert(term.join == Join::All ? u"all"_s : u"any"_s, parts);
        return object;
    }
    object.insert(u"field"_s, nameOf(term.field));
    if (term.comparison != Comparison::Is)
        object.insert(u"is"_s, nameOf(term.comparison));
    if (!term.values.isEmpty())
        object.insert(u"values"_s, QJsonArray::fromStringList(term.values));
    if (isNumeric(term.field))
        object.insert(u"number"_s, term.number);
    if (term.relative)
        object.insert(u"relative"_s, true);
    return object;
}

TaskTerm termFromJson(const QJsonObject &object)
{
    TaskTerm term;
    term.negated = object[u"not"_s].toBool();
    for (const auto &[name, join] : {std::pair(u"all"_s, Join::All), std::pair(u"any"_s, Join::Any)}) {
        if (!object.contains(name))
            continue;
        term.join = join;
        const QJsonArray parts = object[name].toArray();
        for (const QJsonValue &part : parts)
            term.parts.append(termFromJson(part.toObject()));
        return term;
    }
    term.field = fieldOf(object[u"field"_s].toString());
    term.comparison = comparisonOf(object[u"is"_s].toString());
    const QJsonArray values = object[u"values"_s].toArray();
    for (const QJsonValue &value : values)
        term.values.append(value.toString());
    term.number = object[u"number"_s].toInteger();
    term.relative = object[u"relative"_s].toBool();
    return term;
}

} // namespace pult::queue
