// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxyserver.h"

#include <browser/dolphin.h>
#include <browser/dolphincloud.h>
#include <browser/proxycheck.h>
#include <jobs/flowpayload.h>
#include <jobs/preflight.h>
#include <net/httpserver.h>
#include <net/outsideclient.h>
#include <support/testresult.h>

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::jobs;

namespace {

/// A provider that is up or not as it is told, and counts who asks.
class FakeProvider final : public browser::Provider
{
public:
    QString name() const override { return u"dolphin"_s; }
    QCoro::Task<Result<QList<browser::Profile>>> profiles(CancelToken &) override
    {
        co_return QList<browser::Profile>();
    }
    QCoro::Task<Result<>> check(CancelToken &token) override
    {
        ++checks;
        const Result<> slept = co_await sleepFor(20ms, token);
        co_return slept ? state : slept;
    }
    QCoro::Task<Result<std::optional<browser::ProxyAddress>>> proxyOf(QString, CancelToken &) override
    {
        ++proxyQuestions;
        Result<std::optional<browser::ProxyAddress>> told = proxy; // co_return moves a member's content away
        co_return told;
    }
    QCoro::Task<Result<browser::BrowserEndpoint>> start(QString, browser::StartOptions, CancelToken &) override
    {
        co_return browser::BrowserEndpoint();
    }
    QCoro::Task<Result<>> stop(QString, CancelToken &) override { co_return Result<>{}; }

    Result<> state;
    Result<std::optional<browser::ProxyAddress>> proxy = std::optional<browser::ProxyAddress>();
    int checks = 0;
    int proxyQuestions = 0;
};

Result<> away()
{
    return fail(ErrorKind::Unavailable, "dolphin_away", {u"127.0.0.1:3001"_s});
}

} // namespace

