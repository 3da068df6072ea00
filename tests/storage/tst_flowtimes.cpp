// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <jobs/flowhistory.h>
#include <queue/batches.h>
#include <queue/flowtimes.h>
#include <queue/heldtasks.h>
#include <queue/why.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// How long a flow takes when it goes well; and who waits for what.
class tst_FlowTimes : public test::StorageTest
{
    Q_OBJECT

    static QByteArray steps(int first, int second)
    {
        return u"[{\"index\":0,\"type\":\"navigate\",\"duration_ms\":%1,\"status\":\"ok\"},"
               "{\"index\":1,\"type\":\"click\",\"duration_ms\":%2,\"status\":\"ok\"}]"_s.arg(first)
                   .arg(second)
                   .toUtf8();
    }
    /// Claims the next task and puts it back because of `error`.
    bool putBack(const Error &error)
    {
        const auto claimed = claimOne();
        if (!claimed)
            return false;
        Completion end = ending(*claimed, Outcome::Snoozed, error);
        end.snooze = 60s;
        const auto accepted = complete(db(), {end}, 0.5);
        return accepted && accepted->size() == 1;
    }
    static Error away() { return {ErrorKind::Unavailable, u"dolphin_away"_s, {u"127.0.0.1:3001"_s}, u"refused"_s}; }

private Q_SLOTS:
    void theLastGoodRunIsKeptAndTheUsualTimeFollows_data() { bothDatabases(); }
    void theLastGoodRunIsKeptAndTheUsualTimeFollows()
    {
        QVERIFY(open());
        PULT_GET(none, lastGoodRun(db(), u"f"_s, u"local"_s));
        QVERIFY(!none);
        PULT_VERIFY_RESULT(noteGoodRun(db(), u"f"_s, u"local"_s, 7, steps(1000, 400)));
        PULT_VERIFY_RESULT(noteGoodRun(db(), u"f"_s, u"local"_s, 8, steps(2000, 400)));
        PULT_VERIFY_RESULT(noteGoodRun(db(), u"f"_s, u"dolphin"_s, 9, steps(9000, 9000)));
        PULT_GET(times, lastGoodRun(db(), u"f"_s, u"local"_s));
        QVERIFY(times);
        QCOMPARE(times->runs, 2);
        QCOMPARE(times->task, 8);
        QCOMPARE(times->total, 2400ms);
        QCOMPARE(times->steps, (QList<StepTime>{{u"navigate"_s, 2000ms, 1250ms}, {u"click"_s, 400ms, 400ms}}));
        QCOMPARE(number(u"select count(*) from flow_times"_s), 2);
        // Another flow under the same name begins anew.
        PULT_VERIFY_RESULT(noteGoodRun(db(), u"f"_s, u"local"_s, 10, R"([{"type":"click","duration_ms":5}])"));
        PULT_GET(anew, lastGoodRun(db(), u"f"_s, u"local"_s));
        QCOMPARE(anew->runs, 1);
        QCOMPARE(anew->steps.size(), 1);
    }

    void theRowsAreBounded_data() { bothDatabases(); }
    void theRowsAreBounded()
    {
        QVERIFY(open());
        const QString values = isPostgreSql()
                                   ? u"select 'f' || n, 'local', '[]', 1, 1, n, n from generate_series(1, %1) n"_s
                                   : u"with recursive c(n) as (select 1 union all select n + 1 from c where n < %1) "
                                     "select 'f' || n, 'local', '[]', 1, 1, n, n from c"_s;
        PULT_VERIFY_RESULT(db().execute(u"insert into flow_times "_s + values.arg(mostFlowTimes), {}));
        PULT_VERIFY_RESULT(noteGoodRun(db(), u"new"_s, u"local"_s, 1, steps(1, 1)));
        QCOMPARE(number(u"select count(*) from flow_times"_s), mostFlowTimes);
        PULT_GET(oldest, lastGoodRun(db(), u"f1"_s, u"local"_s));
        QVERIFY(!oldest);
        PULT_GET(kept, lastGoodRun(db(), u"f2"_s, u"local"_s));
        QVERIFY(kept);
    }

