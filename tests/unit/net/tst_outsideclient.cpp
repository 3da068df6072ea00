// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <net/httpserver.h>
#include <net/outsideclient.h>

#include "support/testresult.h"

#include <QNetworkAccessManager>

#include <QThread>

#include <atomic>

using namespace pult;
using namespace pult::net;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Answers what it is told to, and counts.
class Site
{
public:
    using Handler = HttpServer::Handler;
    explicit Site(Handler handler)
        : server({.threads = 4}, [this, handler = std::move(handler)](const HttpRequest &request) {
              const int now = ++inside;
              int seen = most;
              while (now > seen && !most.compare_exchange_weak(seen, now)) {
              }
              ++requests;
              HttpAnswer answer = handler(request);
              --inside;
              return answer;
          })
    {
    }
    std::atomic_int requests = 0;
    std::atomic_int inside = 0;
    std::atomic_int most = 0;
    HttpServer server;
};

HttpAnswer status(int code, HttpHeaders headers = {})
{
    HttpAnswer answer;
    answer.status = code;
    answer.headers = std::move(headers);
    return answer;
}

/// A client as a worker has it.
struct Caller
{
    explicit Caller(OutsideShared &shared) : client(http, shared, [] { return 0.0; }) {}
    Result<HttpReply> send(OutsideCall call) { return QCoro::waitFor(client.send(std::move(call), token)); }

    std::unique_ptr<QNetworkAccessManager> network = makeNetworkManager();
    HttpClient http{*network};
    OutsideClient client;
    CancelToken token;
};

/// Three attempts with waits that a test can bear.
RetryPolicy quick()
{
    RetryPolicy policy = RetryPolicy::standard();
    policy.floor = policy.base = 10ms;
    policy.cap = 20ms;
    return policy;
}

OutsideCall callTo(const Site &site, RetryPolicy retry = {})
{
    OutsideCall call;
    call.http.url = site.server.url();
    call.retry = retry;
    return call;
}

QCoro::Task<> sendAndCount(OutsideClient &client, OutsideCall call, int &done)
{
    CancelToken token;
    const Result<HttpReply> reply = co_await client.send(std::move(call), token);
    done += reply && reply->status == 200 ? 1 : 0;
}

} // namespace

