// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <storage/migrations.h>
#include <storage/pool.h>

#include <QFile>
#include <QTcpServer>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::storage;

/// Opening and migrating, and what people are told when that cannot be done.
class tst_Schema : public test::StorageTest
{
    Q_OBJECT

private:
    static Error openError(const DatabaseConfig &config)
    {
        Pool pool(config);
        const Result<> started = pool.start();
        return started ? Error{} : started.error();
    }
    static DatabaseConfig sqlite(const QString &path)
    {
        DatabaseConfig config;
        config.path = path;
        return config;
    }

private Q_SLOTS:
    void manyMayMigrateAtOnce_data() { bothDatabases(); }
    void manyMayMigrateAtOnce()
    {
        QFETCH(QString, database);
        const test::TempDatabase fresh(database);
        PULT_VERIFY_RESULT(fresh.made());
        std::atomic<int> failures{0};
        std::vector<std::unique_ptr<QThread>> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back(QThread::create([&fresh, &failures] {
                if (const auto connection = fresh.connect(); !connection) {
                    qCritical().noquote() << toLogString(connection.error());
                    ++failures;
                }
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            thread->wait();
        QCOMPARE(failures.load(), 0);
        PULT_GET(connection, fresh.connect());
        PULT_GET(versions, connection->query(u"select max(version) from schema_version"_s));
        QCOMPARE(versions.front().front().toInt(), latestSchemaVersion());
    }

    void aNewerSchemaIsLeftAlone_data() { bothDatabases(); }
    void aNewerSchemaIsLeftAlone()
    {
        QVERIFY(open());
        const int newer = latestSchemaVersion() + 1;
        PULT_VERIFY_RESULT(db().execute(u"insert into schema_version (version, applied_at) values (?, 0)"_s, {newer}));
        const Error error = openError(config());
        QCOMPARE(error.code, u"database_newer"_s);
        QCOMPARE(error.arguments, (QStringList{QString::number(newer), QString::number(latestSchemaVersion())}));
    }

    void bothSchemasHaveTheSameColumns()
    {
        const test::TempDatabase lite(u"sqlite"_s);
        const test::TempDatabase server(u"postgresql"_s);
        PULT_GET(a, lite.connect());
        PULT_GET(b, server.connect());
        for (const char *table :
             {"tasks", "task_history", "task_attempts", "task_artifacts", "task_dependencies", "batches", "queues",
              "nodes", "audit", "deleted_tasks", "operations", "maintenance"}) {
            const QString name = QString::fromLatin1(table);
            PULT_GET(left, a->query(u"select name from pragma_table_info(?) order by name"_s, {name}));
            PULT_GET(right, b->query(u"select cast(column_name as text) from information_schema.columns "
                                     "where table_name = ? order by cast(column_name as text) collate \"C\""_s,
                                     {name}));
            QCOMPARE(left, right);
            QVERIFY(!left.empty());
        }
    }

    void aFileThatIsNoDatabaseIsLeftUntouched()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"pult.db"_s);
        const QByteArray content = QByteArray("this is a letter, not a database\n").repeated(500);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        const Error error = openError(sqlite(path));
        QCOMPARE(error.code, u"database_corrupt"_s);
        QCOMPARE(error.arguments, QStringList{path});
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), content);
    }

    void aDamagedDatabaseIsLeftUntouched()
    {
        const test::TempDatabase database(u"sqlite"_s);
        {
            PULT_GET(connection, database.connect());
            PULT_GET(ids, queue::enqueue(*connection, QList<queue::NewTask>(200, task())));
            QCOMPARE(ids.size(), 200);
        }
        QFile file(database.config().path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const qint64 page = 4096;
        for (qint64 at = page; at + page <= file.size(); at += page) {
            file.seek(at + 8);
            file.write(QByteArray(200, '\x5a'));
        }
        file.flush();
        file.seek(0);
        const QByteArray damaged = file.readAll();
        const Error error = openError(database.config());
        QCOMPARE(error.code, u"database_corrupt"_s);
        QCOMPARE(error.arguments, QStringList{database.config().path});
        file.seek(0);
        QCOMPARE(file.readAll(), damaged);
    }

    void aFolderThatIsMissingIsNamed()
    {
        const Error error = openError(sqlite(u"/nonexistent/folder/pult.db"_s));
        QCOMPARE(error.code, u"database_unreachable"_s);
        QCOMPARE(error.arguments.constFirst(), u"sqlite:/nonexistent/folder/pult.db"_s);
    }

    void aServerThatIsNotThereIsNamed()
    {
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress::LocalHost, 0));
        DatabaseConfig config;
        config.kind = DatabaseConfig::Kind::PostgreSql;
        config.host = u"127.0.0.1"_s;
        config.port = probe.serverPort();
        config.database = u"pult"_s;
        config.user = u"pult"_s;
        config.password = u"geheim"_s;
        probe.close();
        const Error error = openError(config);
        QCOMPARE(error.code, u"database_unreachable"_s);
        QCOMPARE(error.arguments.constFirst(), config.display());
        QVERIFY(!toLogString(error).contains(u"geheim"_s));
    }

    void aDatabaseThatIsMissingIsNamed()
    {
        PULT_GET(server, test::TempPostgres::server());
        DatabaseConfig config = server->administration();
        config.database = u"no_such_database"_s;
        const Error error = openError(config);
        QCOMPARE(error.code, u"database_missing"_s);
        QCOMPARE(error.arguments.at(1), u"no_such_database"_s);
        config = server->administration();
        config.user = u"nobody_known"_s;
        QCOMPARE(openError(config).code, u"database_denied"_s);
    }

    void aWriterThatWaitsTooLongIsTold()
    {
        const test::TempDatabase database(u"sqlite"_s);
        PULT_GET(first, database.connect());
        PULT_GET(second, database.connect());
        PULT_VERIFY_RESULT(second->executeScript(u"pragma busy_timeout = 50;\n"_s));
        const Transaction holder(*first);
        PULT_VERIFY_RESULT(holder.begun());
        const Transaction late(*second);
        QCOMPARE(late.begun().error().code, u"database_locked"_s);
        // Readers go on.
        PULT_VERIFY_RESULT(second->query(u"select count(*) from tasks"_s));
    }

    void aFullDiskIsToldAndLosesNothing()
    {
        const test::TempDatabase database(u"sqlite"_s);
        PULT_GET(connection, database.connect());
        PULT_GET(ids, queue::enqueue(*connection, {task()}));
        PULT_VERIFY_RESULT(connection->executeScript(u"pragma max_page_count = 60;\n"_s));
        queue::NewTask heavy = task();
        heavy.payload = "{\"text\":\"" + QByteArray(1000000, 'x') + "\"}";
        const Result<QList<queue::Id>> full = queue::enqueue(*connection, {heavy});
        QCOMPARE(full.error().code, u"database_full"_s);
        PULT_VERIFY_RESULT(queue::showTask(*connection, ids.constFirst()));
        PULT_GET(page, queue::listTasks(*connection, {}, {}));
        QCOMPARE(page.items.size(), 1);
    }

    void transactionsThatAreNotCommittedLeaveNothing_data() { bothDatabases(); }
    void transactionsThatAreNotCommittedLeaveNothing()
    {
        QVERIFY(open());
        {
            const Transaction outer(db());
            PULT_VERIFY_RESULT(outer.begun());
            PULT_VERIFY_RESULT(queue::enqueue(db(), {task()}));
        }
        QCOMPARE(number(u"select count(*) from tasks"_s), 0);
        const Result<> failed = inTransaction(db(), [this]() -> Result<> {
            if (const auto ids = queue::enqueue(db(), {task()}); !ids)
                return fail(ids.error());
            return fail(ErrorKind::Internal, "test_error");
        });
        QCOMPARE(failed.error().code, u"test_error"_s);
        QCOMPARE(number(u"select count(*) from tasks"_s), 0);
        add(task());
        QCOMPARE(number(u"select count(*) from tasks"_s), 1);
    }

    void valuesAreBoundAsTheyAre_data() { bothDatabases(); }
    void valuesAreBoundAsTheyAre()
    {
        QVERIFY(open());
        const QString awkward = u"it's \\ \"quoted\" ? :x $1 %s Ж 😀\n{now}"_s;
        PULT_VERIFY_RESULT(db().execute(u"insert into queues (name, paused, pause_reason) values (?, ?, ?)"_s,
                                        {awkward, 0, QString()}));
        PULT_GET(rows, db().query(u"select name, pause_reason, paused from queues where name = ?"_s, {awkward}));
        QCOMPARE(rows.size(), 1U);
        QCOMPARE(rows.front().at(0).toString(), awkward);
        QVERIFY(!rows.front().at(1).isNull());
        PULT_GET(nothing, db().query(u"select coalesce(cast(? as text), 'null')"_s, {QVariant()}));
        QCOMPARE(nothing.front().at(0).toString(), u"null"_s);
    }
};

QTEST_GUILESS_MAIN(tst_Schema)
#include "tst_schema.moc"
