// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cron.h"

#include <QDateTime>
#include <QHash>
#include <QRegularExpression>
#include <QStringList>

namespace pult::queue {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr qsizetype longestExpression = 200;
constexpr qsizetype longestZone = 64;
/// 29 February is up to eight years away (1896 to 1904, 2096 to 2104).
constexpr auto horizon = days(9 * 366);
/// Zones change their clocks twice a year, Morocco's four times; more is a broken zone file.
constexpr int mostSegments = 200;
/// Before and after all times that are asked for; may still be added to.
constexpr seconds farAway = days(4'000'000);

struct Field
{
    const char *name; ///< a word of the error catalogue
    int low;
    int high;
    QStringList names; ///< the first stands for `low`, or for 0 among the weekdays
};

const std::array<Field, 5> &fields()
{
    static const std::array<Field, 5> all{{
        {"@minute", 0, 59, {}},
        {"@hour", 0, 23, {}},
        {"@day_of_month", 1, 31, {}},
        {"@month", 1, 12, u"jan feb mar apr may jun jul aug sep oct nov dec"_s.split(u' ')},
        {"@day_of_week", 0, 7, u"sun mon tue wed thu fri sat"_s.split(u' ')},
    }};
    return all;
}

QString shorthand(const QString &expression)
{
    static const QHash<QString, QString> known{
        {u"@hourly"_s, u"0 * * * *"_s},   {u"@daily"_s, u"0 0 * * *"_s},   {u"@midnight"_s, u"0 0 * * *"_s},
        {u"@weekly"_s, u"0 0 * * 0"_s},   {u"@monthly"_s, u"0 0 1 * *"_s}, {u"@yearly"_s, u"0 0 1 1 *"_s},
        {u"@annually"_s, u"0 0 1 1 *"_s},
    };
    return known.value(expression, expression);
}

std::optional<int> numberIn(const Field &field, const QString &text)
{
    if (const qsizetype name = field.names.indexOf(text); name >= 0)
        return field.low + static_cast<int>(name);
    bool isNumber = !text.isEmpty() && text.size() <= 4;
    for (const QChar c : text)
        isNumber = isNumber && c >= u'0' && c <= u'9';
    const int number = isNumber ? text.toInt() : -1;
    return number >= field.low && number <= field.high ? std::optional(number) : std::nullopt;
}

/// One part of a list: `*`, `5`, `1-5`, each with `/2`; false when it is none of these.
bool addPart(const Field &field, const QString &part, std::bitset<64> &set)
{
    const QString range = part.section(u'/', 0, 0);
    int step = 1;
    if (part.contains(u'/')) {
        const std::optional<int> read = numberIn({field.name, 1, field.high, {}}, part.section(u'/', 1));
        if (!read)
            return false;
        step = *read;
    }
    int from = field.low;
    int to = field.high;
    if (range != "*"_L1) {
        const std::optional<int> first = numberIn(field, range.section(u'-', 0, 0));
        const std::optional<int> last = range.contains(u'-') ? numberIn(field, range.section(u'-', 1)) : first;
        if (!first || !last || *last < *first)
            return false;
        from = *first;
        // As everywhere: 5/15 goes on to the end.
        to = part.contains(u'/') && !range.contains(u'-') ? field.high : *last;
    }
    for (int value = from; value <= to; value += step)
        set.set(static_cast<std::size_t>(value));
    return true;
}

template<std::size_t size>
std::bitset<size> narrowed(const std::bitset<64> &wide)
{
    return std::bitset<size>(wide.to_ullong());
}

QDateTime utc(sys_seconds time)
{
    return QDateTime::fromSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC);
}

/// A stretch of time in which a zone's clocks do not change.
struct Segment
{
    sys_seconds begin{-farAway};
    sys_seconds end{farAway};
    seconds offset{0};
    seconds offsetBefore{0}; ///< equal to offset when nothing changed at `begin`
};

Segment segmentAt(const QTimeZone &zone, sys_seconds time)
{
    Segment segment;
    const QDateTime at = utc(time);
    segment.offset = seconds(zone.offsetFromUtc(at));
    segment.offsetBefore = segment.offset;
    if (!zone.hasTransitions())
        return segment;
    if (const QTimeZone::OffsetData next = zone.nextTransition(at); next.atUtc.isValid())
        segment.end = sys_seconds(seconds(next.atUtc.toSecsSinceEpoch()));
    if (const QTimeZone::OffsetData last = zone.previousTransition(at.addSecs(1)); last.atUtc.isValid()) {
        segment.begin = sys_seconds(seconds(last.atUtc.toSecsSinceEpoch()));
        segment.offsetBefore = seconds(zone.offsetFromUtc(last.atUtc.addSecs(-1)));
    }
    return segment;
}

local_seconds wall(sys_seconds time, seconds offset)
{
    return local_seconds(time.time_since_epoch() + offset);
}

} // namespace

