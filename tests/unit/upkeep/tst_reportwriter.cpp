// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The files of reports by their rules, for spreadsheet programs of both kinds of countries.
#include <support/csvreader.h>
#include <support/testresult.h>
#include <upkeep/scheduledreport.h>

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace pult;
using namespace pult::upkeep;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

TimePoint local(const QString &time)
{
    return fromMicros(QDateTime::fromString(time, Qt::ISODate).toMSecsSinceEpoch() * 1000);
}

ReportRequest profiles(const CsvStyle &style = {})
{
    ReportRequest request;
    request.kind = ReportKind::Profiles;
    request.from = local(u"2026-11-20T00:00:00"_s);
    request.to = local(u"2026-11-27T00:00:00"_s);
    request.style = style;
    return request;
}

ReportRow row(const QString &profile)
{
    return {profile,
            qint64(12),
            qint64(9),
            qint64(2),
            qint64(1),
            qint64(0),
            75.0,
            1234.5678,
            102.88,
            -0.25,
            local(u"2026-11-21T14:03:22"_s),
            ReportCell()};
}

QByteArray file(const ReportRequest &request, const QList<ReportRow> &rows)
{
    ReportWriter writer(request);
    QByteArray bytes = writer.begin();
    for (const ReportRow &one : rows)
        bytes += writer.row(one);
    return bytes + writer.end();
}

} // namespace