/// What is looked at before a profile is started, and what a task that must wait does.
class tst_Preflight : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    FakeProvider m_provider;
    CancelToken m_token;

    PreflightShared::Config config() const
    {
        PreflightShared::Config config;
        config.dataDir = m_folder.path();
        config.leastFreeBytes = 1;
        config.proxyLimit = 60s;
        return config;
    }
    std::optional<Preflight::Fault> check(PreflightShared &shared, const QString &profile = u"17"_s)
    {
        Preflight preflight(shared, m_provider);
        return QCoro::waitFor(preflight.check(profile, u"site.example:443"_s, m_token));
    }
    static browser::ProxyAddress at(quint16 port, const QString &type, const QString &user = {})
    {
        return {type, u"127.0.0.1"_s, port, user, user.isEmpty() ? QString() : u"word"_s};
    }

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_provider.state = {};
        m_provider.proxy = std::optional<browser::ProxyAddress>();
        m_provider.checks = 0;
        m_provider.proxyQuestions = 0;
    }

    void allIsWell()
    {
        PreflightShared shared(config());
        QVERIFY(!check(shared));
    }

    void aHundredTasksAskOnce()
    {
        PreflightShared shared(config());
        m_provider.state = away();
        Preflight preflight(shared, m_provider);
        std::vector<QCoro::Task<std::optional<Preflight::Fault>>> tasks;
        for (int i = 0; i < 100; ++i)
            tasks.push_back(preflight.check(QString::number(i), {}, m_token));
        QSet<qint64> delays;
        for (auto &task : tasks) {
            const auto fault = QCoro::waitFor(std::move(task));
            QVERIFY(fault && fault->delay);
            QCOMPARE(fault->error.code, u"dolphin_away"_s);
            QVERIFY(*fault->delay >= 5s && *fault->delay <= 6250ms);
            delays.insert(fault->delay->count());
        }
        QCOMPARE(m_provider.checks, 1);
        QVERIFY2(delays.size() > 50, "they would all come back at once");
    }

    void theLongerItIsAwayTheLaterTheTaskComesBack()
    {
        PreflightShared::Config quick = config();
        quick.firstDelay = 10ms;
        quick.longestDelay = 200ms;
        quick.freshFor = 0ms;
        PreflightShared shared(quick);
        m_provider.state = away();
        const auto first = check(shared);
        QVERIFY(first && *first->delay <= 13ms);
        QCoro::waitFor(sleepFor(100ms, m_token));
        const auto second = check(shared);
        QVERIFY(second && *second->delay >= 100ms && *second->delay <= 250ms);
        QCoro::waitFor(sleepFor(200ms, m_token));
        const auto third = check(shared);
        QVERIFY(third && *third->delay >= 200ms && *third->delay <= 250ms);
        m_provider.state = {};
        QVERIFY(!check(shared));
        m_provider.state = away();
        const auto again = check(shared);
        QVERIFY(again && *again->delay <= 13ms);
    }

    void whatNeverWasRightEndsTheTask()
    {
        PreflightShared::Config fresh = config();
        fresh.freshFor = 0ms;
        PreflightShared shared(fresh);
        m_provider.state = fail(ErrorKind::Denied, "dolphin_token_invalid");
        const auto never = check(shared);
        QVERIFY(never && !never->delay);
        QCOMPARE(never->error.kind, ErrorKind::Denied);
        // Once it was right, it is waited for: nobody wants a thousand tasks to end because a token ran out.
        m_provider.state = {};
        QVERIFY(!check(shared));
        m_provider.state = fail(ErrorKind::Denied, "dolphin_token_invalid");
        const auto later = check(shared);
        QVERIFY(later && later->delay);
        QCOMPARE(later->error.code, u"dolphin_token_invalid"_s);
    }

    void anAppThatStammersIsWaitedFor()
    {
        PreflightShared shared(config());
        m_provider.state = fail(ErrorKind::Timeout, "http_timeout", {u"127.0.0.1:3001"_s, u"10"_s});
        const auto fault = check(shared);
        QVERIFY(fault && fault->delay);
    }

    void anOpenBreakerIsWaitedForUntilItMayBeAsked()
    {
        PreflightShared shared(config());
        m_provider.state = fail(ErrorKind::Unavailable, "breaker_open", {u"Dolphin"_s, u"30"_s, u"3"_s, u"dolphin"_s});
        const auto fault = check(shared);
        QVERIFY(fault && fault->delay);
        QCOMPARE(fault->error.code, u"breaker_open"_s);
        QVERIFY(*fault->delay >= 30s && *fault->delay <= 33s);
    }

    void aFullDiskIsWaitedFor()
    {
        PreflightShared::Config full = config();
        full.leastFreeBytes = std::numeric_limits<qint64>::max();
        PreflightShared shared(full);
        const auto fault = check(shared);
        QVERIFY(fault && fault->delay);
        QCOMPARE(fault->error.code, u"disk_low"_s);
    }

    void proxies_data()
    {
        QTest::addColumn<int>("manner");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("code");
        using test::ProxyServer;
        QTest::newRow("http") << int(ProxyServer::Http) << u"http"_s << QString() << QString();
        QTest::newRow("the target is away") << int(ProxyServer::HttpBadGateway) << u"http"_s << QString() << QString();
        QTest::newRow("http denies") << int(ProxyServer::HttpDenies) << u"http"_s << u"me"_s << u"proxy_denied"_s;
        QTest::newRow("socks5") << int(ProxyServer::Socks5) << u"socks5"_s << QString() << QString();
        QTest::newRow("socks5 login") << int(ProxyServer::Socks5Login) << u"socks5"_s << u"me"_s << QString();
        QTest::newRow("socks5 denies") << int(ProxyServer::Socks5Login) << u"socks5"_s << u"you"_s << u"proxy_denied"_s;
        QTest::newRow("socks5 without a login")
            << int(ProxyServer::Socks5Login) << u"socks5"_s << QString() << u"proxy_denied"_s;
        QTest::newRow("socks4") << int(ProxyServer::Silent) << u"socks4"_s << QString() << QString();
        QTest::newRow("ssh") << int(ProxyServer::Ssh) << u"ssh"_s << QString() << QString();
        QTest::newRow("silent") << int(ProxyServer::Silent) << u"http"_s << QString() << u"proxy_silent"_s;
        QTest::newRow("closes") << int(ProxyServer::Closes) << u"socks5"_s << QString() << u"proxy_away"_s;
        QTest::newRow("a mail server") << int(ProxyServer::Web) << u"http"_s << QString() << u"proxy_strange"_s;
    }
    void proxies()
    {
        QFETCH(int, manner);
        QFETCH(QString, type);
        QFETCH(QString, user);
        QFETCH(QString, code);
        test::ProxyServer server{test::ProxyServer::Manner(manner)};
        // Only who never answers is left alone soon: the others may take their time on a busy computer.
        const std::chrono::milliseconds patience = code == "proxy_silent"_L1 ? 400ms : 60s;
        QElapsedTimer clock;
        clock.start();
        const Result<> answer = QCoro::waitFor(
            browser::checkProxy(at(server.port(), type, user), u"site.example:443"_s, patience, m_token));
        QCOMPARE(answer ? QString() : answer.error().code, code);
        QVERIFY(clock.elapsed() < 30'000);
        if (!answer)
            QVERIFY(!toLogString(answer.error()).contains("word"_L1));
    }

    void aProxyThatIsAwayPutsTheTaskBack()
    {
        QTcpServer place;
        QVERIFY(place.listen(QHostAddress::LocalHost));
        const quint16 port = place.serverPort();
        place.close();
        PreflightShared shared(config());
        m_provider.proxy = std::optional(at(port, u"http"_s));
        const auto fault = check(shared);
        QVERIFY(fault && fault->delay);
        QCOMPARE(fault->error.code, u"proxy_away"_s);
        QCOMPARE(fault->error.arguments.value(0), u"127.0.0.1:%1"_s.arg(port));
    }

    void profilesOfOneProxyShareTheAnswer()
    {
        test::ProxyServer server(test::ProxyServer::Http);
        PreflightShared shared(config());
        m_provider.proxy = std::optional(at(server.port(), u"http"_s, u"me"_s));
        QVERIFY(!check(shared, u"17"_s));
        const auto fault = check(shared, u"18"_s);
        QVERIFY2(!fault, fault ? qPrintable(toLogString(fault->error)) : "");
        QVERIFY(!check(shared, u"17"_s));
        QCOMPARE(server.connections(), 1);
        QCOMPARE(m_provider.proxyQuestions, 2);
        QVERIFY(server.asked().startsWith("CONNECT site.example:443 HTTP/1.1\r\n"));
        QVERIFY(server.asked().contains("Proxy-Authorization: Basic bWU6d29yZA==\r\n"));
    }

    void whoDoesNotTellTheProxyHoldsNothingUp()
    {
        PreflightShared shared(config());
        m_provider.proxy = fail(ErrorKind::Network, "http_timeout", {u"cloud"_s});
        QVERIFY(!check(shared, u"17"_s));
        QVERIFY(!check(shared, u"18"_s));
        QCOMPARE(m_provider.proxyQuestions, 1);
    }

    void theCloudTellsTheProxy()
    {
        net::HttpServer cloud({}, [](const net::HttpRequest &request) {
            net::HttpAnswer answer;
            answer.status = request.header("Authorization") == "Bearer t" ? 200 : 401;
            if (request.path == "/browser_profiles/17"_L1)
                answer.body =
                    R"({"data":{"id":17,"proxy":{"type":"socks5","host":"10.1.2.3","port":"1080","login":"l","password":"p"}}})";
            else if (request.path == "/browser_profiles/18"_L1)
                answer.body = R"({"data":{"id":18,"proxy":null}})";
            else
                answer.status = 404;
            return answer;
        });
        PULT_VERIFY_RESULT(cloud.start());
        QNetworkAccessManager manager;
        net::HttpClient plain(manager);
        net::OutsideShared shared;
        net::OutsideClient client(plain, shared);
        const auto ask = [&](const QString &id, const QString &word) {
            return QCoro::waitFor(browser::cloudProxyOf(client, cloud.url().toString(), word, id, m_token));
        };
        const auto known = ask(u"17"_s, u"t"_s);
        PULT_VERIFY_RESULT(known);
        const browser::ProxyAddress expected{u"socks5"_s, u"10.1.2.3"_s, 1080, u"l"_s, u"p"_s};
        QVERIFY(known->has_value() && **known == expected);
        const auto none = ask(u"18"_s, u"t"_s);
        PULT_VERIFY_RESULT(none);
        QVERIFY(!none->has_value());
        QVERIFY(!ask(u"17"_s, u"wrong"_s));
        QVERIFY(!ask(u"19"_s, u"t"_s));
    }

    void media()
    {
        QFile file(m_folder.filePath(u"clip.bin"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("12345") == 5);
        file.close();
        const QString path = file.fileName();
        PULT_VERIFY_RESULT(checkMedia({path}));
        PULT_VERIFY_RESULT(checkMedia({path}, {5}));
        const Result<> changed = checkMedia({path}, {6});
        QVERIFY(!changed);
        QCOMPARE(changed.error().code, u"media_changed"_s);
        QCOMPARE(changed.error().kind, ErrorKind::Invalid);
        // A file that is gone is gone; a share that is not mounted comes back.
        const QString root = m_folder.filePath(u"share"_s);
        const Result<> gone = checkMedia({root + u"/a.mp4"_s}, {}, {});
        QCOMPARE(gone.error().code, u"media_missing"_s);
        const Result<> unmounted = checkMedia({root + u"/a.mp4"_s}, {}, {root});
        QCOMPARE(unmounted.error().code, u"media_root_away"_s);
        QCOMPARE(unmounted.error().kind, ErrorKind::Unavailable);
        QVERIFY(QDir().mkpath(root));
        QCOMPARE(checkMedia({root + u"/a.mp4"_s}, {}, {root}).error().code, u"media_root_away"_s);
        QVERIFY(QDir(root).mkpath(u"other"_s));
        QCOMPARE(checkMedia({root + u"/a.mp4"_s}, {}, {root}).error().code, u"media_missing"_s);
    }
};

QTEST_GUILESS_MAIN(tst_Preflight)
#include "tst_preflight.moc"