Result<> Cron::readFields(const QString &expression)
{
    const QStringList texts = shorthand(expression.toLower()).simplified().split(u' ', Qt::SkipEmptyParts);
    if (texts.size() == 6)
        return fail(ErrorKind::Invalid, "cron_seconds", {expression});
    if (texts.size() != 5)
        return fail(ErrorKind::Invalid, "cron_fields", {expression, QString::number(texts.size())});
    std::array<std::bitset<64>, 5> sets;
    for (std::size_t i = 0; i < sets.size(); ++i) {
        const Field &field = fields()[i];
        const QString &text = texts.at(static_cast<qsizetype>(i));
        for (const QString &part : text.split(u',')) {
            if (!addPart(field, part, sets[i])) {
                return fail(ErrorKind::Invalid, "cron_invalid",
                            {expression, QString::fromLatin1(field.name), part,
                             u"%1-%2"_s.arg(QString::number(field.low), QString::number(field.high))});
            }
        }
    }
    if (sets[4].test(7)) // Sunday's other number
        sets[4].set(0).reset(7);
    m_minutes = narrowed<60>(sets[0]);
    m_hours = narrowed<24>(sets[1]);
    m_days = narrowed<32>(sets[2]);
    m_months = narrowed<13>(sets[3]);
    m_weekdays = narrowed<7>(sets[4]);
    m_anyDay = texts.at(2).startsWith(u'*');
    m_anyWeekday = texts.at(4).startsWith(u'*');
    m_interval = texts.at(1).contains(u'*') || texts.at(1).contains(u'-') || texts.at(1).contains(u'/');
    return {};
}

namespace {

/// Zones of no place, which servers like to be set to, stand in no list of Qt's.
bool isKnownZone(const QByteArray &zone)
{
    static const QRegularExpression noPlace(u"^Etc/[A-Za-z0-9+-]+$"_s);
    return QTimeZone::isTimeZoneIdAvailable(zone) ||
           (noPlace.match(QString::fromLatin1(zone)).hasMatch() && QTimeZone(zone).isValid());
}

} // namespace

Result<Cron> Cron::parse(const QString &expression, const QString &timeZone)
{
    if (expression.size() > longestExpression)
        return fail(ErrorKind::Invalid, "cron_too_long", {QString::number(longestExpression)});
    const QByteArray zone = timeZone.toLatin1();
    if (zone.size() > longestZone || !isKnownZone(zone))
        return fail(ErrorKind::Invalid, "time_zone_unknown", {timeZone.left(longestZone)});
    Cron cron;
    cron.m_zone = QTimeZone(zone);
    if (const Result<> read = cron.readFields(expression); !read)
        return fail(read.error());
    // 30 February: told now, not by a schedule that is never seen to run. Any day does as the start.
    if (!cron.findWall(local_days(year(2000) / 1 / 1), local_days(year(2000) / 1 / 1) + horizon))
        return fail(ErrorKind::Invalid, "cron_never", {expression});
    return cron;
}

bool Cron::dayMatches(year_month_day day) const
{
    const bool date = m_days.test(static_cast<unsigned>(day.day()));
    const bool weekday = m_weekdays.test(std::chrono::weekday(local_days(day)).c_encoding());
    return m_anyDay || m_anyWeekday ? date && weekday : date || weekday;
}

/// The first wall-clock time in [from, to) that the fields allow.
std::optional<local_seconds> Cron::findWall(local_seconds from, local_seconds to) const
{
    from = ceil<minutes>(from);
    local_days day = floor<days>(from);
    int firstMinute = static_cast<int>(duration_cast<minutes>(from - day).count());
    while (day < to) {
        const year_month_day date(day);
        if (!m_months.test(static_cast<unsigned>(date.month()))) {
            day = local_days((date.year() / date.month() + months(1)) / 1);
            firstMinute = 0;
            continue;
        }
        for (int minute = firstMinute; dayMatches(date) && minute < 24 * 60;) {
            const auto hour = static_cast<std::size_t>(minute / 60);
            if (!m_hours.test(hour)) {
                minute = static_cast<int>(hour + 1) * 60;
                continue;
            }
            if (m_minutes.test(static_cast<std::size_t>(minute % 60))) {
                const local_seconds found = day + minutes(minute);
                return found < to ? std::optional(found) : std::nullopt;
            }
            ++minute;
        }
        day += days(1);
        firstMinute = 0;
    }
    return std::nullopt;
}

std::optional<TimePoint> Cron::next(TimePoint after) const
{
    const sys_seconds start = floor<seconds>(after) + seconds(1);
    const sys_seconds limit = start + horizon;
    sys_seconds time = start;
    for (int i = 0; i < mostSegments && time < limit; ++i) {
        const Segment segment = segmentAt(m_zone, time);
        const bool beginsHere = segment.begin >= start;
        const local_seconds before = wall(segment.begin, segment.offsetBefore);
        if (!m_interval && beginsHere && segment.offset > segment.offsetBefore &&
            findWall(before, wall(segment.begin, segment.offset)))
            return TimePoint(segment.begin);
        local_seconds from = wall(time, segment.offset);
        if (!m_interval && segment.offset < segment.offsetBefore)
            from = std::max(from, before); // these have been already
        const sys_seconds end = std::min(segment.end, limit);
        if (const std::optional<local_seconds> found = findWall(from, wall(end, segment.offset)))
            return TimePoint(sys_seconds(found->time_since_epoch() - segment.offset));
        time = segment.end;
    }
    return std::nullopt;
}

QList<TimePoint> Cron::next(TimePoint after, int count) const
{
    QList<TimePoint> times;
    std::optional<TimePoint> time = next(after);
    for (; time && times.size() < count; time = next(*time))
        times.append(*time);
    return times;
}

} // namespace pult::queue
