// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Settings as operators meet them: told whole when wrong, shown with their sources, taken over while a node runs.
#include <support/pultprocess.h>
#include <support/testresult.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_ConfigCtl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_pult = std::make_unique<test::Installation>();
    }

    void everyFaultIsToldAtOnceWithItsPlace()
    {
        m_pult->writeFile(u"data/.env"_s, "WORKERS_COUNT=many\nthis is none\nTLS_CERT_FILE=/no/such.pem\n");
        m_pult->writeFile(u"data/pult.ini"_s, "LOG_LEVEL=loud\n");
        m_pult->setVariable(u"DB_PASSWORD"_s, u"hidden-password"_s);
        m_pult->setVariable(u"DOLPHIN_API_HOST"_s, u"not a url"_s);
        m_pult->setVariable(u"DATABASE_URL"_s, u"mysql://u:hidden-password@h/d"_s);
        const QByteArrayList told{"many", ".env:1",   ".env, line 2", "/no/such.pem", "TLS_KEY_FILE",
                                  "loud", "pult.ini", "not a url",    "mysql"};
        for (const QString &program : {u"pultd"_s, u"pultctl"_s}) {
            const bool ctl = program == "pultctl"_L1;
            const test::ProcessEnd end =
                m_pult->run(program, ctl ? QStringList{u"config"_s, u"check"_s} : QStringList());
            QCOMPARE(end.exitCode, 2);
            QVERIFY(end.out.isEmpty());
            for (const QByteArray &part : told)
                QVERIFY2(end.err.contains(part), QByteArray(part + " is not in: " + end.err).constData());
            QVERIFY(!end.err.contains("hidden-password"));
        }
        const test::ProcessEnd json = m_pult->run(u"pultctl"_s, {u"--json"_s, u"config"_s, u"check"_s});
        QCOMPARE(json.exitCode, 2);
        QCOMPARE(json.json()[u"valid"].toBool(true), false);
        QStringList codes;
        for (const QJsonValue &fault : json.json()[u"faults"].toArray())
            codes.append(fault[u"code"].toString());
        codes.sort();
        QCOMPARE(codes, (QStringList{u"database_url_invalid"_s, u"env_line_invalid"_s, u"setting_file_unreadable"_s,
                                     u"setting_needs_other"_s, u"setting_not_choice"_s, u"setting_not_integer"_s,
                                     u"setting_not_url"_s}));
    }

    void valuesAreShownWithTheirSources()
    {
        m_pult->writeFile(u"data/pult.ini"_s, "WORKERS_COUNT=2\nNODE_NAME=from-ini\n");
        m_pult->writeFile(u"data/.env"_s,
                          "# theirs\nNODE_NAME=from-env\nREDIS_URL=redis://x\nTELEGRAM_BOT_TOKEN=s3cret\n");
        m_pult->setVariable(u"LOG_FORMAT"_s, u"text"_s);
        m_pult->setVariable(u"DATABASE_URL"_s, u"postgresql://anna:s3cret@db.example/pult"_s);
        const test::ProcessEnd end = m_pult->run(u"pultctl"_s, {u"--json"_s, u"config"_s, u"show"_s});
        QCOMPARE(end.exitCode, 0);
        QVERIFY(!end.out.contains("s3cret"));
        QHash<QString, QJsonObject> shown;
        for (const QJsonValue &item : end.json()[u"items"].toArray())
            shown.insert(item[u"name"].toString(), item.toObject());
        QCOMPARE(shown[u"WORKERS_COUNT"_s][u"source"].toString(), u"file"_s);
        QCOMPARE(shown[u"NODE_NAME"_s][u"value"].toString(), u"from-env"_s);
        QVERIFY(shown[u"NODE_NAME"_s][u"place"].toString().endsWith(u"data/.env:2"_s));
        QCOMPARE(shown[u"LOG_FORMAT"_s][u"source"].toString(), u"environment"_s);
        QCOMPARE(shown[u"MAX_CONCURRENT_TASKS"_s][u"source"].toString(), u"default"_s);
        QCOMPARE(shown[u"TELEGRAM_BOT_TOKEN"_s][u"value"].toString(), u"***"_s);
        QCOMPARE(shown[u"LOG_LEVEL"_s][u"needs_restart"].toBool(true), false);
        QCOMPARE(end.json()[u"ignored"].toArray(), QJsonArray{u"REDIS_URL"_s});
        QCOMPARE(end.json()[u"database"].toString(), u"postgresql://anna@db.example:5432/pult"_s);

        const test::ProcessEnd table = m_pult->run(u"pultctl"_s, {u"config"_s, u"show"_s, u"--changed"_s});
        QVERIFY2(table.out.contains("from-env") && table.out.contains("REDIS_URL"), table.out.constData());
        QVERIFY(!table.out.contains("MAX_CONCURRENT_TASKS") && !table.out.contains("s3cret"));
        QCOMPARE(m_pult->run(u"pultctl"_s, {u"config"_s, u"show"_s, u"NO_SUCH"_s}).exitCode, 2);
    }

    /// As the source systems' guides write them.
    void theirEnvFilesWorkAsTheyAre()
    {
        m_pult->writeFile(u"data/.env"_s, R"(# Database
POSTGRES_HOST=localhost
POSTGRES_PORT=5432
POSTGRES_DB="automation"
POSTGRES_USER=automation
DB_PASSWORD='p@ss # word'
DB_POOL_SIZE=10
DB_MAX_OVERFLOW=20
DB_POOL_TIMEOUT=30
DB_ECHO=false
export WORKERS_COUNT=5
WORKER_BASE_PORT=8088
MAX_CONCURRENT_TASKS=3
MEMORY_LIMIT_MB=2048
HEARTBEAT_INTERVAL_SECS=30
RATE_LIMIT_REQUESTS=100
RATE_LIMIT_WINDOW=60
DOLPHIN_API_HOST=http://localhost:3001
SECRET_KEY=change-me
JWT_ALGORITHM=HS256
JWT_EXPIRATION_MINUTES=30
LOG_LEVEL=INFO
LOG_FORMAT=json
LOG_MAX_BYTES=10485760
LOG_BACKUP_COUNT=5
ENVIRONMENT=production
DEBUG=False
BOT_TOKEN=123:abc
ADMIN_IDS=1,2,3
SENTRY_DSN=https://key@sentry.example/1
JAEGER_ENDPOINT=http://jaeger:4318
JAEGER_AGENT_HOST=jaeger
PROMETHEUS_PORT=9090
WEB_UI_PORT=8080
NGINX_HTTP_PORT=80
CASSANDRA_HOSTS=cassandra
GRAFANA_PASSWORD=admin
REDIS_URL=redis://redis:6379/0
SOMETHING_ELSE=1
)");
        const QJsonDocument check = m_pult->ctl({u"config"_s, u"check"_s});
        QVERIFY(check[u"valid"].toBool());
        const QJsonDocument shown = m_pult->ctl({u"config"_s, u"show"_s, u"DB_MAX_CONNECTIONS"_s});
        QCOMPARE(shown[u"items"][0][u"value"].toString(), u"30"_s);
        QCOMPARE(shown[u"ignored"].toArray().size(), 6);
    }

    void aRunningNodeTakesThemOver()
    {
        const auto node = m_pult->start(u"pultd"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(queues(), (QJsonArray{u"*"_s}), 30000);
        m_pult->writeFile(u"data/.env"_s, "NODE_QUEUES=mail\nWORKERS_COUNT=2\n");
        QTRY_COMPARE_WITH_TIMEOUT(queues(), (QJsonArray{u"mail"_s}), 30000);
        QByteArray log;
        const auto says = [&](const char *text) {
            log += node->readAllStandardError();
            return log.contains(text);
        };
        QTRY_VERIFY_WITH_TIMEOUT(says("after a restart: WORKERS_COUNT"), 30000);
        // Wrong ones are told and change nothing; SIGHUP reads them again whatever the files' dates.
        m_pult->writeFile(u"data/.env"_s, "NODE_QUEUES=other\nWORKERS_COUNT=none\n");
        QTRY_VERIFY_WITH_TIMEOUT(says("those from before stay"), 30000);
        m_pult->setVariable(u"WORKERS_COUNT"_s, u"1"_s); // pultctl reads the same file
        QCOMPARE(queues(), (QJsonArray{u"mail"_s}));
        QVERIFY(QFile::remove(m_pult->path(u"data/.env"_s)));
        ::kill(pid_t(node->processId()), SIGHUP);
        QTRY_COMPARE_WITH_TIMEOUT(queues(), (QJsonArray{u"*"_s}), 30000);
        node->terminate();
        QVERIFY(node->waitForFinished(60000));
        QCOMPARE(node->exitCode(), 0);
    }

private:
    QJsonArray queues() const { return m_pult->ctl({u"nodes"_s, u"list"_s})[u"items"][0][u"queues"].toArray(); }

    std::unique_ptr<test::Installation> m_pult;
};

QTEST_GUILESS_MAIN(tst_ConfigCtl)
#include "tst_configctl.moc"
