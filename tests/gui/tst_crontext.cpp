// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <models/crontext.h>
#include <support/testresult.h>

#include <QCoreApplication>
#include <QTest>
#include <QTranslator>

using namespace pult;
using namespace Qt::StringLiterals;

class tst_CronText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void expressionsAreSaid_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("english");
        QTest::addColumn<QString>("russian");
        const auto row = [](const char *expression, const char *english, const char *russian) {
            QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(english)
                                      << QString::fromUtf8(russian);
        };
        row("0 8 * * *", "every day at 08:00", "каждый день в 08:00");
        row("0 8,20 * * *", "every day at 08:00 and 20:00", "каждый день в 08:00 и 20:00");
        row("30 9 * * mon-fri", "on weekdays at 09:30", "по будням в 09:30");
        row("0 10 * * 0,6", "at weekends at 10:00", "по выходным в 10:00");
        row("0 10 * * mon,thu", "on Mondays and on Thursdays at 10:00", "по понедельникам и по четвергам в 10:00");
        row("0 10 * * 7", "on Sundays at 10:00", "по воскресеньям в 10:00");
        row("5 0 1,15 * *", "on day 1 and 15 of the month at 00:05", "1 и 15 числа месяца в 00:05");
        row("* * * * *", "every minute", "каждую минуту");
        row("*/5 * * * *", "every 5 minutes", "каждые 5 минут");
        row("*/21 * * * *", "every 21 minutes", "каждую 21 минуту");
        row("0 * * * *", "every hour", "каждый час");
        row("@hourly", "every hour", "каждый час");
        row("15 * * * *", "every hour at minute 15", "каждый час на 15-й минуте");
        row("0 */2 * * *", "every 2 hours", "каждые 2 часа");
        row("0 * * * sat", "every hour on Saturdays", "каждый час по субботам");
        row("@monthly", "on day 1 of the month at 00:00", "1 числа месяца в 00:00");
        row("0 8 * jan *", "every day at 08:00, in January", "каждый день в 08:00, месяц: январь");
        // What has no short way to be said stays as it is.
        row("0 8 1 * mon", "0 8 1 * mon", "0 8 1 * mon");
        row("1-59/7 3 * * *", "1-59/7 3 * * *", "1-59/7 3 * * *");
        row("nonsense", "nonsense", "nonsense");
    }

    void expressionsAreSaid()
    {
        QFETCH(QString, expression);
        QFETCH(QString, english);
        QFETCH(QString, russian);
        for (const auto &[language, wanted] : {std::pair(u"en"_s, english), std::pair(u"ru"_s, russian)}) {
            QTranslator translator;
            QVERIFY(translator.load(u":/i18n/pult_"_s + language));
            QCoreApplication::installTranslator(&translator);
            QLocale::setDefault(QLocale(language));
            QCOMPARE(ui::CronText::of(expression), wanted);
            QCoreApplication::removeTranslator(&translator);
        }
    }
};

QTEST_GUILESS_MAIN(tst_CronText)
#include "tst_crontext.moc"
