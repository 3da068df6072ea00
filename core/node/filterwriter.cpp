// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A filter back into the words of its language.
#include "filterline.h"

namespace pult::node {

using namespace Qt::StringLiterals;
using queue::TaskTerm;
using Field = TaskTerm::Field;
using Join = TaskTerm::Join;

namespace {

/// More numbers than anyone reads.
constexpr qsizetype mostIdsShown = 20;

QString secondsText(qint64 seconds)
{
    for (const auto &[unit, size] : {std::pair(u"d"_s, 86400), std::pair(u"h"_s, 3600), std::pair(u"min"_s, 60)}) {
        if (seconds >= size && seconds % size == 0)
            return QString::number(seconds / size) + unit;
    }
    return QString::number(seconds) + u's';
}

QString numberText(const TaskTerm &term)
{
    const QString sign = nameOf(term.comparison);
    if (term.field == Field::Age)
        return sign + secondsText(term.number);
    if (term.relative) {
        // "since an hour ago" is typed as younger than an hour.
        const bool since = term.comparison == TaskTerm::Comparison::MoreOrEqual;
        return (since ? u"<"_s : u">"_s) + secondsText(term.number / 1'000'000);
    }
    return sign + (term.field >= Field::Created ? toIso(fromMicros(term.number)) : QString::number(term.number));
}

QString termText(const TaskTerm &term)
{
    QString text;
    if (term.join != Join::Test) {
        QStringList parts;
        for (const TaskTerm &part : term.parts)
            parts.append(termText(part));
        text = u'(' + parts.join(term.join == Join::All ? u" "_s : u" OR "_s) + u')';
    } else if (term.field == Field::Text) {
        text = quotedForFilter(term.values.value(0));
    } else if (term.field == Field::Unknown) {
        return term.negated ? u"unknown:no"_s : u"unknown:yes"_s;
    } else {
        QStringList values;
        for (const QString &value : term.values)
            values.append(quotedForFilter(value));
        text = nameOf(term.field) + u':' + (isNumeric(term.field) ? numberText(term) : values.join(u','));
    }
    return term.negated ? QString(u'-' + text) : text;
}

} // namespace

QString quotedForFilter(const QString &value)
{
    const bool plain = !value.isEmpty() && value != "OR"_L1 && !value.startsWith(u'-') &&
                       std::none_of(value.begin(), value.end(), [](QChar c) {
                           return c.isSpace() || c == u'(' || c == u')' || c == u':' || c == u',';
                       });
    return plain ? value : QString(u'"' + QString(value).remove(u'"') + u'"');
}

QString filterLineOf(const queue::TaskFilter &filter)
{
    QStringList words;
    QStringList states;
    for (const queue::TaskState state : filter.states)
        states.append(queue::nameOf(state));
    if (!states.isEmpty())
        words.append(u"state:"_s + states.join(u','));
    if (!filter.kind.isEmpty())
        words.append(u"kind:"_s + quotedForFilter(filter.kind));
    if (!filter.queue.isEmpty())
        words.append(u"queue:"_s + quotedForFilter(filter.queue));
    if (filter.batchId)
        words.append(u"batch:"_s + QString::number(*filter.batchId));
    if (!filter.ids.isEmpty()) {
        QStringList ids;
        for (const queue::Id id : filter.ids.first(std::min(mostIdsShown, filter.ids.size())))
            ids.append(QString::number(id));
        words.append(u"id:"_s + ids.join(u',') + (filter.ids.size() > mostIdsShown ? u",…"_s : QString()));
    }
    if (filter.unknownOnly)
        words.append(u"unknown:yes"_s);
    if (filter.operation)
        words.append(u"operation:"_s + QString::number(*filter.operation));
    if (!filter.text.isEmpty())
        words.append(quotedForFilter(filter.text));
    for (const TaskTerm &term : filter.terms)
        words.append(termText(term));
    return words.join(u' ');
}

} // namespace pult::node
