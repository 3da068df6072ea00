// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "termcondition.h"

#include "taskrow.h"

namespace pult::queue {

using namespace Qt::StringLiterals;
using Field = TaskTerm::Field;
using Comparison = TaskTerm::Comparison;

namespace {

QString escaped(QString text)
{
    return text.replace(u'\\', u"\\\\"_s).replace(u'%', u"\\%"_s).replace(u'_', u"\\_"_s);
}

QString contains(const QString &text)
{
    return u'%' + escaped(text.toLower()) + u'%';
}

/// More names than this come as one value.
constexpr qsizetype mostListed = 20;

/// The column is one of the names; `*` in one stands for anything.
TermCondition named(const QString &column, const QStringList &names)
{
    QStringList exact;
    TermCondition condition;
    QStringList tests;
    for (const QString &name : names) {
        if (!name.contains(u'*')) {
            exact.append(name);
            continue;
        }
        tests.append(column + u" like ? escape '\\'"_s);
        condition.values.append(escaped(name).replace(u'*', u'%'));
    }
    if (exact.size() == 1) {
        tests.append(column + u" = ?"_s);
        condition.values.append(exact.constFirst());
    } else if (!exact.isEmpty() && exact.size() <= mostListed) {
        // One by one, so that the planner knows how few rows these are.
        tests.append(column + u" in (?"_s + u", ?"_s.repeated(exact.size() - 1) + u')');
        condition.values += QVariantList(exact.cbegin(), exact.cend());
    } else if (!exact.isEmpty()) {
        tests.append(column + u" {any_text}"_s);
        condition.values.append(jsonOf(exact));
    }
    condition.sql = u'(' + tests.join(u" or "_s) + u')';
    return condition;
}

TermCondition either(const TermCondition &a, const TermCondition &b)
{
    return {u'(' + a.sql + u" or "_s + b.sql + u')', a.values + b.values};
}

TermCondition stateCondition(const QStringList &names)
{
    QStringList stored;
    for (const QString &name : names) {
        if (const auto state = taskStateFromString(name))
            stored += storedStates(*state);
    }
    return {stateIs(stored), {}};
}

/// `17` means that profile of whatever provider, `local:17` this one.
TermCondition profileCondition(const QStringList &profiles)
{
    QStringList names;
    for (const QString &profile : profiles) {
        names.append(profile);
        if (!profile.contains(u':'))
            names += {u"dolphin:"_s + profile, u"local:"_s + profile};
    }
    // As the index of finished tasks has it (0019_profiles.sql).
    TermCondition condition = named(u"provider"_s, names);
    condition.sql = u"(provider <> '' and "_s + condition.sql + u')';
    return condition;
}

/// The computer that a task needs, or that runs or ran it.
TermCondition nodeCondition(const QStringList &nodes)
{
    QStringList workers;
    for (const QString &node : nodes)
        workers.append(node + u"/*"_s);
    return either(named(u"node"_s, nodes), named(u"worker"_s, workers));
}

TermCondition errorCondition(const QStringList &texts)
{
    TermCondition condition;
    QStringList tests;
    for (const QString &text : texts) {
        tests.append(u"lower(last_error) like ? escape '\\'"_s);
        condition.values.append(contains(text));
    }
    condition.sql = u'(' + tests.join(u" or "_s) + u')';
    return condition;
}

QString columnOf(Field field)
{
    switch (field) {
    case Field::Batch:
        return u"batch_id"_s;
    case Field::Id:
        return u"id"_s;
    case Field::Attempt:
        return u"attempt"_s;
    case Field::Priority:
        return u"priority"_s;
    case Field::Started:
        return u"started_at"_s;
    case Field::Finished:
        return u"finished_at"_s;
    case Field::RunAt:
        return u"run_at"_s;
    default:
        return u"created_at"_s;
    }
}

TermCondition numberCondition(const TaskTerm &term)
{
    const QString sign = term.comparison == Comparison::Is ? u"="_s : nameOf(term.comparison);
    if (term.field == Field::Age) {
        // Older than an hour: made more than an hour before now.
        return {u"{now} - created_at "_s + sign + u" ?"_s, {term.number * 1'000'000}};
    }
    const QString side = term.relative ? u" {now} - ?"_s : u" ?"_s;
    return {columnOf(term.field) + u' ' + sign + side, {term.number}};
}

TermCondition testCondition(const TaskTerm &term)
{
    switch (term.field) {
    case Field::Text:
        return textCondition(term.values.value(0));
    case Field::State:
        return stateCondition(term.values);
    case Field::Kind:
        return named(u"kind"_s, term.values);
    case Field::Queue:
        return named(u"queue"_s, term.values);
    case Field::Profile:
        return profileCondition(term.values);
    case Field::Node:
        return nodeCondition(term.values);
    case Field::Key:
        return either(named(u"exclusive_key"_s, term.values), named(u"unique_key"_s, term.values));
    case Field::Error:
        return errorCondition(term.values);
    case Field::Unknown:
        return {u"outcome_unknown = 1"_s, {}};
    default:
        return numberCondition(term);
    }
}

} // namespace

QString stateIs(const QStringList &stored)
{
    // Names of ours, written out: only so do the partial indexes of states answer.
    return stored.isEmpty() ? u"1 = 0"_s : QString(u"state in ('"_s + stored.join(u"', '"_s) + u"')"_s);
}

TermCondition textCondition(const QString &text)
{
    // Each side is written as the index of its column has it (0011_search.sql).
    const QString pattern = contains(text);
    return {u"((provider <> '' and lower(provider) like ? escape '\\') or lower(exclusive_key) like ? escape '\\' "
            "or lower(unique_key) like ? escape '\\' or lower(last_error) like ? escape '\\')"_s,
            {pattern, pattern, pattern, pattern}};
}

TermCondition conditionOf(const TaskTerm &term)
{
    TermCondition condition;
    if (term.join == TaskTerm::Join::Test) {
        condition = testCondition(term);
    } else {
        QStringList tests;
        for (const TaskTerm &part : term.parts) {
            const TermCondition one = conditionOf(part);
            tests.append(one.sql);
            condition.values += one.values;
        }
        condition.sql = u'(' + tests.join(term.join == TaskTerm::Join::All ? u" and "_s : u" or "_s) + u')';
    }
    // What has no value passes no test, and so passes every one that is turned round.
    if (term.negated)
        condition.sql = u"(("_s + condition.sql + u") is not true)"_s;
    return condition;
}

} // namespace pult::queue
