// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "filtervalues.h"

#include "filterline.h"

#include <QDateTime>
#include <QRegularExpression>

namespace pult::node {

using namespace Qt::StringLiterals;
using queue::TaskTerm;
using Comparison = TaskTerm::Comparison;
using Field = TaskTerm::Field;

namespace {

constexpr qint64 microsPerSecond = 1'000'000;

struct Key
{
    QLatin1StringView name;
    Field field;
};
constexpr Key keys[] = {
    {"state"_L1, Field::State},
    {"kind"_L1, Field::Kind},
    {"queue"_L1, Field::Queue},
    {"profile"_L1, Field::Profile},
    {"error"_L1, Field::Error},
    {"age"_L1, Field::Age},
    {"attempt"_L1, Field::Attempt},
    {"priority"_L1, Field::Priority},
    {"node"_L1, Field::Node},
    {"batch"_L1, Field::Batch},
    {"id"_L1, Field::Id},
    {"key"_L1, Field::Key},
    {"created"_L1, Field::Created},
    {"started"_L1, Field::Started},
    {"finished"_L1, Field::Finished},
    {"run"_L1, Field::RunAt},
    {"unknown"_L1, Field::Unknown},
};

const QString ageForm = u"30s, 10min, 1h, 2d"_s;
const QString timeForm = u"2026-11-22, 2026-11-22T14:00, today, yesterday, 1h"_s;

tl::unexpected<Error> invalid(const FilterToken &token, const QString &takes)
{
    const int begin = token.position + token.colon + 1;
    return fail(ErrorKind::Invalid, "filter_invalid",
                {token.text, takes, QString::number(begin),
                 QString::number(std::max(1, token.position + token.length - begin))});
}

/// Seconds; nullopt: no age.
std::optional<qint64> ageOf(const QString &text)
{
    static const QRegularExpression form(u"^(\\d{1,6}(?:\\.\\d+)?)(s|sec|m|min|h|d|w)$"_s);
    const QRegularExpressionMatch match = form.match(text.toLower());
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = match.captured(2);
    const qint64 seconds = unit.startsWith(u's')   ? 1
                           : unit.startsWith(u'm') ? 60
                           : unit == "h"_L1        ? 3600
                           : unit == "d"_L1        ? 86400
                                                   : 604800;
    return static_cast<qint64>(match.captured(1).toDouble() * static_cast<double>(seconds));
}

/// A stretch of time: a day, or a moment; or a span before now.
struct Stretch
{
    qint64 begin = 0;
    qint64 end = 0; ///< the first moment after it
    bool relative = false;
};

std::optional<Stretch> stretchOf(const QString &text)
{
    if (const auto age = ageOf(text))
        return Stretch{*age * microsPerSecond, *age * microsPerSecond, true};
    QDate day = text.contains(u'T') ? QDate() : QDate::fromString(text, Qt::ISODate);
    if (text.compare("today"_L1, Qt::CaseInsensitive) == 0)
        day = QDate::currentDate();
    else if (text.compare("yesterday"_L1, Qt::CaseInsensitive) == 0)
        day = QDate::currentDate().addDays(-1);
    if (day.isValid())
        return Stretch{day.startOfDay().toMSecsSinceEpoch() * 1000,
                       day.addDays(1).startOfDay().toMSecsSinceEpoch() * 1000};
    const auto moment = text.contains(u'T') ? fromIso(text) : std::nullopt;
    if (!moment)
        return std::nullopt;
    return Stretch{toMicros(*moment), toMicros(*moment)};
}

TaskTerm test(Field field, Comparison comparison, qint64 number, bool relative = false)
{
    TaskTerm term;
    term.field = field;
    term.comparison = comparison;
    term.number = number;
    term.relative = relative;
    return term;
}

TaskTerm both(const TaskTerm &a, const TaskTerm &b)
{
    TaskTerm term;
    term.join = TaskTerm::Join::All;
    term.parts = {a, b};
    return term;
}

/// `>=5` taken apart.
std::pair<Comparison, QString> comparisonIn(const QString &value)
{
    if (value.startsWith(">="_L1))
        return {Comparison::MoreOrEqual, value.mid(2)};
    if (value.startsWith("<="_L1))
        return {Comparison::LessOrEqual, value.mid(2)};
    if (value.startsWith(u'>'))
        return {Comparison::More, value.mid(1)};
    if (value.startsWith(u'<'))
        return {Comparison::Less, value.mid(1)};
    return {Comparison::Is, value.startsWith(u'=') ? value.mid(1) : value};
}

/// `a..b` taken apart; nullopt: no range.
std::optional<std::pair<QString, QString>> rangeIn(const QString &value)
{
    const qsizetype dots = value.indexOf(".."_L1);
    if (dots <= 0 || dots + 2 >= value.size())
        return std::nullopt;
    return std::pair(value.left(dots), value.mid(dots + 2));
}

Result<TaskTerm> numberTerm(const FilterToken &token, Field field, const QString &value)
{
    const bool isAge = field == Field::Age;
    const auto read = [isAge](const QString &text) -> std::optional<qint64> {
        if (isAge)
            return ageOf(text);
        bool good = false;
        const int number = text.toInt(&good);
        return good ? std::optional<qint64>(number) : std::nullopt;
    };
    const QString takes = isAge ? u">1h, <10min, 1h..2d ("_s + ageForm + u')' : u"2, >=2, 2..5"_s;
    if (const auto range = rangeIn(value)) {
        const auto from = read(range->first);
        const auto to = read(range->second);
        if (!from || !to)
            return invalid(token, takes);
        return both(test(field, Comparison::MoreOrEqual, *from), test(field, Comparison::LessOrEqual, *to));
    }
    auto [comparison, text] = comparisonIn(value);
    const auto number = read(text);
    if (!number)
        return invalid(token, takes);
    // Nothing is exactly an hour old: what is meant is at least so old.
    if (isAge && comparison == Comparison::Is)
        comparison = Comparison::MoreOrEqual;
    return test(field, comparison, *number);
}

/// `>` a day means after it, `>` a span before now means since then.
TaskTerm timeTest(Field field, Comparison comparison, const Stretch &stretch)
{
    if (stretch.relative) {
        const bool within =
            comparison == Comparison::Is || comparison == Comparison::Less || comparison == Comparison::LessOrEqual;
        return test(field, within ? Comparison::MoreOrEqual : Comparison::LessOrEqual, stretch.begin, true);
    }
    switch (comparison) {
    case Comparison::Less:
        return test(field, Comparison::Less, stretch.begin);
    case Comparison::LessOrEqual:
        return test(field, stretch.begin == stretch.end ? Comparison::LessOrEqual : Comparison::Less, stretch.end);
    case Comparison::More:
        return test(field, stretch.begin == stretch.end ? Comparison::More : Comparison::MoreOrEqual, stretch.end);
    case Comparison::MoreOrEqual:
        return test(field, Comparison::MoreOrEqual, stretch.begin);
    case Comparison::Is:
        break;
    }
    if (stretch.begin == stretch.end)
        return test(field, Comparison::Is, stretch.begin);
    return both(test(field, Comparison::MoreOrEqual, stretch.begin), test(field, Comparison::Less, stretch.end));
}

Result<TaskTerm> timeTerm(const FilterToken &token, Field field, const QString &value)
{
    if (const auto range = rangeIn(value)) {
        const auto from = stretchOf(range->first);
        const auto to = stretchOf(range->second);
        if (!from || !to || from->relative || to->relative)
            return invalid(token, timeForm);
        return both(timeTest(field, Comparison::MoreOrEqual, *from), timeTest(field, Comparison::LessOrEqual, *to));
    }
    const auto [comparison, text] = comparisonIn(value);
    const auto stretch = stretchOf(text);
    if (!stretch)
        return invalid(token, timeForm);
    return timeTest(field, comparison, *stretch);
}

Result<TaskTerm> idTerm(const FilterToken &token, Field field, const QString &value)
{
    TaskTerm any;
    any.join = TaskTerm::Join::Any;
    const QStringList texts = value.split(u',');
    for (const QString &text : texts) {
        bool good = false;
        const qint64 id = text.toLongLong(&good);
        if (!good || id < 1)
            return invalid(token, u"1, 2, 3 …"_s);
        any.parts.append(test(field, Comparison::Is, id));
    }
    return any.parts.size() == 1 ? any.parts.constFirst() : any;
}

Result<TaskTerm> stateTerm(const FilterToken &token, const QString &value)
{
    const auto states = parseStates(value);
    if (!states) {
        FilterToken named = token;
        named.text = states.error().arguments.value(0);
        named.position += token.colon + 1 + static_cast<int>(value.indexOf(named.text, 0, Qt::CaseInsensitive));
        named.length = static_cast<int>(named.text.size());
        named.colon = -1;
        return invalid(named, states.error().arguments.value(1));
    }
    TaskTerm term;
    term.field = Field::State;
    for (const queue::TaskState state : *states)
        term.values.append(queue::nameOf(state));
    return term;
}

/// A comma in quotes is a part of a name.
QStringList valuesOf(const FilterToken &token)
{
    QStringList values;
    int begin = token.colon + 1;
    for (const int comma : token.commas + QList<int>{static_cast<int>(token.text.size())}) {
        if (comma > begin)
            values.append(token.text.mid(begin, comma - begin));
        begin = std::max(begin, comma + 1);
    }
    return values;
}

} // namespace

QStringList filterKeys()
{
    QStringList names;
    for (const Key &key : keys)
        names.append(key.name);
    return names;
}

bool isKeyWord(const FilterToken &token)
{
    static const QRegularExpression word(u"^[A-Za-z_]{2,}$"_s);
    const QString name = token.text.left(std::max(0, token.colon)).toLower();
    return token.colon > 0 && word.match(name).hasMatch() && token.text.mid(token.colon + 1, 2) != "//"_L1 &&
           name != "local"_L1 && name != "dolphin"_L1;
}

Result<TaskTerm> termOfWord(const FilterToken &token)
{
    const QString name = token.text.left(token.colon).toLower();
    const QString value = token.text.mid(token.colon + 1);
    const Key *key = std::find_if(std::begin(keys), std::end(keys), [&name](const Key &k) { return k.name == name; });
    if (key == std::end(keys)) {
        return fail(
            ErrorKind::Invalid, "filter_key_unknown",
            {token.text, filterKeys().join(u", "_s), QString::number(token.position), QString::number(token.colon)});
    }
    if (value.isEmpty())
        return invalid(token, u"%1:…"_s.arg(name));
    switch (key->field) {
    case Field::State:
        return stateTerm(token, value);
    case Field::Batch:
    case Field::Id:
        return idTerm(token, key->field, value);
    case Field::Attempt:
    case Field::Priority:
    case Field::Age:
        return numberTerm(token, key->field, value);
    case Field::Created:
    case Field::Started:
    case Field::Finished:
    case Field::RunAt:
        return timeTerm(token, key->field, value);
    case Field::Unknown: {
        if (value != "yes"_L1 && value != "no"_L1)
            return invalid(token, u"yes, no"_s);
        TaskTerm term = test(Field::Unknown, Comparison::Is, 0);
        term.negated = value == "no"_L1;
        return term;
    }
    default:
        break;
    }
    TaskTerm term;
    term.field = key->field;
    term.values = key->field == Field::Error ? QStringList{value} : valuesOf(token);
    if (term.values.isEmpty())
        return invalid(token, u"%1:…"_s.arg(name));
    return term;
}

} // namespace pult::node
