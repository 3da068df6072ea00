// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reports out of a real database, what the charts mark, and which tasks ran when.
#include "storagetest.h"

#include <observe/chartmarks.h>
#include <queue/operations.h>
#include <queue/queues.h>
#include <support/csvreader.h>
#include <upkeep/reportmaker.h>
#include <upkeep/reportsource.h>

#include <QDir>
#include <QTemporaryDir>

using namespace pult;
using namespace pult::queue;
using namespace pult::upkeep;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_Reports : public test::StorageTest
{
    Q_OBJECT

    static ReportRequest report(ReportKind kind)
    {
        ReportRequest request;
        request.kind = kind;
        request.from = localNow() - 1h;
        request.to = localNow() + 1h;
        return request;
    }
    /// All rows, as they stand in a file.
    QList<QStringList> rowsOf(const ReportRequest &request)
    {
        const std::unique_ptr<ReportSource> source = makeReportSource(request);
        const ReportWriter writer(request);
        QList<QStringList> rows;
        while (true) {
            const Result<QList<ReportRow>> page = source->next(db());
            if (!page)
                qCritical().noquote() << toLogString(page.error());
            if (!page || page->isEmpty())
                return rows;
            for (const ReportRow &row : *page)
                rows.append(writer.texts(row));
        }
    }
    NewTask of(const QString &profile)
    {
        NewTask one = task();
        one.provider = u"local:"_s + profile;
        return one;
    }

private Q_SLOTS:
    void tasksLiveAndFinished_data() { bothDatabases(); }
    void tasksLiveAndFinished()
    {
        QVERIFY(open());
        const Id first = add(of(u"лавка"_s));
        const auto run = claimOne();
        QVERIFY(run && finish(*run, Outcome::FailedForGood, someError()));
        const Id second = add(task());
        ReportRequest request = report(ReportKind::Tasks);
        request.columns =
            QStringList{u"id"_s, u"state"_s, u"profile"_s, u"attempt"_s, u"error_code"_s, u"run_seconds"_s};
        const QList<QStringList> rows = rowsOf(request);
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows.at(0).first(5),
                 (QStringList{QString::number(second), u"available"_s, QString(), u"0"_s, QString()}));
        QCOMPARE(rows.at(0).at(5), QString());
        QCOMPARE(rows.at(1).first(5),
                 (QStringList{QString::number(first), u"discarded"_s, u"local:лавка"_s, u"1"_s, u"test_error"_s}));
        QVERIFY(!rows.at(1).at(5).isEmpty());
        request.to = request.from + 1min;
        QVERIFY(rowsOf(request).isEmpty());
    }

    void theWaitIsForTheLastRun_data() { bothDatabases(); }
    void theWaitIsForTheLastRun()
    {
        QVERIFY(open());
        ReportRequest request = report(ReportKind::Tasks);
        request.to = localNow() + 2h;
        request.columns = QStringList{u"wait_seconds"_s};
        const auto waited = [&] { return rowsOf(request).value(0).value(0); };
        add(task());
        QCOMPARE(waited(), QString());
        const auto first = claimOne();
        QVERIFY(first && !waited().isEmpty());
        Completion putBack = ending(*first, Outcome::Snoozed, someError());
        putBack.snooze = 600s;
        PULT_VERIFY_RESULT(complete(db(), {putBack}, 0.5));
        QCOMPARE(waited(), QString()); // the start that was is none to have waited for
        shift(900s);
        PULT_VERIFY_RESULT(promoteDue(db(), 10));
        const auto second = claimOne();
        QVERIFY(second && finish(*second, Outcome::Completed));
        // From when it was due again, not from when it was made.
        QVERIFY2(waited().toDouble() >= 299 && waited().toDouble() < 600, qPrintable(waited()));
    }

    /// More than a page of live and finished tasks mixed: each once, newest first.
    void pagesLoseNothing_data() { bothDatabases(); }
    void pagesLoseNothing()
    {
        QVERIFY(open());
        constexpr int count = 2300;
        QList<NewTask> tasks(count, task());
        PULT_GET(ids, enqueue(db(), tasks));
        PULT_GET(claimed, claim(db(), request(900)));
        QList<Completion> ends;
        for (const ClaimedTask &one : claimed)
            ends.append(ending(one, Outcome::Completed));
        PULT_VERIFY_RESULT(complete(db(), ends, 0.5));
        ReportRequest wanted = report(ReportKind::Tasks);
        wanted.columns = QStringList{u"id"_s};
        const QList<QStringList> rows = rowsOf(wanted);
        QCOMPARE(rows.size(), count);
        for (int i = 0; i < count; ++i)
            QCOMPARE(rows.at(i).constFirst(), QString::number(ids.at(count - 1 - i)));
    }

    void profilesCountTheirRuns_data() { bothDatabases(); }
    void profilesCountTheirRuns()
    {
        QVERIFY(open());
        for (const QString &profile : {u"a"_s, u"a"_s, u"a"_s, u"b"_s})
            add(of(profile));
        add(task()); // of no profile
        PULT_GET(claimed, claim(db(), request(10)));
        QCOMPARE(claimed.size(), 5);
        QVERIFY(finish(claimed.at(0), Outcome::Completed));
        QVERIFY(finish(claimed.at(1), Outcome::Completed));
        QVERIFY(finish(claimed.at(2), Outcome::Failed, someError()));
        QVERIFY(finish(claimed.at(3), Outcome::Cancelled));
        QVERIFY(finish(claimed.at(4), Outcome::Completed));
        ReportRequest wanted = report(ReportKind::Profiles);
        wanted.columns = QStringList{u"profile"_s,   u"runs"_s,  u"completed"_s,      u"failed"_s,
                                     u"cancelled"_s, u"other"_s, u"success_percent"_s};
        QCOMPARE(rowsOf(wanted),
                 (QList<QStringList>{{u"local:a"_s, u"3"_s, u"2"_s, u"1"_s, u"0"_s, u"0"_s, u"66.667"_s},
                                     {u"local:b"_s, u"1"_s, u"0"_s, u"0"_s, u"1"_s, u"0"_s, u"0"_s}}));
    }

    void errorsByCodeAndKind_data() { bothDatabases(); }
    void errorsByCodeAndKind()
    {
        QVERIFY(open());
        const Id twice = add(of(u"a"_s));
        add(of(u"b"_s));
        for (int i = 0; i < 2; ++i) {
            const auto run = claimOne();
            QVERIFY(run && finish(*run, Outcome::Failed, someError()));
        }
        shift(1s);
        PULT_VERIFY_RESULT(retryTasks(db(), {twice}, tester()));
        const auto again = claimOne();
        QVERIFY(again);
        QCOMPARE(again->task.id, twice);
        QVERIFY(finish(*again, Outcome::Failed, someError()));
        NewTask other = task(u"command"_s);
        add(other);
        const auto command = claimOne();
        QVERIFY(command && finish(*command, Outcome::FailedForGood, Error{ErrorKind::Disk, u"disk_full"_s, {}, {}}));
        ReportRequest wanted = report(ReportKind::Errors);
        wanted.columns =
            QStringList{u"error_code"_s, u"kind"_s, u"runs"_s, u"tasks"_s, u"last_task"_s, u"last_profile"_s};
        const QList<QStringList> rows = rowsOf(wanted);
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows.at(0),
                 (QStringList{u"test_error"_s, u"probe"_s, u"3"_s, u"2"_s, QString::number(twice), u"local:a"_s}));
        QCOMPARE(rows.at(1).first(4), (QStringList{u"disk_full"_s, u"command"_s, u"1"_s, u"1"_s}));
    }

    void metricsByNodeAndMinute_data() { bothDatabases(); }
    void metricsByNodeAndMinute()
    {
        QVERIFY(open());
        const TimePoint minute = observe::stretchOf(localNow() - 30min, observe::Resolution::Minute);
        observe::MetricSample half;
        half.seconds = 20;
        half.counters[u"completed"_s] = 10;
        half.gauges[u"memory_mb"_s].note(100, 20);
        observe::MetricSample rest = half;
        rest.seconds = 20;
        rest.gauges[u"memory_mb"_s] = {};
        rest.gauges[u"memory_mb"_s].note(200, 20);
        PULT_VERIFY_RESULT(observe::writeMinutes(db(), {{u"n1"_s, u"s/1"_s, minute, half},
                                                        {u"n1"_s, u"t/1"_s, minute, rest}, // after a restart
                                                        {u"n2"_s, u"s/1"_s, minute, half},
                                                        {u"n1"_s, u"t/2"_s, minute + 1min, half}}));
        ReportRequest wanted = report(ReportKind::Metrics);
        wanted.columns =
            QStringList{u"node"_s,           u"stretch_seconds"_s, u"measured_seconds"_s,    u"memory_mb"_s,
                        u"memory_mb_most"_s, u"completed"_s,       u"completed_per_second"_s};
        QCOMPARE(rowsOf(wanted), (QList<QStringList>{
                                     {u"n1"_s, u"60"_s, u"40"_s, u"150"_s, u"200"_s, u"20"_s, u"0.5"_s},
                                     {u"n2"_s, u"60"_s, u"20"_s, u"100"_s, u"100"_s, u"10"_s, u"0.5"_s},
                                     {u"n1"_s, u"60"_s, u"20"_s, u"100"_s, u"100"_s, u"10"_s, u"0.5"_s},
                                 }));
        // The begin of the range counts, its end does not.
        wanted.from = minute;
        wanted.to = minute + 1min;
        QCOMPARE(rowsOf(wanted).size(), 2);
    }

    void aFileIsWholeOrNotThere_data() { bothDatabases(); }
    void aFileIsWholeOrNotThere()
    {
        QVERIFY(open());
        PULT_VERIFY_RESULT(enqueue(db(), QList<NewTask>(1500, task())));
        storage::Pool pool(config());
        PULT_VERIFY_RESULT(pool.start());
        QTemporaryDir folder;
        const QString path = folder.filePath(u"tasks.csv"_s);
        const ReportRequest wanted = report(ReportKind::Tasks);
        QList<qint64> told;
        const auto stopped = makeReport(pool, wanted, path, [&told](qint64 rows) {
            told.append(rows);
            return false;
        });
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
        QCOMPARE(told, QList<qint64>{1000});
        QVERIFY(QDir(folder.path()).isEmpty());
        PULT_GET(done, makeReport(pool, wanted, path, {}));
        QCOMPARE(done.rows, 1500);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(done.bytes, file.size());
        const auto rows = test::readCsv(file.readAll(), u',');
        QVERIFY(rows);
        QCOMPARE(rows->size(), 1501);
        const auto nowhere = makeReport(pool, wanted, folder.filePath(u"no/such/folder.csv"_s), {});
        QVERIFY(!nowhere);
        QCOMPARE(nowhere.error().code, u"file_not_written"_s);
    }

    void whatHappenedIsMarked_data() { bothDatabases(); }
    void whatHappenedIsMarked()
    {
        QVERIFY(open());
        add(task());
        PULT_VERIFY_RESULT(pauseQueue(db(), u"default"_s, u"repairs"_s, tester(), {}));
        TaskFilter filter;
        filter.kind = u"probe"_s;
        PULT_VERIFY_RESULT(startOperation(db(), TaskChange{}, filter, tester()));
        PULT_VERIFY_RESULT(db().execute(u"insert into breaker_trips (name, scope, at) values ('dolphin', '', ?)"_s,
                                        {toMicros(localNow() - 30min)}));
        PULT_GET(marks, observe::readChartMarks(db(), localNow() - 1h, localNow() + 1h));
        QStringList kinds;
        for (const observe::MetricEvent &mark : marks)
            kinds.append(mark.kind);
        QCOMPARE(kinds.takeFirst(), u"breaker"_s); // the others may be of the same moment
        kinds.sort();
        QCOMPARE(kinds, (QStringList{u"config"_s, u"operation"_s}));
        QCOMPARE(marks.at(0).detail, u"dolphin"_s);
        QVERIFY(marks.at(1).detail.contains(u"queue default"_s) || marks.at(2).detail.contains(u"queue default"_s));
        PULT_GET(before, observe::readChartMarks(db(), localNow() - 2h, localNow() - 1h));
        QVERIFY(before.isEmpty());
    }

    void tasksThatRanThen_data() { bothDatabases(); }
    void tasksThatRanThen()
    {
        QVERIFY(open());
        const auto ran = [this](TimePoint from, TimePoint to) {
            TaskFilter filter;
            filter.ranFrom = from;
            filter.ranTo = to;
            QList<Id> ids;
            const auto page = listTasks(db(), filter, {});
            for (const Task &task : page.value_or(Page<Task>{}).items)
                ids.append(task.id);
            return ids;
        };
        const Id done = add(task());
        const auto first = claimOne();
        QVERIFY(first && finish(*first));
        const TimePoint between = localNow() + 30min;
        shift(1h);
        const Id retried = add(task());
        const auto failed = claimOne();
        QVERIFY(failed && finish(*failed, Outcome::Failed, someError()));
        shift(3h);
        const Id running = add(task());
        PULT_VERIFY_RESULT(retryTasks(db(), {retried}, tester()));
        PULT_GET(claimed, claim(db(), request(5)));
        QCOMPARE(claimed.size(), 2);
        add(task()); // never ran
        const TimePoint far = between + 48h;
        QCOMPARE(ran(TimePoint{}, between), QList<Id>{done});
        QCOMPARE(ran(between, between + 1h), QList<Id>{retried}); // its first run
        QCOMPARE(ran(between + 2h, far), (QList<Id>{running, retried}));
        QCOMPARE(ran(between + 1h, between + 2h), QList<Id>{});
    }
};

QTEST_GUILESS_MAIN(tst_Reports)
#include "tst_reports.moc"
