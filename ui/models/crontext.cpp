// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/crontext.h"

#include <QHash>
#include <QList>
#include <QLocale>
#include <QRegularExpression>

#include <optional>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// More times or days than that are no sentence any more.
constexpr qsizetype namedAtMost = 4;

/// One field of the expression: what it allows, or that it is free.
struct Field
{
    bool any = false;
    int step = 0; ///< of `*/n`
    QList<int> values;
};

int numberOf(const QString &text, const QStringList &names, int firstName)
{
    const qsizetype name = names.indexOf(text.left(3).toLower());
    if (name >= 0)
        return int(name) + firstName;
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    return isNumber ? number : -1;
}

std::optional<Field> fieldOf(const QString &text, const QStringList &names = {}, int firstName = 0)
{
    Field field;
    if (text == "*"_L1 || text == "?"_L1) {
        field.any = true;
        return field;
    }
    static const QRegularExpression everyStep(u"^\\*/(\\d+)$"_s);
    if (const auto match = everyStep.match(text); match.hasMatch()) {
        field.step = match.captured(1).toInt();
        field.any = field.step == 1;
        return field;
    }
    for (const QString &part : text.split(u',')) {
        if (part.contains(u'/'))
            return std::nullopt;
        const int first = numberOf(part.section(u'-', 0, 0), names, firstName);
        const int last = part.contains(u'-') ? numberOf(part.section(u'-', 1, 1), names, firstName) : first;
        if (first < 0 || last < first || last - first > 60)
            return std::nullopt;
        for (int value = first; value <= last; ++value)
            field.values.append(value);
    }
    std::sort(field.values.begin(), field.values.end());
    return field;
}

QString expanded(const QString &expression)
{
    static const QHash<QString, QString> words{
        {u"@hourly"_s, u"0 * * * *"_s},   {u"@daily"_s, u"0 0 * * *"_s},   {u"@midnight"_s, u"0 0 * * *"_s},
        {u"@weekly"_s, u"0 0 * * 0"_s},   {u"@monthly"_s, u"0 0 1 * *"_s}, {u"@yearly"_s, u"0 0 1 1 *"_s},
        {u"@annually"_s, u"0 0 1 1 *"_s},
    };
    const QString trimmed = expression.simplified();
    return words.value(trimmed.toLower(), trimmed);
}

const QStringList &weekdayNames()
{
    static const QStringList names{u"sun"_s, u"mon"_s, u"tue"_s, u"wed"_s, u"thu"_s, u"fri"_s, u"sat"_s};
    return names;
}

const QStringList &monthNames()
{
    static const QStringList names{u"jan"_s, u"feb"_s, u"mar"_s, u"apr"_s, u"may"_s, u"jun"_s,
                                   u"jul"_s, u"aug"_s, u"sep"_s, u"oct"_s, u"nov"_s, u"dec"_s};
    return names;
}

} // namespace

namespace {

class Words final
{
    Q_DECLARE_TR_FUNCTIONS(pult::ui::CronText)

public:
    static QString list(const QStringList &parts)
    {
        if (parts.size() < 2)
            return parts.value(0);
        //: the last of a list: "08:00, 09:00 and 10:00"
        return tr("%1 and %2").arg(parts.first(parts.size() - 1).join(u", "_s), parts.last());
    }
    static QString clock(int hour, int minute)
    {
        return u"%1:%2"_s.arg(hour, 2, 10, QChar(u'0')).arg(minute, 2, 10, QChar(u'0'));
    }
    /// "on Mondays"
    static QString weekday(int day)
    {
        switch (day % 7) {
        case 1:
            return tr("on Mondays");
        case 2:
            return tr("on Tuesdays");
        case 3:
            return tr("on Wednesdays");
        case 4:
            return tr("on Thursdays");
        case 5:
            return tr("on Fridays");
        case 6:
            return tr("on Saturdays");
        default:
            return tr("on Sundays");
        }
    }
    static QString days(const Field &dayOfMonth, const Field &weekday)
    {
        if (!weekday.any) {
            if (weekday.values == QList<int>{1, 2, 3, 4, 5})
                return tr("on weekdays");
            if (weekday.values == QList<int>{0, 6} || weekday.values == QList<int>{6, 7})
                return tr("at weekends");
            QStringList names;
            for (const int day : weekday.values)
                names.append(Words::weekday(day));
            return list(names);
        }
        if (!dayOfMonth.any) {
            QStringList numbers;
            for (const int day : dayOfMonth.values)
                numbers.append(QString::number(day));
            return tr("on day %1 of the month").arg(list(numbers));
        }
        return tr("every day");
    }
    static QString months(const Field &month)
    {
        QStringList names;
        for (const int number : month.values)
            names.append(QLocale().standaloneMonthName(number));
        return list(names);
    }
    /// "at 08:00 and 09:30"; empty: too many to name.
    static QString times(const Field &minute, const Field &hour)
    {
        QStringList times;
        for (const int h : hour.values) {
            for (const int m : minute.values)
                times.append(clock(h, m));
        }
        return times.isEmpty() || times.size() > namedAtMost ? QString() : tr("at %1").arg(list(times));
    }
    /// "every 5 minutes", "every 2 hours"; empty: it comes at times of day.
    static QString interval(const Field &minute, const Field &hour)
    {
        if (hour.any && minute.any)
            return tr("every minute");
        if (hour.any && minute.step > 0)
            return tr("every %n minute(s)", nullptr, minute.step);
        if (minute.values.size() != 1)
            return {};
        if (hour.any && minute.values.first() == 0)
            return tr("every hour");
        if (hour.any)
            return tr("every hour at minute %1").arg(minute.values.first());
        if (hour.step > 0 && minute.values.first() == 0)
            return tr("every %n hour(s)", nullptr, hour.step);
        return {};
    }
};

} // namespace

QString CronText::of(const QString &expression)
{
    const QStringList parts = expanded(expression).split(u' ');
    if (parts.size() != 5)
        return expression;
    const auto minute = fieldOf(parts.at(0));
    const auto hour = fieldOf(parts.at(1));
    const auto day = fieldOf(parts.at(2));
    const auto month = fieldOf(parts.at(3), monthNames(), 1);
    const auto weekday = fieldOf(parts.at(4), weekdayNames());
    if (!minute || !hour || !day || !month || !weekday || day->step > 1 || month->step > 1 || weekday->step > 1)
        return expression;
    // Either day may match then, which no short sentence says.
    if (!day->any && !weekday->any)
        return expression;
    if (weekday->values.size() > 5 || day->values.size() > namedAtMost)
        return expression;
    const bool everyDay = day->any && weekday->any;
    QString text = Words::interval(*minute, *hour);
    if (text.isEmpty()) {
        const QString times = Words::times(*minute, *hour);
        if (times.isEmpty())
            return expression;
        //: days, times: "every day at 08:00"
        text = tr("%1 %2").arg(Words::days(*day, *weekday), times);
    } else if (!everyDay) {
        //: interval, days: "every hour on Mondays"
        text = tr("%1 %2", "interval, days").arg(text, Words::days(*day, *weekday));
    }
    return month->any ? text : tr("%1, in %2", "days and times, months").arg(text, Words::months(*month));
}

} // namespace pult::ui
