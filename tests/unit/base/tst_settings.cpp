// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <base/errortext.h>
#include <base/settings.h>
#include <support/testresult.h>

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;
using namespace pult;

namespace {

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

Settings fromEnvironment(const QHash<QString, QString> &environment, const QString &dataDir = u"/data"_s)
{
    return Settings::load({dataDir, {}, environment, {}, false});
}

QStringList codes(const Settings &settings)
{
    QStringList list;
    for (const Error &fault : settings.faults())
        list.append(fault.code + u' ' + fault.arguments.value(0));
    return list;
}

} // namespace

class tst_Settings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void defaultsArePinned_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        for (const auto &[name, value] : {std::pair{"DB_MIN_CONNECTIONS", "5"},
                                          {"DB_MAX_CONNECTIONS", "20"},
                                          {"DB_POOL_TIMEOUT", "30"},
                                          {"WORKERS_COUNT", "5"},
                                          {"WORKER_BASE_PORT", "8088"},
                                          {"MAX_CONCURRENT_TASKS", "3"},
                                          {"MEMORY_LIMIT_MB", "2048"},
                                          {"HEARTBEAT_INTERVAL_SECS", "30"},
                                          {"RATE_LIMIT_REQUESTS", "100"},
                                          {"RATE_LIMIT_WINDOW", "60"},
                                          {"JWT_EXPIRATION_MINUTES", "30"},
                                          {"LOG_MAX_BYTES", "10485760"},
                                          {"LOG_BACKUP_COUNT", "5"},
                                          {"TASK_LEASE_SECS", "30"},
                                          {"TASK_TIMEOUT_SECS", "300"},
                                          {"SHUTDOWN_TIMEOUT_SECS", "25"},
                                          {"DRAIN_TIMEOUT_SECS", "300"},
                                          {"HTTP_TIMEOUT_SECS", "30"},
                                          {"CIRCUIT_BREAKER_FAILURE_THRESHOLD", "5"},
                                          {"CIRCUIT_BREAKER_RECOVERY_TIMEOUT", "60"},
                                          {"RATE_LIMIT_TASK_START", "5/60"},
                                          {"RATE_LIMIT_HEALTH", "200/60"},
                                          {"RATE_LIMIT_METRICS", "20/60"},
                                          {"DB_IDLE_SECS", "300"},
                                          {"DB_HEALTH_CHECK_SECS", "60"},
                                          {"RESTART_MAX", "10"},
                                          {"WORKER_HOST", "127.0.0.1"},
                                          {"NODE_QUEUES", "*"},
                                          {"BROWSER_PROVIDER", "auto"},
                                          {"DB_PGBOUNCER", "auto"},
                                          {"DOLPHIN_API_HOST", "http://localhost:3001"}})
            QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(value);
    }
    void defaultsArePinned()
    {
        QFETCH(const QString, name);
        const Settings settings = fromEnvironment({});
        QTEST(settings.text(name.toLatin1().constData()), "value");
        QVERIFY(!settings.isSet(name.toLatin1().constData()));
    }

    void everyDefaultIsLegal()
    {
        QHash<QString, QString> environment;
        for (const SettingSpec &spec : Settings::table())
            environment.insert(QString::fromLatin1(spec.name), QString::fromLatin1(spec.defaultValue));
        QCOMPARE(codes(fromEnvironment(environment)), QStringList());
    }

    void strongerSourcesWin()
    {
        QTemporaryDir data;
        QTemporaryDir working;
        write(data.filePath(u"pult.ini"_s), "WORKERS_COUNT=1\nMAX_CONCURRENT_TASKS=1\nDB_POOL_TIMEOUT=1\n"
                                            "TASK_LEASE_SECS=11\nRESTART_MAX=1\nNODE_QUEUES=a,b\n");
        write(data.filePath(u".env"_s),
              "WORKERS_COUNT=2\nMAX_CONCURRENT_TASKS=2\nDB_POOL_TIMEOUT=2\nTASK_LEASE_SECS=12\n");
        write(working.filePath(u".env"_s), "WORKERS_COUNT=3\nMAX_CONCURRENT_TASKS=3\nDB_POOL_TIMEOUT=3\n");
        const Settings settings = Settings::load({data.path(),
                                                  working.path(),
                                                  {{u"WORKERS_COUNT"_s, u"4"_s}, {u"MAX_CONCURRENT_TASKS"_s, u"4"_s}},
                                                  {{u"WORKERS_COUNT"_s, u"5"_s}},
                                                  false});
        PULT_VERIFY_RESULT(settings.check());
        QCOMPARE(settings.integer("WORKERS_COUNT"), 5);
        QCOMPARE(settings.source("WORKERS_COUNT"), SettingSource::CommandLine);
        QCOMPARE(settings.integer("MAX_CONCURRENT_TASKS"), 4);
        QCOMPARE(settings.integer("DB_POOL_TIMEOUT"), 3);
        QCOMPARE(settings.integer("TASK_LEASE_SECS"), 12);
        QCOMPARE(settings.source("TASK_LEASE_SECS"), SettingSource::DotEnv);
        QCOMPARE(settings.integer("RESTART_MAX"), 1);
        QCOMPARE(settings.source("RESTART_MAX"), SettingSource::File);
        QCOMPARE(settings.list("NODE_QUEUES"), (QStringList{u"a"_s, u"b"_s}));
        QCOMPARE(settings.integer("HTTP_TIMEOUT_SECS"), 30);
    }

    void everyFaultIsListed()
    {
        const Settings settings = fromEnvironment({{u"WORKERS_COUNT"_s, u"many"_s},
                                                   {u"MAX_CONCURRENT_TASKS"_s, u"21"_s},
                                                   {u"DB_ECHO"_s, u"maybe"_s},
                                                   {u"BROWSER_PROVIDER"_s, u"safari"_s},
                                                   {u"RATE_LIMIT_HEALTH"_s, u"5"_s},
                                                   {u"DOLPHIN_API_HOST"_s, u"localhost:3001"_s},
                                                   {u"JWT_ALGORITHM"_s, u"none"_s},
                                                   {u"SOMETHING_ELSE"_s, u"x"_s}});
        QStringList found = codes(settings);
        found.sort();
        QCOMPARE(found,
                 (QStringList{u"setting_not_boolean DB_ECHO"_s, u"setting_not_choice BROWSER_PROVIDER"_s,
                              u"setting_not_choice JWT_ALGORITHM"_s, u"setting_not_integer MAX_CONCURRENT_TASKS"_s,
                              u"setting_not_integer WORKERS_COUNT"_s, u"setting_not_rate RATE_LIMIT_HEALTH"_s,
                              u"setting_not_url DOLPHIN_API_HOST"_s}));
        QCOMPARE(settings.integer("WORKERS_COUNT"), 5); // the default stands in
        QVERIFY(!settings.check());
    }

    void faultNamesPlaceAndWhatIsAllowed()
    {
        QTemporaryDir data;
        write(data.filePath(u".env"_s), "# comment\nWORKERS_COUNT=0\nthis is nothing\n");
        const Settings settings = Settings::load({data.path(), {}, {}, {}, false});
        QCOMPARE(settings.faults().size(), 2);
        QCOMPARE(errorSentence(settings.faults()[0]), QString(data.path() + u"/.env, line 3: this is not NAME=value."));
        QCOMPARE(errorSentence(settings.faults()[1]),
                 QString(u"WORKERS_COUNT = \"0\" ("_s + data.path() + u"/.env:2) is not a whole number from 1 to 64."));
    }

    void emptyTakesTheDefaultBack()
    {
        QTemporaryDir data;
        write(data.filePath(u".env"_s), "WORKERS_COUNT=2\n");
        const Settings settings = Settings::load({data.path(), {}, {{u"WORKERS_COUNT"_s, {}}}, {}, false});
        QCOMPARE(settings.integer("WORKERS_COUNT"), 5);
        QVERIFY(!settings.isSet("WORKERS_COUNT"));
    }

    void aliases()
    {
        const Settings settings =
            fromEnvironment({{u"BOT_TOKEN"_s, u"t"_s}, {u"DB_POOL_SIZE"_s, u"8"_s}, {u"DB_MAX_OVERFLOW"_s, u"4"_s}});
        QCOMPARE(settings.text("TELEGRAM_BOT_TOKEN"), u"t"_s);
        QCOMPARE(settings.integer("DB_MIN_CONNECTIONS"), 8);
        QCOMPARE(settings.integer("DB_MAX_CONNECTIONS"), 12);

        const Settings own = fromEnvironment({{u"BOT_TOKEN"_s, u"t"_s}, {u"TELEGRAM_BOT_TOKEN"_s, u"own"_s}});
        QCOMPARE(own.text("TELEGRAM_BOT_TOKEN"), u"own"_s);

        const Settings big = fromEnvironment({{u"DB_POOL_SIZE"_s, u"50"_s}});
        QCOMPARE(big.integer("DB_MAX_CONNECTIONS"), 50);
        QCOMPARE(codes(fromEnvironment({{u"DB_MIN_CONNECTIONS"_s, u"9"_s}, {u"DB_MAX_CONNECTIONS"_s, u"3"_s}})),
                 QStringList{u"setting_min_over_max DB_MIN_CONNECTIONS"_s});
    }

    void databaseUrl_data()
    {
        using Environment = QHash<QString, QString>;
        QTest::addColumn<Environment>("environment");
        QTest::addColumn<QString>("url");
        QTest::newRow("SQLite") << Environment{} << u"sqlite:///da%20ta/pult.db"_s;
        QTest::newRow("given") << Environment{{u"DATABASE_URL"_s, u"postgres://h/d"_s}, {u"POSTGRES_HOST"_s, u"x"_s}}
                               << u"postgres://h/d"_s;
        QTest::newRow("parts") << Environment{{u"POSTGRES_HOST"_s, u"db"_s},
                                              {u"POSTGRES_DB"_s, u"shop"_s},
                                              {u"POSTGRES_USER"_s, u"me"_s},
                                              {u"DB_PASSWORD"_s, u"a/b@c"_s}}
                               << u"postgresql://me:a%2Fb%40c@db:5432/shop"_s;
        QTest::newRow("POSTGRES_PASSWORD wins")
            << Environment{{u"POSTGRES_HOST"_s, u"db"_s}, {u"POSTGRES_PASSWORD"_s, u"p"_s}, {u"DB_PASSWORD"_s, u"d"_s}}
            << u"postgresql://postgres:p@db:5432/pult"_s;
        QTest::newRow("socket") << Environment{{u"POSTGRES_HOST"_s, u"/run/pg"_s}, {u"POSTGRES_PORT"_s, u"5433"_s}}
                                << u"postgresql://postgres@:5433/pult?host=/run/pg"_s;
        QTest::newRow("password alone") << Environment{{u"DB_PASSWORD"_s, u"d"_s}} << u"sqlite:///da%20ta/pult.db"_s;
    }
    void databaseUrl()
    {
        using Environment = QHash<QString, QString>;
        QFETCH(const Environment, environment);
        QTEST(fromEnvironment(environment, u"/da ta"_s).databaseUrl(), "url");
    }

    void concurrencyIsSpread_data()
    {
        QTest::addColumn<QString>("workers");
        QTest::addColumn<QString>("total");
        QTest::addColumn<QList<int>>("capacities");
        QTest::newRow("each") << u"2"_s << u""_s << QList<int>{3, 3};
        QTest::newRow("even") << u"5"_s << u"25"_s << QList<int>{5, 5, 5, 5, 5};
        QTest::newRow("rest") << u"5"_s << u"7"_s << QList<int>{2, 2, 1, 1, 1};
        QTest::newRow("fewer than workers") << u"5"_s << u"2"_s << QList<int>{1, 1};
        QTest::newRow("more than they can") << u"1"_s << u"41"_s << QList<int>{14, 14, 13};
    }
    void concurrencyIsSpread()
    {
        QFETCH(const QString, workers);
        QFETCH(const QString, total);
        const Settings settings = fromEnvironment({{u"WORKERS_COUNT"_s, workers}, {u"JOB_CONCURRENCY"_s, total}});
        QTEST(settings.workerCapacities(), "capacities");
    }

    void secretsAreNotShown()
    {
        const Settings settings = fromEnvironment({{u"DATABASE_URL"_s, u"postgres://u:secret@h/d"_s},
                                                   {u"DOLPHIN_API_TOKEN"_s, u"secret"_s},
                                                   {u"DOLPHIN_API_HOST"_s, u"http://u:secret@h:1"_s}});
        for (const SettingSpec &spec : Settings::table())
            QVERIFY2(!settings.display(spec.name).contains(u"secret"), spec.name);
    }

    void ignoredNamesAreNoted()
    {
        const Settings settings = fromEnvironment({{u"WEB_UI_PORT"_s, u"x"_s},
                                                   {u"REDIS_URL"_s, u"x"_s},
                                                   {u"JAEGER_AGENT_HOST"_s, u"x"_s},
                                                   {u"HOME"_s, u"x"_s}});
        QVERIFY(settings.faults().isEmpty());
        QCOMPARE(settings.ignoredNames(), (QStringList{u"JAEGER_AGENT_HOST"_s, u"REDIS_URL"_s, u"WEB_UI_PORT"_s}));
    }

    void dataDirIsMade()
    {
        QTemporaryDir parent;
        const QString wanted = parent.filePath(u"a/b"_s);
        const auto made = settleDataDir(wanted);
        PULT_VERIFY_RESULT(made);
        QCOMPARE(*made, wanted);
        QVERIFY(QDir(wanted).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
        const auto other = settleDataDir({}, {{u"PULT_DATA_DIR"_s, parent.filePath(u"c"_s)}});
        PULT_VERIFY_RESULT(other);
        QCOMPARE(*other, parent.filePath(u"c"_s));

        write(parent.filePath(u".env"_s), "PULT_DATA_DIR=" + parent.filePath(u"d"_s).toUtf8());
        const auto third = settleDataDir({}, {{u"HOME"_s, u"/"_s}}, parent.path());
        PULT_VERIFY_RESULT(third);
        QCOMPARE(*third, parent.filePath(u"d"_s));
    }

    void unusableDataDirIsTold()
    {
        QTemporaryDir parent;
        write(parent.filePath(u"file"_s), "x");
        for (const QString &path : {parent.filePath(u"file"_s), parent.filePath(u"file/below"_s), u"/proc/pult"_s}) {
            const auto result = settleDataDir(path);
            QVERIFY(!result);
            QCOMPARE(result.error().code, u"data_dir_unusable"_s);
            QVERIFY(errorText(result.error()).contains(path));
        }
    }
};

QTEST_GUILESS_MAIN(tst_Settings)
#include "tst_settings.moc"
