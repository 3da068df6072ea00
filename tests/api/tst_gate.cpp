// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <api/gate.h>
#include <api/problem.h>
#include <api/readynotice.h>
#include <support/testresult.h>

#include <QJsonDocument>

using namespace pult;
using namespace pult::api;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Route route(const char *method, const QString &pattern, Scope scope, Quota quota)
{
    Route made;
    made.method = method;
    made.pattern = pattern;
    made.scope = scope;
    made.quota = quota;
    made.handler = [](const Request &request) {
        return answered(jsonAnswer({{u"who"_s, request.caller.name}, {u"id"_s, request.parameters.value(u"id"_s)}}));
    };
    return made;
}

QList<Route> routes()
{
    return {route("GET", u"/livez"_s, Scope::Open, Quota::None),
            route("GET", u"/api/v1/health/simple"_s, Scope::Open, Quota::Health),
            route("GET", u"/api/v1/tasks/{id}"_s, Scope::Read, Quota::General),
            route("POST", u"/api/v1/tasks"_s, Scope::Operate, Quota::General),
            route("POST", u"/api/v1/bulk-upload/start"_s, Scope::Operate, Quota::TaskStart)};
}

Gate::Rules rules()
{
    Gate::Rules made;
    made.access.workerToken = "right";
    made.rates.general = {4, 60};
    return made;
}

} // namespace

class tst_Gate : public QObject
{
    Q_OBJECT

