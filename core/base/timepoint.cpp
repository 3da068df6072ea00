// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timepoint.h"

#include <QDateTime>

namespace pult {

namespace {

void putDigits(QChar *end, int value, int digits)
{
    for (; digits > 0; --digits, value /= 10)
        *--end = QChar(u'0' + value % 10);
}

} // namespace

/// By hand: lists have several times a row, and QDateTime needs ten times as long for each.
QString toIso(TimePoint time)
{
    using namespace std::chrono;
    const auto millis = floor<milliseconds>(time);
    const auto day = floor<days>(millis);
    const year_month_day date(day);
    const hh_mm_ss<milliseconds> clock(millis - day);
    if (int(date.year()) < 0 || int(date.year()) > 9999)
        return QDateTime::fromMSecsSinceEpoch(millis.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs);
    QString text = QStringLiteral("0000-00-00T00:00:00.000Z");
    QChar *const at = text.data();
    putDigits(at + 4, int(date.year()), 4);
    putDigits(at + 7, int(unsigned(date.month())), 2);
    putDigits(at + 10, int(unsigned(date.day())), 2);
    putDigits(at + 13, int(clock.hours().count()), 2);
    putDigits(at + 16, int(clock.minutes().count()), 2);
    putDigits(at + 19, int(clock.seconds().count()), 2);
    putDigits(at + 23, int(clock.subseconds().count()), 3);
    return text;
}

std::optional<TimePoint> fromIso(QStringView text)
{
    const QDateTime time = QDateTime::fromString(text.toString(), Qt::ISODateWithMs);
    if (!time.isValid())
        return std::nullopt;
    return TimePoint{std::chrono::milliseconds{time.toMSecsSinceEpoch()}};
}

TimePoint localNow()
{
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

} // namespace pult
