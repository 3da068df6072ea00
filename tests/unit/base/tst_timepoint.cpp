// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <base/timepoint.h>
#include <support/testresult.h>

#include <QDateTime>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_TimePoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void timesAreWrittenAndReadBack()
    {
        QCOMPARE(toIso(fromMicros(0)), u"1970-01-01T00:00:00.000Z"_s);
        QCOMPARE(toIso(fromMicros(-1)), u"1969-12-31T23:59:59.999Z"_s);
        QCOMPARE(toIso(fromMicros(1'709'210'096'789'999)), u"2024-02-29T12:34:56.789Z"_s);
        QCOMPARE(toIso(fromMicros(253'402'300'799'999'999)), u"9999-12-31T23:59:59.999Z"_s);
        QCOMPARE(fromIso(u"2024-02-29T12:34:56.789Z"), fromMicros(1'709'210'096'789'000));
        QRandomGenerator random(6);
        for (int i = 0; i < 10'000; ++i) {
            const qint64 millis = random.bounded(qint64(-62'000'000'000'000), qint64(253'000'000'000'000));
            QCOMPARE(toIso(fromMicros(millis * 1000 + 999)),
                     QDateTime::fromMSecsSinceEpoch(millis, Qt::UTC).toString(Qt::ISODateWithMs));
        }
    }
};

QTEST_GUILESS_MAIN(tst_TimePoint)
#include "tst_timepoint.moc"
