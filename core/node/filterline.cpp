// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "filterline.h"

#include "filterlexer.h"

namespace pult::node {

using namespace Qt::StringLiterals;
using queue::TaskFilter;
using queue::TaskState;
using queue::TaskTerm;
using Field = TaskTerm::Field;
using Join = TaskTerm::Join;
using Kind = FilterToken::Kind;

namespace {

/// Deeper than anyone types; keeps a line of parentheses from using up the stack.
constexpr int deepest = 50;

TaskTerm joined(Join join, QList<TaskTerm> parts)
{
    if (parts.size() == 1)
        return parts.constFirst();
    TaskTerm term;
    term.join = join;
    term.parts = std::move(parts);
    return term;
}

bool isSaidTwice(const TaskTerm &a, const TaskTerm &b)
{
    return a.join == Join::Test && b.join == Join::Test && !a.negated && !b.negated && a.field == b.field &&
           !a.values.isEmpty() && a.field != Field::Text && a.field != Field::Error;
}

/// `kind:a kind:b` is any of them: no task has two kinds.
void addTo(QList<TaskTerm> &all, const TaskTerm &term)
{
    for (TaskTerm &other : all) {
        if (isSaidTwice(other, term)) {
            other.values += term.values;
            return;
        }
        const bool ids = (term.field == Field::Id || term.field == Field::Batch) && !term.negated &&
                         term.join == Join::Test && other.field == term.field && !other.negated;
        if (ids && other.join == Join::Test) {
            TaskTerm any;
            any.join = Join::Any;
            any.field = term.field;
            any.parts = {other, term};
            other = any;
            return;
        }
        if (ids && other.join == Join::Any) {
            other.parts.append(term);
            return;
        }
    }
    all.append(term);
}

class Parser final
{
public:
    explicit Parser(QList<FilterToken> tokens) : m_tokens(std::move(tokens)) {}

    Result<TaskTerm> parse()
    {
        Result<TaskTerm> term = alternatives(0);
        if (term && current().kind == Kind::Close)
            return filterSyntax(u")"_s, current().position, 1);
        return term;
    }
    std::optional<qint64> operation() const { return m_operation; }

private:
    const FilterToken &current() const { return m_tokens.at(m_at); }

    Result<TaskTerm> alternatives(int depth)
    {
        QList<TaskTerm> any;
        for (;;) {
            const Result<TaskTerm> one = sequence(depth);
            if (!one)
                return one;
            any.append(*one);
            if (current().kind != Kind::Or)
                return joined(Join::Any, any);
            const FilterToken &word = current();
            ++m_at;
            const bool ends = current().kind == Kind::End || current().kind == Kind::Close;
            if (ends || current().kind == Kind::Or ||
                (any.size() == 1 && any.constFirst().join == Join::All && any.constFirst().parts.isEmpty()))
                return filterSyntax(u"OR"_s, word.position, 2);
        }
    }

    Result<TaskTerm> sequence(int depth)
    {
        QList<TaskTerm> all;
        while (current().kind == Kind::Word || current().kind == Kind::Open) {
            const Result<TaskTerm> one = item(depth);
            if (!one)
                return one;
            // operation: is no test, and so nothing.
            if (one->join == Join::All && one->parts.isEmpty())
                continue;
            addTo(all, *one);
        }
        return joined(Join::All, all);
    }

    Result<TaskTerm> item(int depth)
    {
        const FilterToken token = current();
        ++m_at;
        if (token.kind == Kind::Open) {
            if (depth >= deepest)
                return filterSyntax(u"("_s, token.position, 1);
            Result<TaskTerm> inner = alternatives(depth + 1);
            if (!inner)
                return inner;
            if (current().kind != Kind::Close)
                return filterSyntax(u"("_s, token.position, 1);
            ++m_at;
            inner->negated = inner->negated != token.negated;
            return inner;
        }
        Result<TaskTerm> term = word(token);
        if (term && token.negated)
            term->negated = !term->negated;
        return term;
    }

