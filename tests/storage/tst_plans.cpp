// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the server does with the engine's statements at several sizes, with statistics of the present and of an empty
// table.
#include "storagetest.h"

#include <queue/deadrows.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <array>

using namespace Qt::StringLiterals;
using namespace pult;
using namespace pult::queue;

namespace {

#ifdef PULT_LONG_PLANS
constexpr std::array sizes{1'000'000};
#else
constexpr std::array sizes{1'000, 50'000};
#endif

} // namespace

class tst_Plans : public test::StorageTest
{
    Q_OBJECT

private:
    void fill(int count)
    {
        PULT_VERIFY_RESULT(db().execute(
            u"insert into tasks (id, kind, queue, state, priority, payload, run_at, max_attempts, created_at) "
            "select nextval('entity_ids'), 'probe', 'default', case when i % 10 = 0 then 'scheduled' else 'available' "
            "end, "
            "0, '{}', i, 3, i from generate_series(1, ?) as i"_s,
            {count}));
    }
    /// The server's plans for the kept statements that contain `part`, values unknown.
    QStringList plansOf(const QString &part)
    {
        const auto kept =
            db().query(u"select name, statement, cardinality(parameter_types) from pg_prepared_statements"_s);
        QStringList plans;
        for (const storage::Row &row : kept.value_or(storage::Rows())) {
            if (!row.at(1).toString().contains(part))
                continue;
            const QString nulls = QStringList(row.at(2).toInt(), u"null"_s).join(u", "_s);
            storage::Transaction pinned(db(), storage::Plan::Pinned);
            QSqlQuery query(QSqlDatabase::database(db().name(), false)); // EXPLAIN EXECUTE cannot be prepared
            if (!query.exec(u"explain execute "_s + row.at(0).toString() + u'(' + nulls + u')'))
                qCritical() << query.lastError();
            QString plan;
            while (query.next())
                plan += query.value(0).toString() + u'\n';
            plans << plan;
        }
        return plans;
    }
    void verifyPlans(const QString &part)
    {
        const QStringList plans = plansOf(part);
        QVERIFY2(!plans.isEmpty(), qPrintable(part));
        for (const QString &plan : plans) {
            for (const QString &bad : {u"Seq Scan on tasks"_s, u"Hash Join"_s, u"Merge Join"_s, u"Sort Key: tasks"_s})
                QVERIFY2(!plan.contains(bad), qPrintable(plan));
            QVERIFY2(plan.contains("Tid Scan on tasks"_L1), qPrintable(plan));
        }
    }

    /// How many pages the search for the next task to claim looks at.
    qint64 pagesOfAClaim()
    {
        QSqlQuery query(QSqlDatabase::database(db().name(), false)); // EXPLAIN cannot be prepared
        if (!query.exec(u"explain (analyze, buffers, format json) select id from tasks where state = 'available' order "
                        "by priority desc, run_at, id limit 1"_s) ||
            !query.next())
            return -1;
        const QJsonObject top = QJsonDocument::fromJson(query.value(0).toByteArray())[0][u"Plan"_s].toObject();
        return top[u"Shared Hit Blocks"_s].toInteger() + top[u"Shared Read Blocks"_s].toInteger();
    }

private Q_SLOTS:
    void claimAndCompletionTouchTheirRowsOnly_data()
    {
        QTest::addColumn<QString>("database");
        QTest::addColumn<int>("count");
        QTest::addColumn<bool>("analyzed");
        for (const int size : sizes) {
            for (const bool analyzed : {false, true})
                QTest::addRow("%d %s", size, analyzed ? "analyzed" : "unknown") << u"postgresql"_s << size << analyzed;
        }
    }
    void claimAndCompletionTouchTheirRowsOnly()
    {
        QFETCH(int, count);
        QFETCH(bool, analyzed);
        QVERIFY(open());
        PULT_VERIFY_RESULT(
            db().executeScript(u"alter table tasks set (autovacuum_enabled = off);\nanalyze tasks;\n"_s));
        fill(count);
        if (analyzed)
            PULT_VERIFY_RESULT(db().executeScript(u"analyze tasks;\n"_s));
        PULT_VERIFY_RESULT(db().executeScript(u"set plan_cache_mode = force_generic_plan;\n"_s));

        PULT_GET(claimed, claim(db(), request(500)));
        QCOMPARE(claimed.size(), 500);
        ClaimRequest mixed = request(100);
        mixed.longLimit = 5;
        PULT_GET(more, claim(db(), mixed));
        QCOMPARE(more.size(), 100);
        QList<Completion> ends;
        for (const ClaimedTask &task : claimed)
            ends.append(ending(task, Outcome::Completed));
        PULT_GET(done, completePlain(db(), ends));
        QCOMPARE(done.size(), 500);
        verifyPlans(u"update tasks set state = 'running'"_s);
        verifyPlans(u"delete from tasks using"_s);
    }

    void aSweepTakesWhatClaimsWalkOver_data()
    {
        QTest::addColumn<QString>("database");
        QTest::addRow("postgresql") << u"postgresql"_s;
    }
    void aSweepTakesWhatClaimsWalkOver()
    {
        QVERIFY(open());
        PULT_VERIFY_RESULT(db().executeScript(u"alter table tasks set (autovacuum_enabled = off);\n"_s));
        fill(20'000);
        PULT_VERIFY_RESULT(db().executeScript(u"analyze tasks;\nset enable_seqscan = off;\ndelete from tasks;\n"_s));
        QCOMPARE_GT(pagesOfAClaim(), 20);
        PULT_VERIFY_RESULT(sweepDeadRows(db()));
        QCOMPARE_LE(pagesOfAClaim(), 3);
    }
};

QTEST_GUILESS_MAIN(tst_Plans)
#include "tst_plans.moc"
