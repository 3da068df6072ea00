// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// schedules, queue limits, locks and "why" as scripts use them.
#include <support/pultprocess.h>
#include <support/testresult.h>

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_SchedulesCtl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_pult = std::make_unique<test::Installation>();
    }

    void aScheduleLivesThroughItsVerbs()
    {
        const QJsonObject added =
            m_pult
                ->ctl({u"schedules"_s, u"add"_s, u"report"_s, u"--cron"_s, u"30 9 * * mon-fri"_s, u"--time-zone"_s,
                       u"Europe/Berlin"_s, u"--kind"_s, u"http_request"_s, u"--payload"_s, u"{\"url\":\"x\"}"_s,
                       u"--queue"_s, u"reports"_s, u"--priority"_s, u"5"_s, u"--overlap"_s, u"queue"_s, u"--missed"_s,
                       u"all"_s})
                .object();
        QCOMPARE(added[u"name"].toString(), u"report"_s);
        QCOMPARE(added[u"next_runs"].toArray().size(), 5);
        const QJsonArray listed = items({u"schedules"_s, u"list"_s});
        QCOMPARE(listed.size(), 1);
        const QJsonObject one = listed[0].toObject();
        QCOMPARE(one[u"cron"].toString(), u"30 9 * * mon-fri"_s);
        QCOMPARE(one[u"time_zone"].toString(), u"Europe/Berlin"_s);
        QCOMPARE(one[u"overlap"].toString(), u"queue"_s);
        QCOMPARE(one[u"missed"].toString(), u"all"_s);
        QCOMPARE(one[u"kind"].toString(), u"http_request"_s);
        QCOMPARE(one[u"queue"].toString(), u"reports"_s);
        QCOMPARE(one[u"priority"].toInt(), 5);
        QCOMPARE(one[u"payload"][u"url"].toString(), u"x"_s);
        QVERIFY(one[u"last_run"].isNull());
        const test::ProcessEnd table = run({u"schedules"_s, u"list"_s});
        QVERIFY2(table.out.contains("09:30"), table.out.constData());

        QVERIFY(m_pult->ctl({u"schedules"_s, u"pause"_s, u"report"_s})[u"paused"].toBool());
        const qint64 id = m_pult->ctl({u"schedules"_s, u"run"_s, u"report"_s})[u"task_id"].toInteger();
        QCOMPARE(m_pult->ctl({u"tasks"_s, u"show"_s, QString::number(id)})[u"queue"].toString(), u"reports"_s);
        const QJsonValue last = items({u"schedules"_s, u"list"_s})[0][u"last_run"];
        QCOMPARE(last[u"result"].toString(), u"manual"_s);
        QCOMPARE(last[u"task_id"].toInteger(), id);
        QCOMPARE(last[u"task_state"].toString(), u"available"_s);
        QVERIFY(!m_pult->ctl({u"schedules"_s, u"resume"_s, u"report"_s})[u"paused"].toBool());
        QCOMPARE(run({u"schedules"_s, u"remove"_s, u"report"_s}).exitCode, 0);
        QCOMPARE(items({u"schedules"_s, u"list"_s}).size(), 0);
    }

    void queuesAreLimited()
    {
        const QJsonObject set =
            m_pult->ctl({u"queues"_s, u"set"_s, u"api"_s, u"--concurrency"_s, u"3"_s, u"--rate"_s, u"20/60"_s})
                .object();
        QCOMPARE(set[u"concurrency"].toInt(), 3);
        QCOMPARE(set[u"rate"].toString(), u"20/60"_s);
        QCOMPARE(run({u"queues"_s, u"set"_s, u"api"_s, u"--concurrency"_s, u"off"_s}).exitCode, 0);
        const QJsonObject queue = queueNamed(u"api"_s);
        QVERIFY(queue[u"concurrency"].isNull());
        QCOMPARE(queue[u"rate"].toString(), u"20/60"_s);
        QCOMPARE(run({u"queues"_s, u"pause"_s, u"api"_s, u"--until"_s, u"2099-01-01T00:00:00Z"_s}).exitCode, 0);
        QCOMPARE(queueNamed(u"api"_s)[u"paused_until"].toString(), u"2099-01-01T00:00:00.000Z"_s);
    }

    void locksAreCleanedUp()
    {
        QCOMPARE(items({u"locks"_s, u"cleanup"_s, u"--dry-run"_s}).size(), 0);
        QCOMPARE(items({u"locks"_s, u"cleanup"_s, u"--worker-id"_s, u"n/1"_s, u"--force"_s}).size(), 0);
        QCOMPARE(run({u"locks"_s, u"cleanup"_s}).out, QByteArray("Nothing to free.\n"));
    }

    void whyIsOneSentenceAndData()
    {
        const QJsonObject task = m_pult->ctl({u"tasks"_s, u"add"_s, u"--kind"_s, u"http_request"_s}).object();
        const QString first = QString::number(task[u"ids"][0].toInteger());
        const QString second = QString::number(
            m_pult->ctl({u"tasks"_s, u"add"_s, u"--kind"_s, u"http_request"_s, u"--depends-on"_s, first})[u"ids"][0]
                .toInteger());
        const QString sentence =
            u"Task %1: waits for the tasks %2; task %2: no worker is free for it."_s.arg(second, first);
        QCOMPARE(QString::fromUtf8(run({u"tasks"_s, u"why"_s, second}).out), QString(sentence + u'\n'));
        const QJsonObject data = m_pult->ctl({u"tasks"_s, u"why"_s, second}).object();
        QCOMPARE(data[u"sentence"].toString(), sentence);
        QCOMPARE(data[u"waiting_for"][0][u"code"].toString(), u"depends_on"_s);
        QCOMPARE(data[u"chain"].toArray().size(), 2);
        QCOMPARE(data[u"chain"][1][u"task"].toInteger(), first.toLongLong());
        QCOMPARE(data[u"chain"][1][u"waiting_for"][0][u"code"].toString(), u"no_worker"_s);
    }

    void wrongUseIsTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("code");
        const auto schedule = [](const QString &cron, const QString &zone) {
            return QStringList{u"schedules"_s, u"add"_s, u"s"_s,    u"--kind"_s, u"k"_s,
                               u"--cron"_s,    cron,     u"--tz"_s, zone};
        };
        QTest::newRow("seconds") << schedule(u"* * * * * *"_s, u"UTC"_s) << u"cron_seconds"_s;
        QTest::newRow("field") << schedule(u"61 * * * *"_s, u"UTC"_s) << u"cron_invalid"_s;
        QTest::newRow("zone") << schedule(u"@daily"_s, u"Mars/Base"_s) << u"time_zone_unknown"_s;
        QTest::newRow("no cron") << QStringList{u"schedules"_s, u"add"_s, u"s"_s, u"--kind"_s, u"k"_s}
                                 << u"usage_invalid"_s;
        QTest::newRow("overlap") << schedule(u"@daily"_s, u"UTC"_s) + QStringList{u"--overlap"_s, u"dance"_s}
                                 << u"usage_invalid"_s;
        QTest::newRow("unknown") << QStringList{u"schedules"_s, u"run"_s, u"nobody"_s} << u"schedule_unknown"_s;
        QTest::newRow("nothing to set") << QStringList{u"queues"_s, u"set"_s, u"q"_s} << u"usage_invalid"_s;
        for (const char *rate : {"20", "20/0", "0/5", "x/5", "20/x", "-1/5"}) {
            QTest::addRow("rate %s", rate)
                << QStringList{u"queues"_s, u"set"_s, u"q"_s, QString(u"--rate="_s + QString::fromLatin1(rate))}
                << u"queue_limit_invalid"_s;
        }
        QTest::newRow("concurrency") << QStringList{u"queues"_s, u"set"_s, u"q"_s, u"--concurrency"_s, u"0"_s}
                                     << u"queue_limit_invalid"_s;
        QTest::newRow("past") << QStringList{u"queues"_s, u"pause"_s, u"q"_s, u"--until"_s, u"2001-01-01T00:00:00Z"_s}
                              << u"queue_until_past"_s;
        QTest::newRow("no time") << QStringList{u"queues"_s, u"pause"_s, u"q"_s, u"--until"_s, u"soon"_s}
                                 << u"argument_invalid"_s;
        QTest::newRow("force alone") << QStringList{u"locks"_s, u"cleanup"_s, u"--force"_s} << u"usage_invalid"_s;
    }
    void wrongUseIsTwo()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(QString, code);
        const test::ProcessEnd end = run(arguments + QStringList{u"--json"_s});
        QCOMPARE(end.exitCode, 2);
        QVERIFY(end.out.isEmpty());
        QCOMPARE(QJsonDocument::fromJson(end.err)[u"code"].toString(), code);
    }

private:
    test::ProcessEnd run(const QStringList &arguments) const { return m_pult->run(u"pultctl"_s, arguments); }
    QJsonArray items(const QStringList &arguments) const { return m_pult->ctl(arguments)[u"items"].toArray(); }
    QJsonObject queueNamed(const QString &name) const
    {
        for (const QJsonValue &queue : items({u"queues"_s, u"list"_s})) {
            if (queue[u"name"] == name)
                return queue.toObject();
        }
        return {};
    }

    std::unique_ptr<test::Installation> m_pult;
};

QTEST_GUILESS_MAIN(tst_SchedulesCtl)
#include "tst_schedulesctl.moc"