    void aTaskFindsItsFlow_data() { bothDatabases(); }
    void aTaskFindsItsFlow()
    {
        QVERIFY(open());
        const QByteArray flow = R"({"title":"a","steps":[{"type":"navigate","url":"{{url}}"}]})";
        const QByteArray renamed = R"({"steps":[{"url":"{{url}}","type":"navigate"}],"title":"b"})";
        QCOMPARE(jobs::flowKey(flow), jobs::flowKey(renamed));
        QVERIFY(jobs::flowKey(flow) != jobs::flowKey(R"({"title":"a","steps":[]})"));
        PULT_VERIFY_RESULT(noteGoodRun(db(), jobs::flowKey(flow), u"local"_s, 5, steps(10, 20)));

        NewTask own = task(u"browser_flow"_s);
        own.provider = u"local:a"_s;
        own.payload = R"({"profile":"a","flow":)" + renamed + '}';
        PULT_GET(found, jobs::lastGoodRunOf(db(), show(add(own))));
        QVERIFY(found);
        QCOMPARE(found->task, 5);

        NewTask child = task(u"bulk_upload"_s);
        child.provider = u"local:b"_s;
        child.payload = R"({"profile":"b","media":[]})";
        NewBatch batch;
        batch.kind = u"bulk_upload"_s;
        batch.payload = R"({"flow":)" + flow + '}';
        batch.tasks = {child};
        PULT_GET(made, createBatch(db(), batch, tester()));
        PULT_GET(ofBatch, jobs::lastGoodRunOf(db(), show(made.tasks.constFirst())));
        QVERIFY(ofBatch);
        PULT_GET(probe, jobs::lastGoodRunOf(db(), show(add(task()))));
        QVERIFY(!probe);
    }

    void heldTasksAreGrouped_data() { bothDatabases(); }
    void heldTasksAreGrouped()
    {
        QVERIFY(open());
        for (int i = 0; i < 7; ++i)
            add(task());
        for (int i = 0; i < 3; ++i)
            QVERIFY(putBack(away()));
        const Error proxy{ErrorKind::Unavailable, u"proxy_silent"_s, {u"10.0.0.1:80"_s, u"5"_s}, {}};
        const Error other{ErrorKind::Unavailable, u"proxy_silent"_s, {u"10.0.0.2:80"_s, u"5"_s}, {}};
        QVERIFY(putBack(proxy));
        QVERIFY(putBack(other));
        // An operator's snooze after a failure is nobody's absence.
        QVERIFY(putBack({ErrorKind::Invalid, u"step_failed"_s, {u"1"_s, u"click"_s, {}, {}}, {}}));
        PULT_GET(groups, heldTasks(db()));
        QCOMPARE(groups.size(), 2);
        QCOMPARE(groups.at(0).what, u"dolphin"_s);
        QCOMPARE(groups.at(0).count, 3);
        QCOMPARE(heldSentence(groups.at(0)), u"3 task(s) wait for Dolphin"_s);
        QCOMPARE(groups.at(1).code, u"proxy_silent"_s);
        QCOMPARE(groups.at(1).count, 2);
        QVERIFY(toJson(groups.at(0))[u"message"].toString().contains(u"127.0.0.1:3001"_s));
    }

    void whyNamesWhatIsAway_data() { bothDatabases(); }
    void whyNamesWhatIsAway()
    {
        QVERIFY(open());
        const Id id = add(task());
        QVERIFY(putBack(away()));
        const Task waiting = show(id);
        QCOMPARE(waiting.attempt, 0);
        QCOMPARE(waiting.waitingFor.value(0).code, u"dolphin"_s);
        PULT_GET(chain, explainTask(db(), id));
        const QString sentence = whySentence(chain);
        QVERIFY2(sentence.contains("waits for Dolphin"_L1) && sentence.contains("127.0.0.1:3001"_L1),
                 qPrintable(sentence));
    }
};

QTEST_GUILESS_MAIN(tst_FlowTimes)
#include "tst_flowtimes.moc"
