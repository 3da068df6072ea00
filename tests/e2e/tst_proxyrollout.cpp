// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rolling restart and blue-green of three nodes behind a proxy that asks /readyz, under load: no request fails, no task
// is lost or runs twice, and nobody is cut off before the proxy knows.
#include "chaosledger.h"
#include "haproxy.h"
#include "nodeplace.h"
#include "proxyload.h"

#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QJsonArray>

using namespace Qt::StringLiterals;
using namespace pult;
using test::NodePlace;

class tst_ProxyRollout : public QObject
{
    Q_OBJECT

private:
    struct Member
    {
        test::HaProxy::Server server;
        std::unique_ptr<NodePlace> node;
    };

    static constexpr int groupSize = 3;

    /// PULT_ROLLOUTS: how often all nodes are restarted, 1 unless said.
    static int rounds() { return std::max(1, qEnvironmentVariableIntValue("PULT_ROLLOUTS")); }

    Member &add(const QString &name, const QString &group)
    {
        Member member;
        const QHostAddress address = test::ownAddress(int(m_members.size()) + 1);
        member.server = {name, address, test::freePort(address)};
        member.node = std::make_unique<NodePlace>(m_database->url(), name);
        const auto set = [&place = member.node->place](const char *variable, const QString &value) {
            place.setVariable(QString::fromLatin1(variable), value);
        };
        set("NODE_GROUP", group);
        set("WORKER_HOST", address.toString());
        set("WORKER_BASE_PORT", QString::number(member.server.port));
        set("WORKER_API_TOKEN", QString::fromLatin1(m_token));
        set("TRUSTED_PROXIES", u"127.0.0.0/8"_s);
        set("RATE_LIMIT_REQUESTS", u"0"_s);
        set("RATE_LIMIT_HEALTH", u"0/60"_s);
        set("READY_NOTICE_SECS", u"2"_s); // eight of the proxy's questions
        set("DB_MIN_CONNECTIONS", u"2"_s);
        set("DB_MAX_CONNECTIONS", u"6"_s);
        m_members.push_back(std::move(member));
        return m_members.back();
    }
    void addGroup(const QString &group)
    {
        for (int n = 1; n <= groupSize; ++n)
            add(u"%1-%2"_s.arg(group).arg(n), group);
    }
    void startGroup(int first)
    {
        for (int n = first; n < first + groupSize; ++n)
            m_members[std::size_t(n)].node->start();
        for (int n = first; n < first + groupSize; ++n)
            QTRY_COMPARE_WITH_TIMEOUT(stateOf(m_members[std::size_t(n)].server.name), u"running"_s, 60'000);
    }
    QString stateOf(const QString &name) const { return m_members[0].node->row(name)[u"state"].toString(); }
    bool startProxy()
    {
        QList<test::HaProxy::Server> servers;
        for (const Member &member : m_members)
            servers.append(member.server);
        return m_proxy->start(servers);
    }
    test::ProcessEnd nodes(const QStringList &words) const
    {
        return m_members[0].node->place.run(u"pultctl"_s, QStringList{u"--json"_s, u"nodes"_s} + words);
    }
    QString eventsPath() const { return m_members[0].node->place.path(u"events.jsonl"_s); }

    /// All that was accepted has been done, once, and nothing that was asked failed.
    void verify(test::ProxyLoad &load)
    {
        load.end();
        const Result<std::unique_ptr<storage::Connection>> connection = m_database->connect();
        PULT_VERIFY_RESULT(connection);
        const auto number = [&connection](const QString &sql) {
            const Result<storage::Rows> rows = (*connection)->query(sql);
            return rows ? rows->front().front().toInt() : -1;
        };
        QTRY_COMPARE_WITH_TIMEOUT(number(u"select count(*) from tasks"_s), 0, 60'000);
        const Result<test::ChaosLedger> ledger = test::readLedger(**connection, eventsPath());
        PULT_VERIFY_RESULT(ledger);
        qInfo("%d requests, %d tasks, %d failures; %s", load.requests(), load.submitted(), int(load.failures().size()),
              qPrintable(ledger->summary()));
        const QByteArray failures = load.failures().join('\n') + '\n' + m_proxy->said();
        QVERIFY2(load.failures().isEmpty(), failures.constData());
        QVERIFY(load.submitted() > 20);
        QCOMPARE(ledger->breaches(), 0);
        QCOMPARE(ledger->completed, load.submitted());
        QCOMPARE(number(u"select count(*) from task_history where attempt <> 1 or coalesce(rescues, 0) <> 0"_s), 0);
    }

    const QByteArray m_token = "a-token-for-the-clients-of-this-test";
    std::unique_ptr<test::TempDatabase> m_database;
    std::vector<Member> m_members;
    std::unique_ptr<test::HaProxy> m_proxy;

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_database = std::make_unique<test::TempDatabase>(u"postgresql"_s);
        PULT_VERIFY_RESULT(m_database->made());
        m_proxy = std::make_unique<test::HaProxy>();
    }
    void cleanup()
    {
        for (const Member &member : m_members) {
            if (member.node->node && member.node->node->state() == QProcess::Running)
                member.node->signal(SIGTERM);
        }
        for (const Member &member : m_members) {
            if (member.node->node)
                member.node->wait(40'000);
        }
        m_members.clear();
        m_proxy.reset();
    }

    void aRollingRestartFailsNoRequest()
    {
        addGroup(u"blue"_s);
        startGroup(0);
        QVERIFY(startProxy());
        test::ProxyLoad load(m_proxy->port(), m_token, eventsPath());
        // Two seconds at least, by the clients' pace: so the proxy has asked each node again and again, as it must have
        // for the nodes to wait for it.
        QTRY_VERIFY_WITH_TIMEOUT(load.submitted() > 100, 60'000);
        for (int round = 0; round < rounds(); ++round) {
            const test::ProcessEnd end = nodes({u"restart"_s, u"--rolling"_s});
            QVERIFY2(end.exitCode == 0, end.err.constData());
            QCOMPARE(end.json()[u"restarted"].toArray().size(), groupSize);
        }
        for (const Member &member : m_members) {
            // Each said first that it would go: the proxy never met a closed door.
            QByteArrayList expected;
            for (int round = 0; round < rounds(); ++round)
                expected << "DOWN, reason: Layer7 wrong status, code: 503"
                         << "UP";
            QTRY_COMPARE(m_proxy->changesOf(member.server.name), expected);
        }
        verify(load);
    }

    void anotherGroupTakesOverAndNoRequestFails()
    {
        addGroup(u"blue"_s);
        startGroup(0);
        addGroup(u"green"_s);
        QVERIFY(startProxy());
        test::ProxyLoad load(m_proxy->port(), m_token, eventsPath());
        QTRY_VERIFY(load.submitted() > 5);
        // Seen as down first: of one that the proxy took to be up from the start it would tell no change.
        for (std::size_t n = groupSize; n < m_members.size(); ++n)
            QTRY_COMPARE(m_proxy->changesOf(m_members[n].server.name).size(), 1);
        startGroup(groupSize);
        for (std::size_t n = groupSize; n < m_members.size(); ++n)
            QTRY_COMPARE(m_proxy->changesOf(m_members[n].server.name).value(1), QByteArray("UP"));
        const test::ProcessEnd end = nodes({u"switch"_s, u"--to"_s, u"green"_s, u"--from"_s, u"blue"_s, u"--stop"_s});
        QVERIFY2(end.exitCode == 0, end.err.constData());
        for (std::size_t n = 0; n < groupSize; ++n) {
            QCOMPARE(m_members[n].node->wait(40'000), 0);
            QCOMPARE(m_proxy->changesOf(m_members[n].server.name).value(0),
                     QByteArray("DOWN, reason: Layer7 wrong status, code: 503"));
        }
        verify(load);
    }
};

QTEST_GUILESS_MAIN(tst_ProxyRollout)
#include "tst_proxyrollout.moc"
