// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <storage/databaseconfig.h>
#include <storage/dialect.h>
#include <support/testresult.h>

using namespace Qt::StringLiterals;
using namespace pult;
using namespace pult::storage;

class tst_DatabaseConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void addressesAreRead_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("shown");
        QTest::addColumn<QString>("password");
        QTest::newRow("plain") << u"postgresql://pult:secret@db.local:5433/queue"_s
                               << u"postgresql://pult@db.local:5433/queue"_s << u"secret"_s;
        QTest::newRow("short scheme") << u"postgres://pult@db/queue"_s << u"postgresql://pult@db:5432/queue"_s
                                      << QString();
        QTest::newRow("driver") << u"postgresql+asyncpg://u:p%40%2Fs%25@h/d"_s << u"postgresql://u@h:5432/d"_s
                                << u"p@/s%"_s;
        QTest::newRow("ipv6") << u"postgres://u@[::1]:6000/d"_s << u"postgresql://u@::1:6000/d"_s << QString();
        QTest::newRow("socket") << u"postgresql:///d?host=/var/run/postgresql&user=u"_s
                                << u"postgresql://u@/d?host=/var/run/postgresql"_s << QString();
        QTest::newRow("parameters") << u"postgresql://h/d?port=7000&password=x&sslmode=require"_s
                                    << u"postgresql://h:7000/d"_s << u"x"_s;
        QTest::newRow("sqlite") << u"sqlite:///var/lib/pult/pult.db"_s << u"sqlite:/var/lib/pult/pult.db"_s
                                << QString();
        QTest::newRow("four slashes") << u"sqlite:////data/a%20b.db"_s << u"sqlite:/data/a b.db"_s << QString();
        QTest::newRow("sqlite driver") << u"sqlite+aiosqlite:///x.db"_s << u"sqlite:/x.db"_s << QString();
        QTest::newRow("windows") << u"sqlite:///C:/Pult/pult.db"_s << u"sqlite:C:/Pult/pult.db"_s << QString();
    }
    void addressesAreRead()
    {
        QFETCH(QString, url);
        QFETCH(QString, shown);
        QFETCH(QString, password);
        const Result<DatabaseConfig> config = databaseConfigFromUrl(url);
        PULT_VERIFY_RESULT(config);
        QCOMPARE(config->display(), shown);
        QCOMPARE(config->password, password);
    }

    void wrongAddressesAreRefusedWithoutTheirSecrets_data()
    {
        QTest::addColumn<QString>("url");
        for (const char *url :
             {"", "mysql://u:geheim@h/d", "postgresql://u:geheim@h", "postgresql://u:geheim@h:0/d",
              "postgresql://u:geheim@h:70000/d", "postgresql://u:ge#heim@h/d", "postgresql://u:geheim@@h/d/e",
              "postgresql:///d?port=x&password=geheim", "sqlite://x.db", "sqlite:///", "sqlite:///:memory:", "pult.db"})
            QTest::newRow(url) << QString::fromLatin1(url);
    }
    void wrongAddressesAreRefusedWithoutTheirSecrets()
    {
        QFETCH(QString, url);
        const Result<DatabaseConfig> config = databaseConfigFromUrl(url);
        QVERIFY(!config);
        QCOMPARE(config.error().code, u"database_url_invalid"_s);
        QCOMPARE(config.error().arguments.size(), 2);
        QVERIFY(!config.error().arguments.at(1).isEmpty());
        QVERIFY(!toLogString(config.error()).contains(u"heim"_s));
    }

    void tokensAreWrittenOut()
    {
        const QString sql = u"select {now} from {rows:a bigint,b text} where a {any_id} {for_update}"_s;
        const QString lite = sqliteDialect().expand(sql, {});
        QVERIFY(lite.contains(u"json_extract(value, '$.b') as b"_s));
        QVERIFY(!lite.contains(u'{') && !lite.contains(u"for update"_s));
        const QString server = postgreSqlDialect().expand(sql, std::chrono::microseconds{5});
        QVERIFY(server.contains(u"as x(a bigint, b text)"_s));
        QVERIFY(server.contains(u"+ 5)"_s) && server.endsWith(u"for update"_s));
    }
};

QTEST_GUILESS_MAIN(tst_DatabaseConfig)
#include "tst_databaseconfig.moc"