    Result<TaskTerm> word(const FilterToken &token)
    {
        if (isKeyWord(token)) {
            if (token.text.left(token.colon).toLower() != "operation"_L1)
                return termOfWord(token);
            bool good = false;
            m_operation = token.text.mid(token.colon + 1).toLongLong(&good);
            if (good && *m_operation > 0)
                return joined(Join::All, {});
            return fail(ErrorKind::Invalid, "filter_invalid",
                        {token.text, u"1, 2, 3 …"_s, QString::number(token.position + token.colon + 1),
                         QString::number(std::max(1, token.length - token.colon - 1))});
        }
        TaskTerm term;
        term.values = {token.text};
        return term;
    }

    QList<FilterToken> m_tokens;
    qsizetype m_at = 0;
    std::optional<qint64> m_operation;
};

/// Ids of `id:5 id:6`; empty: something else.
QList<queue::Id> idsOf(const TaskTerm &term)
{
    QList<queue::Id> ids;
    const QList<TaskTerm> parts = term.join == Join::Test ? QList<TaskTerm>{term} : term.parts;
    for (const TaskTerm &part : parts) {
        if (part.join != Join::Test || part.field != Field::Id || part.negated || term.join == Join::All)
            return {};
        ids.append(part.number);
    }
    return ids;
}

/// What the filter's own fields can say goes there; `false`: none of them can.
bool lift(TaskFilter &filter, const TaskTerm &term)
{
    if (term.negated)
        return false;
    if (const QList<queue::Id> ids = idsOf(term); !ids.isEmpty() && filter.ids.isEmpty()) {
        filter.ids = ids;
        return true;
    }
    if (term.join != Join::Test)
        return false;
    const QString value = term.values.value(0);
    const bool isPlain = term.values.size() == 1 && !value.contains(u'*');
    if (term.field == Field::State && filter.states.isEmpty()) {
        for (const QString &name : term.values) {
            if (const auto state = queue::taskStateFromString(name); state && !filter.states.contains(*state))
                filter.states.append(*state);
        }
        return true;
    }
    const auto take = [isPlain, &value](QString &field) {
        if (!isPlain || !field.isEmpty())
            return false;
        field = value;
        return true;
    };
    if (term.field == Field::Kind)
        return take(filter.kind);
    if (term.field == Field::Queue)
        return take(filter.queue);
    if (term.field == Field::Text && filter.text.isEmpty()) {
        filter.text = value;
        return true;
    }
    if (term.field == Field::Batch && !filter.batchId) {
        filter.batchId = term.number;
        return true;
    }
    if (term.field == Field::Unknown) {
        filter.unknownOnly = true;
        return true;
    }
    return false;
}

} // namespace

Result<QList<TaskState>> parseStates(const QString &text)
{
    QList<TaskState> states;
    const QStringList names = text.split(u',', Qt::SkipEmptyParts);
    for (const QString &raw : names) {
        const QString name = raw.trimmed().toLower();
        if (name == "failed"_L1)
            states.append(TaskState::Discarded);
        else if (name == "waiting"_L1)
            states.append({TaskState::Scheduled, TaskState::Available, TaskState::Retryable});
        else if (const auto state = queue::taskStateFromString(name))
            states.append(*state);
        else
            return fail(ErrorKind::Invalid, "filter_invalid",
                        {name, u"draft, scheduled, available, running, retryable, completed, discarded, cancelled, "
                               "failed, waiting"_s});
    }
    return states;
}

Result<TaskFilter> parseFilterLine(const QString &line)
{
    const Result<QList<FilterToken>> tokens = filterTokens(line);
    if (!tokens)
        return fail(tokens.error());
    Parser parser(*tokens);
    const Result<TaskTerm> whole = parser.parse();
    if (!whole)
        return fail(whole.error());
    TaskFilter filter;
    filter.operation = parser.operation();
    const bool isList = whole->join == Join::All && !whole->negated;
    const QList<TaskTerm> terms = isList ? whole->parts : QList<TaskTerm>{*whole};
    for (const TaskTerm &term : terms) {
        if (!lift(filter, term))
            filter.terms.append(term);
    }
    return filter;
}

FilterFault filterFault(const Error &error)
{
    return {error.arguments.value(2).toInt(), std::max(1, error.arguments.value(3).toInt())};
}

} // namespace pult::node