    /// The answer as it would go out.
    static Answer ask(Gate &gate, const QByteArray &method, const QByteArray &target, net::HttpHeaders headers = {},
                      const QString &peer = u"127.0.0.1"_s)
    {
        RequestHead head;
        head.method = method;
        head.target = target;
        head.headers = std::move(headers);
        if (head.header("host").isEmpty())
            head.headers.emplaceBack("Host", "localhost:8088");
        Answer answer;
        gate.admit(std::move(head), peer, [&](Gate::Admission admission) {
            answer = admission.refusal ? *admission.refusal : gate.run(admission, {}).result();
            gate.finish(answer, admission);
        });
        return answer;
    }
    static QString codeOf(const Answer &answer)
    {
        return u"%1 %2"_s.arg(answer.status)
            .arg(QJsonDocument::fromJson(answer.body).object().value("code"_L1).toString());
    }
    static int remaining(const Answer &answer)
    {
        const QByteArray value = net::headerOf(answer.headers, "x-ratelimit-remaining");
        return value.isEmpty() ? -1 : value.toInt();
    }
    static net::HttpHeaders with(const QByteArray &token) { return {{"Authorization", "Bearer " + token}}; }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void sendsToHandlers()
    {
        Gate gate(routes(), rules());
        const Answer answer = ask(gate, "GET", "/api/v1/tasks/17", with("right"));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray(R"({"id":"17","who":"worker"})"));
        QVERIFY(!net::headerOf(answer.headers, "x-request-id").isEmpty());
    }

    void saysWhatIsWrong()
    {
        Gate::Rules five = rules();
        five.rates.general.count = 5;
        Gate gate(routes(), five);
        QCOMPARE(codeOf(ask(gate, "GET", "/nothing")), u"404 path_unknown"_s);
        const Answer wrong = ask(gate, "DELETE", "/api/v1/tasks/17");
        QCOMPARE(codeOf(wrong), u"405 method_not_allowed"_s);
        QCOMPARE(wrong.contentType, QByteArray("application/problem+json"));
        QCOMPARE(net::headerOf(wrong.headers, "allow"), QByteArray("GET, HEAD, OPTIONS"));
        const Answer denied = ask(gate, "POST", "/api/v1/tasks");
        QCOMPARE(codeOf(denied), u"401 access_needs_token"_s);
        QVERIFY(net::headerOf(denied.headers, "www-authenticate").startsWith("Bearer"));
        QCOMPARE(codeOf(ask(gate, "GET", "/livez/%2e%2e/x")), u"400 request_malformed"_s);
        QCOMPARE(codeOf(ask(gate, "GET", "/livez", {{"Host", "evil.example"}})), u"421 host_not_ours"_s);
        QCOMPARE(ask(gate, "OPTIONS", "/api/v1/tasks").status, 429); // refusals count, too: the sixth of five
    }

    void limitsAreShownOnEveryAnswer()
    {
        Gate gate(routes(), rules());
        const Answer first = ask(gate, "HEAD", "/api/v1/tasks/17", with("right"));
        QCOMPARE(first.status, 200);
        QCOMPARE(net::headerOf(first.headers, "x-ratelimit-limit"), QByteArray("4"));
        QCOMPARE(remaining(first), 3);
        QVERIFY(net::headerOf(first.headers, "x-ratelimit-reset").toLongLong() > 1'700'000'000);
        QCOMPARE(remaining(ask(gate, "OPTIONS", "/api/v1/tasks", with("right"))), 2);
        QCOMPARE(remaining(ask(gate, "GET", "/nothing", with("right"))), 1);
        QCOMPARE(remaining(ask(gate, "PUT", "/api/v1/tasks", with("right"))), 0);
        const Answer over = ask(gate, "GET", "/api/v1/tasks/17", with("right"));
        QCOMPARE(codeOf(over), u"429 rate_limited"_s);
        QVERIFY(net::headerOf(over.headers, "retry-after").toInt() >= 1);
        QCOMPARE(remaining(over), 0);
        // Others go on: probes, other quotas, other callers.
        for (int i = 0; i < 10; ++i)
            QCOMPARE(ask(gate, "GET", "/livez").status, 200);
        QCOMPARE(remaining(ask(gate, "GET", "/api/v1/health/simple")), 199);
        QCOMPARE(codeOf(ask(gate, "GET", "/api/v1/tasks/17")), u"401 access_needs_token"_s);
        QVERIFY(remaining(gate.refuse(400, {}, u"1.2.3.4"_s)) == 4);
    }

    /// `curl -I …/bulk-upload/start` as the guides have it: shows the limit of starts and uses none of them.
    void aLookAtStartsIsNoStart()
    {
        Gate gate(routes(), rules());
        for (int i = 0; i < 10; ++i) {
            const Answer look = ask(gate, "HEAD", "/api/v1/bulk-upload/start");
            QCOMPARE(look.status, 405);
            QCOMPARE(net::headerOf(look.headers, "x-ratelimit-limit"), QByteArray("5"));
            QCOMPARE(remaining(look), 5);
        }
        for (int i = 4; i >= 0; --i)
            QCOMPARE(remaining(ask(gate, "POST", "/api/v1/bulk-upload/start?task_id=1", with("right"))), i);
        QCOMPARE(ask(gate, "POST", "/api/v1/bulk-upload/start?task_id=1", with("right")).status, 429);
        QCOMPARE(remaining(ask(gate, "HEAD", "/api/v1/bulk-upload/start", with("right"))), 0);
    }

    void aNewTokenIsLookedForOnce()
    {
        std::function<void(bool)> found;
        Gate::Rules lookedFor = rules();
        lookedFor.refreshTokens = [&found](std::function<void(bool)> done) { found = std::move(done); };
        Gate gate(routes(), lookedFor);
        RequestHead head;
        head.method = "GET";
        head.target = "/api/v1/tasks/1";
        head.headers = {{"Host", "localhost"}, {"Authorization", "Bearer pult_new"}};
        QList<int> statuses;
        const auto note = [&](const Gate::Admission &admission) {
            statuses.append(admission.refusal ? admission.refusal->status : 200);
        };
        gate.admit(head, u"::1"_s, note);
        QVERIFY(statuses.isEmpty() && found);
        found(true);
        gate.admit(head, u"::1"_s, note);
        queue::ApiToken token;
        token.name = u"new"_s;
        token.scopes = QStringList{u"read"_s};
        token.hash = queue::apiTokenHash("pult_new");
        gate.access().setTokens({token});
        found(true);
        gate.admit(head, u"::1"_s, note);
        head.headers.last().second = "Bearer pult_other";
        gate.admit(head, u"::1"_s, note);
        found(false); // the database is away: nobody's fault
        QCOMPARE(statuses, (QList<int>{401, 200, 200, 503}));
    }

    void onlyListedPagesMayRead()
    {
        Gate::Rules listed = rules();
        listed.access.origins = {u"https://panel.example"_s};
        Gate gate(routes(), listed);
        const net::HttpHeaders page{{"Origin", "https://panel.example"}, {"Access-Control-Request-Method", "POST"}};
        const Answer preflight = ask(gate, "OPTIONS", "/api/v1/tasks", page);
        QCOMPARE(preflight.status, 204);
        QCOMPARE(net::headerOf(preflight.headers, "access-control-allow-origin"), QByteArray("https://panel.example"));
        QVERIFY(net::headerOf(preflight.headers, "access-control-allow-methods").contains("POST"));
        const Answer other = ask(gate, "GET", "/livez", {{"Origin", "https://evil.example"}});
        QVERIFY(net::headerOf(other.headers, "access-control-allow-origin").isEmpty());
    }

    void requestIdsAreTheClientsWhenTheyArePlain()
    {
        Gate gate(routes(), rules());
        QCOMPARE(net::headerOf(ask(gate, "GET", "/livez", {{"X-Request-ID", "a-1.b_2"}}).headers, "x-request-id"),
                 QByteArray("a-1.b_2"));
        const QByteArray own =
            net::headerOf(ask(gate, "GET", "/livez", {{"X-Request-ID", "a b"}}).headers, "x-request-id");
        QCOMPARE(own.size(), 16);
    }

    void aBanIsToldOnce()
    {
        Gate::Rules strict = rules();
        strict.rates.general = {0, 0};
        QStringList told;
        strict.banned = [&told](const QString &address) { told.append(address); };
        Gate gate(routes(), std::move(strict));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"address banned .* address=127.0.0.1 minutes=15"_s));
        for (int i = 0; i < 5; ++i)
            QCOMPARE(ask(gate, "GET", "/api/v1/tasks/1", {{"Authorization", "Bearer wrong"}}).status, 401);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(ask(gate, "GET", "/api/v1/tasks/1", {{"Authorization", "Bearer wrong"}}).status, 429);
        QCOMPARE(told, QStringList{u"127.0.0.1"_s});
    }

    void newRulesCountForWhatComes()
    {
        Gate gate(routes(), rules());
        const auto with = [&gate](const QByteArray &token) {
            return ask(gate, "GET", "/api/v1/tasks/1",
                       {{"Authorization", "Bearer " + token}, {"Origin", "https://shop.example"}});
        };
        QCOMPARE(with("right").status, 200);
        Gate::Rules next = rules();
        next.access.workerToken = "next";
        next.access.origins = {u"https://shop.example"_s};
        next.rates.general = {9, 60};
        gate.setRules(next.access, next.rates);
        QCOMPARE(with("right").status, 401);
        const Answer answer = with("next");
        QCOMPARE(answer.status, 200);
        QCOMPARE(net::headerOf(answer.headers, "x-ratelimit-limit"), "9");
        QCOMPARE(net::headerOf(answer.headers, "x-ratelimit-remaining"), "7"); // what was counted before counts on
        QCOMPARE(net::headerOf(answer.headers, "access-control-allow-origin"), "https://shop.example");
    }

    void proxiesAreGivenTimeToNotice()
    {
        ReadyNotice notice;
        const ReadyNotice::Clock::time_point begin{};
        QCOMPARE(notice.left(8s, begin), 0ms); // nobody asks
        notice.answered(true, begin);
        QCOMPARE(notice.left(8s, begin + 1s), 0ms); // somebody looked, once
        notice.answered(true, begin + 2s);
        QCOMPARE(notice.left(8s, begin + 3s), 8000ms); // not told yet
        notice.answered(false, begin + 4s);
        notice.answered(false, begin + 6s);
        QCOMPARE(notice.left(8s, begin + 7s), 5000ms);
        QCOMPARE(notice.left(8s, begin + 30s), 0ms);
        notice.answered(true, begin + 31s); // it was drained, and takes tasks again
        QCOMPARE(notice.left(8s, begin + 32s), 8000ms);
        QCOMPARE(notice.left(0s, begin + 32s), 0ms);
        QCOMPARE(notice.left(8s, begin + 120s), 0ms); // whoever asked is gone
    }
};

QTEST_GUILESS_MAIN(tst_Gate)
#include "tst_gate.moc"