class TestOutsideClient final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void whatMayBeRepeatedIsSentThreeTimes_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("marked");
        QTest::addColumn<int>("requests");
        QTest::newRow("503") << 503 << true << 3;
        QTest::newRow("500") << 500 << true << 3;
        QTest::newRow("not marked") << 503 << false << 1;
        QTest::newRow("404 is an answer") << 404 << true << 1;
        QTest::newRow("501 will not change") << 501 << true << 1;
        QTest::newRow("200") << 200 << true << 1;
    }
    void whatMayBeRepeatedIsSentThreeTimes()
    {
        QFETCH(int, code);
        QFETCH(bool, marked);
        QFETCH(int, requests);
        Site site([code](const HttpRequest &) { return status(code); });
        PULT_VERIFY_RESULT(site.server.start());
        OutsideShared shared;
        Caller caller(shared);
        const Result<HttpReply> reply = caller.send(callTo(site, marked ? quick() : RetryPolicy{}));
        PULT_VERIFY_RESULT(reply);
        QCOMPARE(reply->status, code);
        QCOMPARE(site.requests.load(), requests);
    }

    void whatMustNotHappenTwiceIsSentOnce()
    {
        Site site([](const HttpRequest &) { return status(503); });
        PULT_VERIFY_RESULT(site.server.start());
        OutsideShared shared;
        Caller caller(shared);
        OutsideCall call = callTo(site, quick()); // marked by mistake
        call.http.verb = "POST";
        call.http.body = "x";
        call.http.repeatable = false;
        PULT_VERIFY_RESULT(caller.send(call));
        QCOMPARE(site.requests.load(), 1);
    }

    void recoversAndKeepsOneRequestId()
    {
        std::mutex mutex;
        QStringList ids;
        Site site([&](const HttpRequest &request) {
            const std::lock_guard lock(mutex);
            ids << QString::fromLatin1(request.header("X-Request-ID"));
            return status(ids.size() < 3 ? 502 : 200);
        });
        PULT_VERIFY_RESULT(site.server.start());
        OutsideShared shared;
        Caller caller(shared);
        const Result<HttpReply> reply = caller.send(callTo(site, quick()));
        PULT_VERIFY_RESULT(reply);
        QCOMPARE(reply->status, 200);
        QCOMPARE(ids.size(), 3);
        QVERIFY(!ids.first().isEmpty());
        QCOMPARE(QSet<QString>(ids.cbegin(), ids.cend()).size(), 1);
    }

    void aRefusingHostOpensItsBreaker()
    {
        Site site([](const HttpRequest &) { return status(200); });
        PULT_VERIFY_RESULT(site.server.start());
        const OutsideCall call = callTo(site);
        site.server.stop();
        OutsideShared shared;
        Caller caller(shared);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(caller.send(call).error().code, u"http_refused"_s);
        const Result<HttpReply> turnedAway = caller.send(call);
        QCOMPARE(turnedAway.error().code, u"breaker_open"_s);
        QVERIFY(!outcomeUnknown(turnedAway.error()));
        PULT_VERIFY_RESULT(site.server.start());
        OutsideCall cleanUp = call;
        cleanUp.always = true;
        PULT_VERIFY_RESULT(caller.send(cleanUp)); // what cleans up is sent all the same
        QCOMPARE(site.requests.load(), 1);
        const QString host = call.http.url.authority();
        QCOMPARE(shared.breakers.state(host), BreakerState::Open);
        shared.breakers.breaker(host).halfOpen();
        for (int i = 0; i < 3; ++i)
            PULT_VERIFY_RESULT(caller.send(call));
        QCOMPARE(shared.breakers.state(host), BreakerState::Closed);
    }

    void answersNobodyLikesDoNotOpenIt_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("opens");
        for (const int code : {400, 401, 402, 404, 409, 422, 429, 499})
            QTest::newRow(qPrintable(QString::number(code))) << code << false;
        for (const int code : {500, 502, 503, 504})
            QTest::newRow(qPrintable(QString::number(code))) << code << true;
    }
    void answersNobodyLikesDoNotOpenIt()
    {
        QFETCH(int, code);
        QFETCH(bool, opens);
        Site site([code](const HttpRequest &) { return status(code); });
        PULT_VERIFY_RESULT(site.server.start());
        OutsideShared shared;
        Caller caller(shared);
        OutsideCall call = callTo(site);
        call.dependency = u"shop"_s;
        call.learns = false;
        for (int i = 0; i < 6; ++i)
            std::ignore = caller.send(call);
        QCOMPARE(shared.breakers.state(u"shop"_s), opens ? BreakerState::Open : BreakerState::Closed);
    }

    void aRefusalMakesTheLimiterWait()
    {
        Site site([&](const HttpRequest &) { return status(429, {{"Retry-After", "300"}}); });
        PULT_VERIFY_RESULT(site.server.start());
        OutsideShared shared;
        Caller caller(shared);
        const Result<HttpReply> first = caller.send(callTo(site, quick()));
        PULT_VERIFY_RESULT(first);
        QCOMPARE(first->status, 429); // longer than one waits in a worker's place
        const Result<HttpReply> second = caller.send(callTo(site));
        QCOMPARE(second.error().code, u"outside_limited"_s);
        QCOMPARE(second.error().kind, ErrorKind::Limited);
        QVERIFY(second.error().arguments.first().toInt() > 290);
        QCOMPARE(site.requests.load(), 1);
        QCOMPARE(shared.breakers.state(site.server.url().authority()), BreakerState::Closed);
    }

    void retryAfterIsWaitedFor()
    {
        std::atomic_int count = 0;
        Site site([&](const HttpRequest &) {
            return ++count == 1 ? status(503, {{"Retry-After", "1"}}) : status(200);
        });
        PULT_VERIFY_RESULT(site.server.start());
        OutsideShared shared;
        Caller caller(shared);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(caller.send(callTo(site, quick()))->status, 200);
        QVERIFY(timer.elapsed() >= 990);
    }

    void tenAtOncePerHostOverAllThreads()
    {
        Site site([](const HttpRequest &) {
            HttpAnswer answer;
            answer.delay = 30ms;
            return answer;
        });
        PULT_VERIFY_RESULT(site.server.start());
        OutsideShared shared;
        std::atomic_int most = 0;
        std::atomic_int done = 0;
        std::vector<std::unique_ptr<QThread>> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back(QThread::create([&] {
                Caller caller(shared);
                int mine = 0;
                std::vector<QCoro::Task<>> all;
                for (int i = 0; i < 12; ++i)
                    all.push_back(sendAndCount(caller.client, callTo(site), mine));
                QEventLoop loop;
                QTimer look;
                QObject::connect(&look, &QTimer::timeout, &look, [&] {
                    const int inside = shared.hosts.inside(site.server.url().authority());
                    int seen = most;
                    while (inside > seen && !most.compare_exchange_weak(seen, inside)) {
                    }
                    if (mine == 12)
                        loop.quit();
                });
                look.start(1);
                loop.exec();
                done += mine;
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            thread->wait();
        QCOMPARE(done.load(), 48);
        QVERIFY2(most <= 10, qPrintable(QString::number(most)));
        QVERIFY2(most >= 8, qPrintable(QString::number(most)));
        QCOMPARE(shared.hosts.inside(site.server.url().authority()), 0);
    }

    void aRefusedTokenIsRenewedOnce()
    {
        std::atomic_int fetched = 0;
        Site site([&](const HttpRequest &request) {
            return status(request.header("Authorization") == "Bearer new" ? 200 : 401);
        });
        PULT_VERIFY_RESULT(site.server.start());
        OutsideShared shared;
        Caller caller(shared);
        BearerToken bearer(
            [&fetched](CancelToken &token) -> QCoro::Task<Result<QByteArray>> {
                ++fetched;
                const Result<> waited = co_await sleepFor(30ms, token);
                if (!waited)
                    co_return fail(waited.error());
                co_return QByteArray("new");
            },
            "old");
        int done = 0;
        std::vector<QCoro::Task<>> all;
        for (int i = 0; i < 20; ++i) {
            OutsideCall call = callTo(site);
            call.bearer = &bearer;
            all.push_back(sendAndCount(caller.client, call, done));
        }
        QTRY_COMPARE(done, 20);
        QCOMPARE(fetched.load(), 1);
    }

    void aTokenThatStaysRefusedIsNotFetchedForEver()
    {
        std::atomic_int fetched = 0;
        Site site([&](const HttpRequest &) { return status(401); });
        PULT_VERIFY_RESULT(site.server.start());
        OutsideShared shared;
        Caller caller(shared);
        BearerToken bearer([&fetched](CancelToken &) -> QCoro::Task<Result<QByteArray>> {
            ++fetched;
            co_return QByteArray("x");
        });
        OutsideCall call = callTo(site, quick());
        call.bearer = &bearer;
        QCOMPARE(caller.send(call)->status, 401);
        QCOMPARE(fetched.load(), 2); // the first one, and one more
        QCOMPARE(site.requests.load(), 2);
    }

    void whoIsCancelledSaysNothingOfTheHost()
    {
        Site site([](const HttpRequest &) {
            HttpAnswer answer;
            answer.delay = 5s;
            return answer;
        });
        PULT_VERIFY_RESULT(site.server.start());
        OutsideShared shared;
        Caller caller(shared);
        QTimer::singleShot(50ms, &caller.token, [&caller] {
            caller.token.cancel({ErrorKind::Timeout, u"browser_stop_timeout"_s, {}, {}});
        });
        QVERIFY(!caller.send(callTo(site)));
        const auto shots = shared.breakers.snapshots();
        QCOMPARE(shots.size(), 1);
        QCOMPARE(shots.first().calls, 0);
    }

    void noSecretIsLogged()
    {
        static QStringList lines;
        lines.clear();
        const QtMessageHandler before =
            qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &text) { lines << text; });
        const auto restore = qScopeGuard([before] { qInstallMessageHandler(before); });
        Site site([](const HttpRequest &) { return status(503); });
        PULT_VERIFY_RESULT(site.server.start());
        OutsideShared shared;
        Caller caller(shared);
        BearerToken bearer([](CancelToken &) -> QCoro::Task<Result<QByteArray>> { co_return QByteArray("s3cret-a"); });
        OutsideCall call = callTo(site, quick());
        call.http.url.setPath(u"/bots3cret-b/send"_s);
        call.http.url.setQuery(u"key=s3cret-c"_s);
        call.http.url.setUserInfo(u"u:s3cret-d"_s);
        call.bearer = &bearer;
        std::ignore = caller.send(call);
        QVERIFY(!lines.filter(u"trying again"_s).isEmpty());
        QVERIFY2(lines.filter(u"s3cret"_s).isEmpty(), qPrintable(lines.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(TestOutsideClient)
#include "tst_outsideclient.moc"
