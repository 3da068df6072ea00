// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "signedtoken.h"

#include <api/access.h>
#include <support/testresult.h>

#include <QSet>

using namespace pult;
using namespace pult::api;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 now = 1'800'000'000;
const QByteArray secret = "0123456789abcdef0123456789abcdef";

Moment at(std::chrono::seconds time)
{
    return {std::chrono::steady_clock::time_point(1h) + time, now + time.count()};
}

queue::ApiToken token(const QString &name, const QByteArray &of, const QStringList &scopes)
{
    queue::ApiToken made;
    made.id = qHash(name);
    made.name = name;
    made.hash = queue::apiTokenHash(of);
    made.scopes = scopes;
    return made;
}

} // namespace

class tst_Access : public QObject
{
    Q_OBJECT

    static QString verdictOf(Access &access, Scope scope, const QByteArray &authorization,
                             std::chrono::seconds time = 0s, const QString &from = u"127.0.0.1"_s)
    {
        const Access::Verdict verdict = access.judge(scope, authorization, from, true, at(time));
        return verdict.kind == Access::Verdict::Kind::Admitted ? u"in:"_s + verdict.caller.name
                                                               : u"%1 %2"_s.arg(verdict.status).arg(verdict.error.code);
    }

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void signedTokens_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QString>("why"); // empty: good
        const QJsonObject good{{u"sub"_s, u"billing"_s}, {u"exp"_s, now + 600}, {u"aud"_s, u"pult"_s}};
        const auto with = [&good](const QString &name, const QJsonValue &value) {
            QJsonObject changed = good;
            changed.insert(name, value);
            return test::signedToken(changed, secret);
        };
        QTest::newRow("good") << test::signedToken(good, secret) << QString();
        QTest::newRow("audience in a list") << with(u"aud"_s, QJsonArray{u"other"_s, u"pult"_s}) << QString();
        QTest::newRow("wrong secret") << test::signedToken(good, "x") << u"@token_signature"_s;
        QTest::newRow("alg none") << test::signedToken(good, secret, R"({"alg":"none"})") << u"@token_algorithm"_s;
        QTest::newRow("alg none, unsigned")
            << QByteArray(test::base64Url(R"({"alg":"none"})") + '.' + test::base64Url("{}") + '.')
            << u"@token_algorithm"_s;
        QTest::newRow("alg nOnE") << test::signedToken(good, secret, R"({"alg":"nOnE"})") << u"@token_algorithm"_s;
        QTest::newRow("alg HS512") << test::signedToken(good, secret, R"({"alg":"HS512"})") << u"@token_algorithm"_s;
        QTest::newRow("alg RS256") << test::signedToken(good, secret, R"({"alg":"RS256"})") << u"@token_algorithm"_s;
        QTest::newRow("critical extension")
            << test::signedToken(good, secret, R"({"alg":"HS256","crit":["x"]})") << u"@token_algorithm"_s;
        QTest::newRow("expired") << with(u"exp"_s, now) << u"@token_expired"_s;
        QTest::newRow("no expiry") << test::signedToken({{u"aud"_s, u"pult"_s}}, secret) << u"@token_expired"_s;
        QTest::newRow("expiry as text") << with(u"exp"_s, u"9999999999"_s) << u"@token_expired"_s;
        QTest::newRow("for a year") << with(u"exp"_s, now + 31'536'000) << u"@token_long"_s;
        QTest::newRow("a huge expiry") << with(u"exp"_s, 1e300) << u"@token_long"_s;
        QTest::newRow("not yet") << with(u"nbf"_s, now + 300) << u"@token_early"_s;
        QTest::newRow("clocks differ a little") << with(u"nbf"_s, now + 10) << QString();
        QTest::newRow("wrong audience") << with(u"aud"_s, u"shop"_s) << u"@token_audience"_s;
        QTest::newRow("no claims") << test::signedToken({}, secret) << u"@token_expired"_s;
        QTest::newRow("not base64") << QByteArray("a.b!.c") << u"@token_shape"_s;
    }
    void signedTokens()
    {
        QFETCH(const QByteArray, token);
        QFETCH(const QString, why);
        const Result<JwtClaims> claims = readJwt(token, {secret, {}, 30min}, now);
        if (!why.isEmpty()) {
            QVERIFY(!claims);
            QCOMPARE(claims.error().arguments, QStringList{why});
            return;
        }
        PULT_VERIFY_RESULT(claims);
        QCOMPARE(claims->subject, u"billing"_s);
        QCOMPARE(claims->scopes, QStringList{u"read"_s});
    }

    void readingIsOpenUntilThereIsAToken()
    {
        Access access({});
        QCOMPARE(verdictOf(access, Scope::Read, {}), u"in:"_s);
        QCOMPARE(verdictOf(access, Scope::Metrics, {}), u"in:"_s);
        QCOMPARE(verdictOf(access, Scope::Operate, {}), u"401 access_needs_token"_s);
        access.setTokens({token(u"grafana"_s, "pult_abc", {u"metrics"_s})});
        QCOMPARE(verdictOf(access, Scope::Read, {}), u"401 access_needs_token"_s);
        QCOMPARE(verdictOf(access, Scope::Open, {}), u"in:"_s);
        QCOMPARE(verdictOf(access, Scope::Metrics, "Bearer pult_abc"), u"in:grafana"_s);
        QCOMPARE(verdictOf(access, Scope::Read, "Bearer pult_abc"), u"403 access_scope_missing"_s);
        QCOMPARE(access.takeUsed().size(), 1);
    }

    void beyondTheLoopbackNothingIsOpen()
    {
        AccessRules rules;
        rules.loopbackOnly = false;
        rules.workerToken = "long-and-secret";
        Access access(rules);
        QCOMPARE(verdictOf(access, Scope::Read, {}), u"401 access_needs_token"_s);
        QCOMPARE(verdictOf(access, Scope::Open, {}), u"in:"_s);
        QCOMPARE(verdictOf(access, Scope::Admin, "bearer long-and-secret"), u"in:worker"_s);
    }

    void scopesIncludeWhatTheyShould()
    {
        Access access({});
        access.setTokens(
            {token(u"r"_s, "r", {u"read"_s}), token(u"o"_s, "o", {u"operate"_s}), token(u"a"_s, "a", {u"admin"_s})});
        QCOMPARE(verdictOf(access, Scope::Operate, "Bearer r"), u"403 access_scope_missing"_s);
        QCOMPARE(verdictOf(access, Scope::Read, "Bearer o"), u"in:o"_s);
        QCOMPARE(verdictOf(access, Scope::Metrics, "Bearer r"), u"in:r"_s);
        QCOMPARE(verdictOf(access, Scope::Admin, "Bearer o"), u"403 access_scope_missing"_s);
        QCOMPARE(verdictOf(access, Scope::Operate, "Bearer a"), u"in:a"_s);
    }

    void expiredTokensAreRefused()
    {
        Access access({});
        queue::ApiToken old = token(u"old"_s, "old", {u"read"_s});
        old.expiresAt = fromMicros((now + 100) * 1'000'000);
        access.setTokens({old});
        QCOMPARE(verdictOf(access, Scope::Read, "Bearer old"), u"in:old"_s);
        QCOMPARE(verdictOf(access, Scope::Read, "Bearer old", 100s), u"401 access_token_refused"_s);
    }

    void aTokenOfAMomentAgoIsLookedFor()
    {
        Access access({});
        const auto verdict = access.judge(Scope::Read, "Bearer pult_new", u"::1"_s, false, at(0s));
        QVERIFY(verdict.kind == Access::Verdict::Kind::Unsettled);
        const auto other = access.judge(Scope::Read, "Bearer something", u"::1"_s, false, at(0s));
        QCOMPARE(other.status, 401);
    }

    void guessersAreBannedButProbesAnswer()
    {
        AccessRules rules;
        rules.workerToken = "right";
        Access access(rules);
        for (int i = 0; i < 4; ++i)
            QCOMPARE(verdictOf(access, Scope::Read, "Bearer wrong"), u"401 access_token_refused"_s);
        // Guessing at a probe counts, too.
        const Access::Verdict probe = access.judge(Scope::Open, "Bearer wrong", u"127.0.0.1"_s, true, at(0s));
        QVERIFY(probe.kind == Access::Verdict::Kind::Admitted && probe.bans);
        QCOMPARE(verdictOf(access, Scope::Read, "Bearer right"), u"429 access_banned"_s);
        QCOMPARE(verdictOf(access, Scope::Open, "Bearer right"), u"in:"_s);
        QCOMPARE(verdictOf(access, Scope::Read, {}), u"401 access_needs_token"_s);
        QCOMPARE(verdictOf(access, Scope::Read, "Bearer right", 0s, u"127.0.0.2"_s), u"in:worker"_s);
        QCOMPARE(verdictOf(access, Scope::Read, "Bearer right", 899s), u"429 access_banned"_s);
        QCOMPARE(verdictOf(access, Scope::Read, "Bearer right", 900s), u"in:worker"_s);
    }

    void failuresOfLongAgoDoNotCount()
    {
        AccessRules rules;
        rules.workerToken = "right";
        Access access(rules);
        for (int i = 0; i < 4; ++i)
            verdictOf(access, Scope::Read, "Bearer wrong");
        for (int i = 0; i < 4; ++i)
            verdictOf(access, Scope::Read, "Bearer wrong", 600s);
        QCOMPARE(verdictOf(access, Scope::Read, "Bearer right", 601s), u"in:worker"_s);
    }

    void theForwardedAddressCountsBehindTrustedProxiesOnly()
    {
        AccessRules rules;
        const auto networks = readNetworks({u"10.0.0.0/8"_s, u"127.0.0.1"_s});
        PULT_VERIFY_RESULT(networks);
        rules.proxies = *networks;
        const Access access(rules);
        const net::HttpHeaders forged{{"X-Forwarded-For", "1.1.1.1, 203.0.113.7, 10.2.3.4"}};
        QCOMPARE(access.addressOf(u"127.0.0.1"_s, forged), u"203.0.113.7"_s);
        QCOMPARE(access.addressOf(u"192.168.1.1"_s, forged), u"192.168.1.1"_s);
        QCOMPARE(access.addressOf(u"127.0.0.1"_s, {{"X-Forwarded-For", "nonsense"}}), u"127.0.0.1"_s);
        QCOMPARE(readNetworks({u"proxy.example"_s}).error().code, u"proxy_not_network"_s);
    }

    void foreignNamesAreNotOurs()
    {
        AccessRules rules;
        rules.hosts = {u"office-1"_s};
        const Access access(rules);
        for (const char *host : {"localhost:8088", "127.0.0.1", "[::1]:8088", "LOCALHOST", "office-1:1", "localhost."})
            QVERIFY2(access.isOurHost(host, u"127.0.0.1"_s), host);
        for (const char *host : {"evil.example", "localhost.evil.example:8088", "127.0.0.1.evil.example"})
            QVERIFY2(!access.isOurHost(host, u"127.0.0.1"_s), host);
    }

    void limitsCountInWindows()
    {
        RateLimits limits({{3, 60}, {200, 60}, {20, 60}, {5, 60}});
        for (int i = 2; i >= 0; --i) {
            const RateLimits::State state = limits.take(Quota::General, u"a"_s, at(0s));
            QVERIFY(state.allowed);
            QCOMPARE(state.remaining, i);
            QCOMPARE(state.reset, now + 60);
        }
        RateLimits::State state = limits.take(Quota::General, u"a"_s, at(20s));
        QVERIFY(!state.allowed);
        QCOMPARE(state.retryAfter, 40);
        QCOMPARE(state.reset, now + 60);
        QVERIFY(limits.take(Quota::General, u"b"_s, at(20s)).allowed);
        QVERIFY(limits.take(Quota::Health, u"a"_s, at(20s)).allowed);
        QCOMPARE(limits.look(Quota::TaskStart, u"a"_s, at(20s)).remaining, 5);
        QVERIFY(limits.take(Quota::General, u"a"_s, at(60s)).allowed);
        RateLimits off({{0, 60}, {}, {}, {}});
        QCOMPARE(off.take(Quota::General, u"a"_s, at(0s)).limit, 0);
    }
};

QTEST_GUILESS_MAIN(tst_Access)
#include "tst_access.moc"
