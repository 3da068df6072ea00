// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two nodes on one PostgreSQL: a queue's limit holds over both, and a pause in the middle of the load stops both.
#include <support/pultprocess.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_QueueLimits : public QObject
{
    Q_OBJECT

    static constexpr int tasks = 120;
    static constexpr int limit = 4;

    struct Event
    {
        double time = 0;
        int change = 0; ///< +1 a task starts, −1 it ends
    };

    /// What the tasks wrote, by time.
    QList<Event> events() const
    {
        QList<Event> list;
        QFile file(m_one->path(u"events.jsonl"_s));
        if (!file.open(QIODevice::ReadOnly))
            return list;
        for (const QByteArray &line : file.readAll().split('\n')) {
            const QJsonObject event = QJsonDocument::fromJson(line).object();
            if (!event.isEmpty())
                list.append({event[u"time"].toDouble(), event[u"event"] == u"start"_s ? 1 : -1});
        }
        std::stable_sort(list.begin(), list.end(), [](const Event &a, const Event &b) { return a.time < b.time; });
        return list;
    }
    static double now() { return double(QDateTime::currentMSecsSinceEpoch()) / 1000; }
    static bool stop(QProcess &node)
    {
        ::kill(pid_t(node.processId()), SIGTERM);
        return node.waitForFinished(30'000) && node.exitCode() == 0;
    }
    int running() const { return int(m_one->ctl({u"locks"_s, u"list"_s})[u"items"].toArray().size()); }
    void startNodes()
    {
        m_nodes.clear();
        for (const auto *place : {m_one.get(), m_other.get()})
            m_nodes.push_back(place->start(u"pultd"_s, {}));
    }

    std::unique_ptr<test::Installation> m_one;
    std::unique_ptr<test::Installation> m_other;
    std::vector<std::unique_ptr<QProcess>> m_nodes;

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void limitAndPauseHoldOverTwoNodes()
    {
        const test::TempDatabase database(u"postgresql"_s);
        PULT_VERIFY_RESULT(database.made());
        m_one = std::make_unique<test::Installation>(database.url());
        m_other = std::make_unique<test::Installation>(database.url());
        for (test::Installation *place : {m_one.get(), m_other.get()})
            place->setVariable(u"WORKER_BASE_PORT"_s, u"0"_s);
        m_one->ctl({u"queues"_s, u"set"_s, u"default"_s, u"--concurrency"_s, QString::number(limit)});
        QByteArray lines;
        for (int i = 0; i < tasks; ++i)
            lines += "{\"kind\":\"probe\",\"payload\":{\"sleep_ms\":100,\"append_to\":\"" +
                     m_one->path(u"events.jsonl"_s).toUtf8() + "\"}}\n";
        m_one->writeFile(u"tasks.jsonl"_s, lines);
        m_one->ctl({u"tasks"_s, u"add"_s, u"--file"_s, m_one->path(u"tasks.jsonl"_s)});
        startNodes();
        QTRY_VERIFY_WITH_TIMEOUT(events().size() > 20, 60'000);

        m_one->ctl({u"queues"_s, u"pause"_s, u"default"_s, u"--reason"_s, u"check"_s});
        const double paused = now();
        QTRY_COMPARE_WITH_TIMEOUT(running(), 0, 30'000);
        const double quiet = now();
        // The pause outlives a restart of the nodes.
        for (const auto &node : m_nodes)
            QVERIFY(stop(*node));
        startNodes();
        const auto nodesUp = [this] {
            int up = 0;
            for (const QJsonValue &node : m_one->ctl({u"nodes"_s, u"list"_s})[u"items"].toArray())
                up += node[u"state"] == u"running"_s ? 1 : 0;
            return up;
        };
        QTRY_COMPARE_WITH_TIMEOUT(nodesUp(), 2, 30'000);
        const double resumed = now();
        // What had been claimed before the pause, and nothing else.
        const QList<Event> before = events();
        QVERIFY(std::count_if(before.begin(), before.end(),
                              [paused](const Event &one) { return one.change > 0 && one.time > paused; }) <= limit);
        m_one->ctl({u"queues"_s, u"resume"_s, u"default"_s});
        m_one->ctl({u"wait"_s, u"--until-idle"_s, u"--timeout"_s, u"100"_s});

        const QList<Event> all = events();
        QCOMPARE(all.size(), 2 * tasks);
        int inside = 0;
        int most = 0;
        for (const Event &event : all) {
            inside += event.change;
            most = std::max(most, inside);
            QVERIFY(event.change < 0 || event.time < quiet || event.time > resumed);
        }
        QVERIFY2(most <= limit, qPrintable(QString::number(most)));
        QVERIFY(most > 1);
        QCOMPARE(m_one->ctl({u"tasks"_s, u"stats"_s})[u"by_state"][u"completed"].toInt(), tasks);
        for (const auto &node : m_nodes)
            QVERIFY(stop(*node));
        m_nodes.clear();
    }

    void cleanup()
    {
        m_nodes.clear();
        m_one.reset();
        m_other.reset();
    }
};

QTEST_GUILESS_MAIN(tst_QueueLimits)
#include "tst_queuelimits.moc"