class tst_ReportWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void stylesFollowTheDecimalSign()
    {
        QCOMPARE(CsvStyle::of(QLocale(u"ru_RU"_s)), (CsvStyle{u';', u','}));
        QCOMPARE(CsvStyle::of(QLocale(u"de_DE"_s)), (CsvStyle{u';', u','}));
        QCOMPARE(CsvStyle::of(QLocale(u"en_US"_s)), (CsvStyle{u',', u'.'}));
        QCOMPARE(CsvStyle::of(QLocale::c()), (CsvStyle{u',', u'.'}));
    }

    void numbersAndTimes_data()
    {
        QTest::addColumn<QString>("locale");
        QTest::addColumn<QString>("seconds");
        QTest::addColumn<QString>("least");
        QTest::newRow("ru") << u"ru_RU"_s << u"1234,568"_s << u"-0,25"_s;
        QTest::newRow("en") << u"en_US"_s << u"1234.568"_s << u"-0.25"_s;
    }
    void numbersAndTimes()
    {
        QFETCH(QString, locale);
        QFETCH(QString, seconds);
        QFETCH(QString, least);
        const CsvStyle style = CsvStyle::of(QLocale(locale));
        const QByteArray bytes = file(profiles(style), {row(u"магазин-1"_s), row(u"local:shop"_s)});
        QVERIFY(!bytes.contains("sep="));
        const auto rows = test::readCsv(bytes, style.separator);
        QVERIFY(rows);
        QCOMPARE(rows->size(), 3);
        QCOMPARE(rows->at(0).constFirst(), u"profile"_s);
        QCOMPARE(rows->at(1), (QStringList{u"магазин-1"_s, u"12"_s, u"9"_s, u"2"_s, u"1"_s, u"0"_s, u"75"_s, seconds,
                                           QString(u"102"_s + style.decimal + u"88"_s), least, u"2026-11-21 14:03:22"_s,
                                           QString()}));
    }

    void whateverStandsInAText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("read");
        QTest::newRow("quotes") << u"say \"hi\""_s << u"say \"hi\""_s;
        QTest::newRow("lines") << u"one\r\ntwo\nthree"_s << u"one\r\ntwo\nthree"_s;
        QTest::newRow("separators") << u"a;b,c"_s << u"a;b,c"_s;
        QTest::newRow("blanks") << u" a "_s << u" a "_s;
        QTest::newRow("formula") << u"=cmd|' /C calc'!A0"_s << u"'=cmd|' /C calc'!A0"_s;
        QTest::newRow("plus") << u"+7 900"_s << u"'+7 900"_s;
        QTest::newRow("minus") << u"-tag"_s << u"'-tag"_s;
        QTest::newRow("at") << u"@SUM(1)"_s << u"'@SUM(1)"_s;
        QTest::newRow("tab") << u"\t=1"_s << u"'\t=1"_s;
        QTest::newRow("wide") << u"＝1+1"_s << u"'＝1+1"_s;
        QTest::newRow("within") << u"a=b"_s << u"a=b"_s;
    }
    void whateverStandsInAText()
    {
        QFETCH(QString, text);
        QFETCH(QString, read);
        for (const CsvStyle &style : {CsvStyle{u';', u','}, CsvStyle{u',', u'.'}}) {
            const auto rows = test::readCsv(file(profiles(style), {row(text)}), style.separator);
            QVERIFY(rows);
            QCOMPARE(rows->at(1).constFirst(), read);
        }
    }

    void columnsInTheOrderAskedFor()
    {
        ReportRequest request = profiles();
        request.columns = QStringList{u"failed"_s, u"profile"_s};
        PULT_VERIFY_RESULT(checkReport(request));
        const auto rows = test::readCsv(file(request, {row(u"a"_s)}), u',');
        QVERIFY(rows);
        QCOMPARE(rows->at(0), (QStringList{u"failed"_s, u"profile"_s}));
        QCOMPARE(rows->at(1), (QStringList{u"2"_s, u"a"_s}));
        request.columns = QStringList{u"last_at"_s}; // empty in this row
        QCOMPARE(test::readCsv(file(request, {row(u"a"_s)}), u',').value_or(QList<QStringList>{}).value(1),
                 QStringList{QString()});
        request.columns = QStringList{u"colour"_s};
        QCOMPARE(checkReport(request).error().code, u"report_column_unknown"_s);
        request.columns.clear();
        request.to = request.from;
        QCOMPARE(checkReport(request).error().code, u"report_range_invalid"_s);
    }

    void jsonIsOneDocument()
    {
        ReportRequest request = profiles();
        request.format = ReportFormat::Json;
        QJsonParseError error{};
        const QByteArray bytes = file(request, {row(u"=a\"b"_s), row(u"б"_s)});
        const QJsonObject object = QJsonDocument::fromJson(bytes, &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        QCOMPARE(object[u"report"].toString(), u"profiles"_s);
        QCOMPARE(object[u"from"].toString(), toIso(request.from));
        const QJsonArray items = object[u"items"].toArray();
        QCOMPARE(items.size(), 2);
        QCOMPARE(items[0][u"profile"].toString(), u"=a\"b"_s); // nobody calculates JSON
        QCOMPARE(items[0][u"run_seconds"].toDouble(), 1234.5678);
        QCOMPARE(items[0][u"first_at"].toString(), toIso(local(u"2026-11-21T14:03:22"_s)));
        QVERIFY(items[0][u"last_at"].isNull());
        QVERIFY(QJsonDocument::fromJson(file(request, {})).object()[u"items"].isArray());
    }

    void filesAreNamedByReportAndRange()
    {
        ReportRequest request = profiles();
        QCOMPARE(reportFileName(request), u"pult_profiles_2026-11-20_2026-11-27.csv"_s);
        request.format = ReportFormat::Json;
        request.to += 14h + 5min;
        QCOMPARE(reportFileName(request), u"pult_profiles_2026-11-20_2026-11-27T1405.json"_s);
    }

    void periodsAreTheLastWholeOnes()
    {
        const TimePoint friday = local(u"2026-11-27T15:00:00"_s);
        QCOMPARE(reportPeriod(u"day", friday)->from, local(u"2026-11-26T00:00:00"_s));
        QCOMPARE(reportPeriod(u"day", friday)->to, local(u"2026-11-27T00:00:00"_s));
        QCOMPARE(reportPeriod(u"week", friday)->from, local(u"2026-11-16T00:00:00"_s));
        QCOMPARE(reportPeriod(u"week", friday)->to, local(u"2026-11-23T00:00:00"_s));
        QCOMPARE(reportPeriod(u"month", friday)->from, local(u"2026-10-01T00:00:00"_s));
        QCOMPARE(reportPeriod(u"month", friday)->to, local(u"2026-11-01T00:00:00"_s));
        QVERIFY(!reportPeriod(u"year", friday));
    }

    void aScheduledReportSaysWhatIsWrongWithIt()
    {
        ScheduledReport report;
        report.kind = ReportKind::Errors;
        report.folder = u"/srv/reports"_s;
        report.period = u"week"_s;
        report.locale = u"ru_RU"_s;
        report.columns = QStringList{u"error_code"_s, u"runs"_s};
        const Result<ScheduledReport> back = scheduledReportFromPayload(toPayload(report));
        PULT_VERIFY_RESULT(back);
        QCOMPARE(*back, report);
        QCOMPARE(back->request(localNow()).style, (CsvStyle{u';', u','}));
        const auto fault = [](const QByteArray &payload) {
            const Result<ScheduledReport> read = scheduledReportFromPayload(payload);
            return read ? QString() : QString(read.error().code + u' ' + read.error().arguments.value(0));
        };
        QCOMPARE(fault(R"({"report":"money","folder":"/a"})"), u"report_payload_invalid report"_s);
        QCOMPARE(fault(R"({"report":"tasks","folder":"a"})"), u"report_payload_invalid folder"_s);
        QCOMPARE(fault(R"({"report":"tasks","folder":"/a","period":"year"})"), u"report_payload_invalid period"_s);
        QCOMPARE(fault(R"({"report":"tasks","folder":"/a","keep":0})"), u"report_payload_invalid keep"_s);
        QCOMPARE(fault(R"({"report":"tasks","folder":"/a","columns":["x"]})"), u"report_column_unknown x"_s);
    }

    void oldFilesOfTheSameReportGo()
    {
        QTemporaryDir folder;
        const auto make = [&folder](const QString &name, int daysOld) {
            QFile one(folder.filePath(name));
            QVERIFY(one.open(QIODevice::WriteOnly));
            QVERIFY(one.setFileTime(QDateTime::currentDateTime().addDays(-daysOld), QFileDevice::FileModificationTime));
        };
        for (int i = 1; i <= 4; ++i)
            make(u"pult_tasks_%1.csv"_s.arg(i), i);
        make(u"pult_errors_1.csv"_s, 9);
        make(u"tasks.csv"_s, 9);
        QCOMPARE(removeOldReports(folder.path(), ReportKind::Tasks, ReportFormat::Csv, 2), 2);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files),
                 (QStringList{u"pult_errors_1.csv"_s, u"pult_tasks_1.csv"_s, u"pult_tasks_2.csv"_s, u"tasks.csv"_s}));
    }
};

QTEST_GUILESS_MAIN(tst_ReportWriter)
#include "tst_reportwriter.moc"
