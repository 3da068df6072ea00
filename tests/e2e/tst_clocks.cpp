// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Nodes and operators whose clocks are an hour early and an hour late: the database's clock alone decides.
#include <base/timepoint.h>
#include <support/pultprocess.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QDir>
#include <QJsonArray>
#include <QJsonObject>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;

class tst_Clocks : public QObject
{
    Q_OBJECT

private:
    static QString fakeTimeLibrary()
    {
        const QDir libraries(u"/usr/lib"_s);
        for (const QString &folder : libraries.entryList({u"*-linux-gnu"_s}, QDir::Dirs)) {
            const QString path = libraries.filePath(folder + u"/faketime/libfaketimeMT.so.1"_s);
            if (QFile::exists(path))
                return path;
        }
        return {};
    }
    static std::unique_ptr<test::Installation> place(const QString &url, const QString &offset)
    {
        auto made = std::make_unique<test::Installation>(url);
        made->setVariable(u"LD_PRELOAD"_s, fakeTimeLibrary());
        made->setVariable(u"FAKETIME"_s, offset);
        made->setVariable(u"FAKETIME_DONT_FAKE_MONOTONIC"_s, u"1"_s);
        made->setVariable(u"WORKER_BASE_PORT"_s, u"0"_s);
        made->setVariable(u"TASK_LEASE_SECS"_s, u"5"_s);
        made->setVariable(u"HEARTBEAT_INTERVAL_SECS"_s, u"2"_s);
        return made;
    }
    static void add(const test::Installation &place, const QString &payload, const QStringList &more = {})
    {
        place.ctl(QStringList{u"tasks"_s, u"add"_s, u"--kind"_s, u"probe"_s, u"--payload"_s, payload} + more);
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void clocksTwoHoursApartChangeNothing()
    {
        QVERIFY2(!fakeTimeLibrary().isEmpty(), "the package faketime is missing");
        const test::TempDatabase database(u"postgresql"_s);
        PULT_VERIFY_RESULT(database.made());
        const auto early = place(database.url(), u"+3600"_s);
        const auto late = place(database.url(), u"-3600"_s);
        std::vector<std::unique_ptr<QProcess>> nodes;
        for (const auto *one : {early.get(), late.get()})
            nodes.push_back(one->start(u"pultd"_s, {u"--data-dir"_s, one->dataDir()}));

        // At once, whoever asks; longer than the lease, so that each must be renewed; failing, so that it waits.
        for (const auto *one : {early.get(), late.get()}) {
            for (int n = 0; n < 5; ++n) {
                add(*one, u"{\"sleep_ms\":10}"_s);
                add(*one, u"{\"sleep_ms\":8000}"_s, {u"--exclusive-key"_s, u"key-%1"_s.arg(n)});
                add(*one, u"{\"fail\":\"transient\",\"fail_times\":1}"_s);
            }
        }
        const TimePoint due = localNow() + 5s; // the database's clock is this test's
        add(*early, u"{}"_s, {u"--run-at"_s, toIso(due), u"--queue"_s, u"timed"_s});
        add(*late, u"{}"_s, {u"--run-at"_s, toIso(due), u"--queue"_s, u"timed"_s});

        const Result<std::unique_ptr<storage::Connection>> opened = database.connect();
        PULT_VERIFY_RESULT(opened);
        storage::Connection &connection = **opened;
        const auto number = [&connection](const QString &sql, const QVariantList &values = {}) {
            const Result<storage::Rows> rows = connection.query(sql, values);
            return rows ? rows->front().front().toLongLong() : -1;
        };
        QTRY_COMPARE_WITH_TIMEOUT(number(u"select count(*) from task_history where state = 'completed'"_s), 32, 60'000);
        QCOMPARE(number(u"select coalesce(sum(rescues), 0) from task_history"_s), 0);
        QCOMPARE(number(u"select count(*) from task_attempts where outcome not in ('completed', 'failed')"_s), 0);
        const QString timed = u"select count(*) from task_history where queue = 'timed' and started_at >= ? and "
                              "started_at < ?"_s;
        QCOMPARE(number(timed, {toMicros(due), toMicros(due + 60s)}), 2);
        const QJsonArray list = early->ctl({u"nodes"_s, u"list"_s})[u"items"].toArray();
        QCOMPARE(list.size(), 2);
        for (const QJsonValue &node : list)
            QCOMPARE(node[u"state"].toString(), u"running"_s);
        for (const auto &node : nodes) {
            ::kill(pid_t(node->processId()), SIGTERM);
            QVERIFY(node->waitForFinished(40'000));
            QCOMPARE(node->exitCode(), 0);
        }
    }
};

QTEST_GUILESS_MAIN(tst_Clocks)
#include "tst_clocks.moc"
