// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The lines that the guides of the source systems tell people to type, typed: curl and jq against a real node.
#include "apiplace.h"

#include <support/testresult.h>

#include <QDateTime>
#include <QJsonArray>
#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace pult;
using test::ApiPlace;

class tst_ApiGuides : public QObject
{
    Q_OBJECT

private:
    /// Runs a line of a guide with the node's port in the place of 8088; what it prints.
    static QByteArray typed(const ApiPlace &place, QString line)
    {
        line.replace(u"8088"_s, QString::number(place.port)).replace(u"curl "_s, u"curl -sS "_s);
        QProcess shell;
        shell.start(u"/bin/sh"_s, {u"-c"_s, line});
        if (!shell.waitForFinished(60'000) || shell.exitCode() != 0)
            return "failed: " + shell.readAllStandardError();
        return shell.readAllStandardOutput();
    }
    static QJsonObject typedJson(const ApiPlace &place, const QString &line)
    {
        return QJsonDocument::fromJson(typed(place, line)).object();
    }
    static QByteArray headerOf(const QByteArray &head, const char *name)
    {
        const QRegularExpression line(u"^%1: ([^\\r\\n]*)"_s.arg(QLatin1StringView(name)),
                                      QRegularExpression::MultilineOption);
        return line.match(QString::fromLatin1(head)).captured(1).toLatin1();
    }

    /// The state of a task that the events of a stream told last.
    static QString stateTold(const QByteArray &stream, const QByteArray &id)
    {
        QString state;
        for (const QByteArray &line : stream.left(stream.lastIndexOf('\n') + 1).split('\n')) {
            const QJsonObject event = QJsonDocument::fromJson(line.mid(6)).object();
            if (!line.startsWith("data: ") || event[u"list"] != u"/api/v1/tasks"_s)
                continue;
            for (const QJsonValue &item : event[u"items"].toArray()) {
                if (item[u"id"].toInteger() == id.toLongLong())
                    state = item[u"state"].toString();
            }
        }
        return state;
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void readingWorksAsItStands()
    {
        ApiPlace place;
        QVERIFY(place.start());
        QTRY_COMPARE_WITH_TIMEOUT(typed(place, u"curl http://localhost:8088/api/v1/health/simple"_s),
                                  "{\"ok\":true,\"status\":\"healthy\"}", 20'000);
        const QJsonObject pools = typedJson(place, u"curl http://localhost:8088/api/v1/metrics | jq .database_pools"_s);
        QCOMPARE(pools[u"main"].toObject().keys(),
                 (QStringList{u"idle"_s, u"in_use"_s, u"max"_s, u"min"_s, u"open"_s, u"waiting"_s}));
        const QJsonObject timers = typedJson(place, u"curl http://localhost:8088/api/v1/metrics | jq '.timers'"_s);
        QCOMPARE(timers.keys(), (QStringList{u"database"_s, u"http"_s, u"task_wait"_s, u"tasks"_s}));
        QVERIFY(timers[u"database"][u"count"].toInt() > 0);
        QJsonObject usage;
        QTRY_VERIFY_WITH_TIMEOUT(
            !(usage = typedJson(place, u"curl http://localhost:8088/api/v1/status | jq .resource_usage"_s)).isEmpty(),
            20'000);
        for (const char *name : {"memory_mb", "memory_percent", "cpu_percent", "disk_percent", "open_fds"})
            QVERIFY2(usage[QLatin1StringView(name)].isDouble(), name);
        const QJsonObject locks = typedJson(place, u"curl http://localhost:8088/api/v1/locks"_s);
        QVERIFY(locks[u"items"].isArray());
        const QJsonObject health = typedJson(place, u"curl http://localhost:8088/api/v1/health"_s);
        QCOMPARE(health[u"checks"].toObject().size(), 5);
        // Writing needs a token even then.
        QCOMPARE(typed(place, u"curl -o /dev/null -w '%{http_code}' -X POST "
                              "'http://localhost:8088/api/v1/bulk-upload/start?task_id=1'"_s),
                 "401");
    }

    void theLimitOfStartsIsShownWithoutUsingIt()
    {
        ApiPlace place;
        QVERIFY(place.start());
        for (int i = 0; i < 3; ++i) {
            const QByteArray head = typed(place, u"curl -I http://localhost:8088/api/v1/bulk-upload/start"_s);
            QVERIFY2(head.startsWith("HTTP/1.1 405"), head.constData());
            QCOMPARE(headerOf(head, "X-RateLimit-Limit"), "5");
            QCOMPARE(headerOf(head, "X-RateLimit-Remaining"), "5");
            const qint64 reset = headerOf(head, "X-RateLimit-Reset").toLongLong();
            const qint64 now = QDateTime::currentSecsSinceEpoch();
            QVERIFY(reset >= now - 2 && reset <= now + 62);
        }
    }

    void prometheusReadsTheMetrics()
    {
        ApiPlace place;
        QVERIFY(place.start());
        const QByteArray found =
            typed(place, u"curl http://localhost:8088/metrics | promtool check metrics 2>&1 || true"_s).trimmed();
        for (const QByteArray &line : found.split('\n'))
            QVERIFY2(line.startsWith("memory_usage_mb "), line.constData());
        const QByteArray text = typed(place, u"curl http://localhost:8088/metrics"_s);
        QVERIFY(text.contains("pult_http_requests_total{code=\"2xx\",method=\"GET\",route=\"/metrics\"} 1\n"));
        const QByteArray head = typed(place, u"curl -I http://localhost:8088/metrics"_s);
        QCOMPARE(headerOf(head, "Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
        QCOMPARE(headerOf(head, "X-RateLimit-Limit"), "20");
    }

    /// 100 at once: five are looked at, the others are told when to come back.
    void aHundredStartsAtOnce()
    {
        ApiPlace place;
        place.setToken("guide-token-guide-token-guide");
        QVERIFY(place.start());
        const QByteArray codes =
            typed(place, u"seq 1 100 | xargs -P 100 -I TASK curl -m 30 -o /dev/null -w '%{http_code}\\n' -X POST "
                         "-H 'Authorization: Bearer guide-token-guide-token-guide' "
                         "'http://localhost:8088/api/v1/bulk-upload/start?task_id=TASK'"_s);
        QCOMPARE(codes.count("404\n"), 5);
        QCOMPARE(codes.count("429\n"), 95);
        const QByteArray head = typed(place, u"curl -D - -o /dev/null -X POST -H 'Authorization: Bearer "
                                             "guide-token-guide-token-guide' "
                                             "'http://localhost:8088/api/v1/bulk-upload/start?task_id=1'"_s);
        QVERIFY(headerOf(head, "Retry-After").toInt() >= 1);
        QCOMPARE(headerOf(head, "X-RateLimit-Remaining"), "0");
    }

    /// What a script that follows the node by curl sees of a task, and after it was away.
    void eventsTellATasksCourse()
    {
        ApiPlace place;
        place.setToken("guide-token-guide-token-guide");
        QVERIFY(place.start());
        const QString header = u"Authorization: Bearer guide-token-guide-token-guide"_s;
        const auto add = [&](const QString &task) {
            return typed(place,
                         u"curl -H '%1' -d '%2' http://localhost:8088/api/v1/tasks | jq .ids[0]"_s.arg(header, task))
                .trimmed();
        };
        const auto follow = [&](const QByteArray &last) {
            auto curl = std::make_unique<QProcess>();
            QStringList line{u"-sSN"_s, u"-H"_s, header};
            if (!last.isEmpty())
                line << u"-H"_s << u"Last-Event-ID: "_s + QString::fromLatin1(last);
            curl->start(u"curl"_s, line << u"http://localhost:%1/api/v1/events"_s.arg(place.port));
            return curl;
        };
        QByteArray said;
        std::unique_ptr<QProcess> curl = follow({});
        const auto hears = [&](const QByteArray &what) {
            said += curl->readAllStandardOutput();
            return said.contains(what);
        };
        QTRY_VERIFY_WITH_TIMEOUT(hears("event: refresh\ndata: {\"reason\":\"start\""), 20'000);
        const QByteArray later = add(u"{\"kind\":\"probe\",\"run_at\":\"2099-01-01T00:00:00Z\"}"_s);
        QTRY_COMPARE_WITH_TIMEOUT((hears({}), stateTold(said, later)), u"scheduled"_s, 20'000);
        typed(place, u"curl -H '%1' -X POST http://localhost:8088/api/v1/tasks/%2/cancel"_s.arg(
                         header, QString::fromLatin1(later)));
        QTRY_COMPARE_WITH_TIMEOUT((hears({}), stateTold(said, later)), u"cancelled"_s, 20'000);
        curl->kill();
        QVERIFY(curl->waitForFinished(20'000));
        said += curl->readAllStandardOutput();
        const qsizetype at = said.lastIndexOf("\nid: ") + 5;
        const QByteArray last = said.sliced(at, said.indexOf('\n', at) - at);

        const QByteArray missed = add(u"{\"kind\":\"probe\"}"_s);
        said.clear();
        curl = follow(last);
        QTRY_COMPARE_WITH_TIMEOUT((hears({}), stateTold(said, missed)), u"completed"_s, 20'000);
        QVERIFY(!said.contains("event: refresh"));
        curl->kill();
        QVERIFY(curl->waitForFinished(20'000));
    }

    void aDraftIsStartedOnce()
    {
        ApiPlace place;
        place.setToken("guide-token-guide-token-guide");
        place.liftLimits();
        QVERIFY(place.start());
        place.place.writeFile(u"clip.bin"_s, "clip");
        const QString task =
            u"{\"kind\":\"bulk_upload\",\"state\":\"draft\",\"payload\":{\"profiles\":[\"a\",\"b\"],\"media\":[\"%1\"],\"flow\":{\"title\":\"t\",\"steps\":[{\"type\":\"navigate\",\"url\":\"http://127.0.0.1:1/\"}]}}}"_s
                .arg(place.place.path(u"clip.bin"_s));
        place.place.writeFile(u"task.json"_s, task.toUtf8());
        const QString header = u"-H 'Authorization: Bearer guide-token-guide-token-guide' "_s;
        const QByteArray added =
            typed(place, u"curl -X POST "_s + header + u"--data-binary @"_s + place.place.path(u"task.json"_s) +
                             u" http://localhost:8088/api/v1/tasks | jq .batch.id"_s);
        const qint64 id = added.trimmed().toLongLong();
        QVERIFY2(id > 0, added.constData());
        const QString start = u"curl -w ' %{http_code}' -X POST "_s + header +
                              u"'http://localhost:8088/api/v1/bulk-upload/start?task_id="_s;
        const QByteArray told = "{\"status\":\"started\",\"task_id\":" + QByteArray::number(id) + ",\"tasks\":2} 202";
        QCOMPARE(typed(place, start + QString::number(id) + u'\''), told);
        QVERIFY(typed(place, start + QString::number(id) + u'\'').endsWith(" 409"));
        QVERIFY(typed(place, start + u"987654321'"_s).endsWith(" 404"));
        for (const char *wrong : {"abc", "0", "-5", "1.5", "99999999999999999999"})
            QVERIFY2(typed(place, start + QLatin1StringView(wrong) + u'\'').endsWith(" 400"), wrong);
    }
};

QTEST_GUILESS_MAIN(tst_ApiGuides)
#include "tst_apiguides.moc"
