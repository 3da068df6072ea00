// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <browser/browserrecord.h>
#include <browser/orphans.h>
#include <browser/providers.h>

#include "support/dolphinsimulator.h"
#include "support/testresult.h"

#include <QNetworkAccessManager>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QWebSocket>

using namespace pult;
using namespace pult::browser;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// All waits a hundredth; those for a real browser's port, and the time-outs that are tested, as long as they must be.
DolphinTimings fastTimings()
{
    DolphinTimings timings = DolphinTimings{}.scaled(0.01);
    timings.portWaits = {0ms, 300ms, 600ms, 1200ms, 2400ms};
    timings.gatePoll = 5ms;
    return timings;
}

} // namespace

class TestDolphin final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void startsAndStops_data();
    void startsAndStops();
    void followsTheTableOfFailures_data();
    void followsTheTableOfFailures();
    void backsOffForEveryoneAfter429();
    void logsInOnce();
    void logsInAgainWhenTheTokenWasForgotten();
    void refusesATokenThatIsNoGood();
    void refusesATokenThatHasEnded();
    void waitsWhileTheAppIsAway();
    void findsTheAppOnAnotherPort();
    void takesUpABrowserThatRunsStill();
    void startsAnewWhenTheSavedBrowserIsGone();
    void leavesAProfileThatSomebodyOpenedWhenToldTo();
    void stopsWhatItStartedWhenCancelled();
    void settlesAStartThatAnEarlierLifeSent();
    void stopsTheOrphansOfAnEarlierLife();
    void keepsOrphansWhileTheAppIsAway();
    void startsTwoAtOnceAndStopsOneByOne();
    void stopIsRepeatedOnceAndBearsALogin();

private:
    void simulate(test::DolphinSimulatorOptions options = {});
    ProviderConfig config() const;
    std::unique_ptr<Provider> make(const ProviderConfig &config);
    std::unique_ptr<Provider> make() { return make(config()); }
    std::optional<BrowserRecord> record(const QString &profile) const
    {
        return loadRecord(m_dir->path(), u"dolphin"_s, profile);
    }
    static bool answersDevTools(const BrowserEndpoint &endpoint);

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<ProviderShared> m_shared;
    std::unique_ptr<test::DolphinSimulator> m_simulator;
    CancelToken m_token;
    StartOptions m_options;
};

void TestDolphin::init()
{
    test::failOnWarnings();
    m_dir = std::make_unique<QTemporaryDir>();
    m_shared = std::make_unique<ProviderShared>(fastTimings());
    m_options = {};
}

void TestDolphin::cleanup()
{
    m_simulator.reset();
}

void TestDolphin::simulate(test::DolphinSimulatorOptions options)
{
    m_simulator = std::make_unique<test::DolphinSimulator>(std::move(options));
    PULT_VERIFY_RESULT(m_simulator->start());
}

ProviderConfig TestDolphin::config() const
{
    ProviderConfig config;
    config.name = u"dolphin"_s;
    config.dataDir = m_dir->path();
    config.dolphinHost = m_simulator->host();
    config.dolphinCloudHost = m_simulator->host();
    config.timings = fastTimings();
    return config;
}

std::unique_ptr<Provider> TestDolphin::make(const ProviderConfig &config)
{
    auto provider = makeProvider(config, *m_shared);
    return provider ? std::move(*provider) : nullptr;
}

bool TestDolphin::answersDevTools(const BrowserEndpoint &endpoint)
{
    QWebSocket socket;
    QSignalSpy connected(&socket, &QWebSocket::connected);
    socket.open(endpoint.webSocket);
    const bool answers = connected.wait(10000);
    socket.abort();
    return answers;
}

void TestDolphin::startsAndStops_data()
{
    QTest::addColumn<bool>("webSocketAsUrl");
    QTest::addColumn<bool>("portAsText");
    QTest::addColumn<bool>("portOnly");
    QTest::newRow("path") << false << false << false;
    QTest::newRow("address, port as text") << true << true << false;
    QTest::newRow("port only") << false << false << true;
}

void TestDolphin::startsAndStops()
{
    QFETCH(bool, webSocketAsUrl);
    QFETCH(bool, portAsText);
    QFETCH(bool, portOnly);
    test::DolphinSimulatorOptions options;
    options.webSocketAsUrl = webSocketAsUrl;
    options.portAsText = portAsText;
    options.portOnly = portOnly;
    simulate(options);
    const auto provider = make();
    const auto endpoint = QCoro::waitFor(provider->start(u"17"_s, m_options, m_token));
    PULT_VERIFY_RESULT(endpoint);
    QVERIFY(answersDevTools(*endpoint));
    QCOMPARE(m_simulator->lastStartBody(), QByteArray(R"({"automation":true,"headless":true})"));
    const auto kept = record(u"17"_s);
    QVERIFY(kept);
    QCOMPARE(int(kept->port), endpoint->webSocket.port());
    QCOMPARE(kept->webSocketPath, endpoint->webSocket.path());
    QVERIFY(!kept->starting);
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"17"_s, m_token)));
    QVERIFY(!record(u"17"_s));
    QCOMPARE(m_simulator->running(), QStringList());
    QCOMPARE(m_simulator->events(), (QStringList{u"start 17"_s, u"stop 17"_s}));
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"17"_s, m_token)));
}

void TestDolphin::followsTheTableOfFailures_data()
{
    QTest::addColumn<QString>("quirks"); // kind:delay, in order
    QTest::addColumn<QString>("code");   // empty: it starts in the end
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QStringList>("events");
    const QString start = u"start 17"_s;
    const QString stop = u"stop 17"_s;
    const QString running = u"running"_s;
    const auto row = [](const char *name, const QString &quirks, const char *code, ErrorKind kind,
                        const QStringList &events) {
        QTest::newRow(name) << quirks << QString::fromLatin1(code) << kind << events;
    };
    using enum ErrorKind;
    row("slow", u"slow:1500"_s, "", Internal, {start});
    row("port opens late", u"late_port:500"_s, "", Internal, {start});
    row("port never opens, then does", u"never_port"_s, "", Internal, {start, stop, start});
    row("port never opens", u"never_port,never_port"_s, "dolphin_port_closed", Network, {start, stop, start, stop});
    row("duplicate once", u"duplicate"_s, "", Internal, {start, stop, start});
    row("duplicate three times", u"duplicate,duplicate,duplicate"_s, "", Internal,
        {start, stop, start, stop, start, stop, start});
    row("duplicate for ever", u"duplicate,duplicate,duplicate,duplicate"_s, "dolphin_profile_busy", Conflict,
        {start, stop, start, stop, start, stop, start});
    row("EBUSY three times", u"ebusy,ebusy,ebusy"_s, "", Internal, {start, start, start, start});
    row("EBUSY for ever", u"ebusy,ebusy,ebusy,ebusy"_s, "dolphin_files_locked", Conflict, {start, start, start, start});
    row("initConnectionError once", u"init"_s, "", Internal, {start, start});
    row("initConnectionError for ever", u"init,init"_s, "dolphin_start_failed", Network, {start, start});
    row("connection closed, browser runs", u"drop"_s, "", Internal, {start, running, stop, start});
    row("connection closed twice", u"drop,drop"_s, "dolphin_start_unknown", Timeout,
        {start, running, stop, start, stop});
    row("no answer in time", u"hang"_s, "", Internal, {start, running, stop, start});
    row("no answer twice", u"hang,hang"_s, "dolphin_start_unknown", Timeout, {start, running, stop, start, stop});
    row("empty answer", u"empty"_s, "", Internal, {start, running, stop, start});
    row("HTML instead of an answer", u"html200"_s, "", Internal, {start, running, stop, start});
    row("402", u"402"_s, "dolphin_plan_no_automation", Denied, {start});
    row("499", u"499"_s, "dolphin_plan_limit", Denied, {start});
    row("429", u"429"_s, "dolphin_limited", Limited, {start});
    row("401 without a token", u"401"_s, "dolphin_token_missing", Denied, {start});
    row("success without automation", u"no_automation"_s, "dolphin_no_automation", Denied, {start, stop});
    row("404", u"404"_s, "dolphin_profile_unknown", NotFound, {start});
    row("400", u"400"_s, "dolphin_start_refused", Invalid, {start});
    row("500", u"500"_s, "dolphin_start_failed", Network, {start});
    row("500 with HTML", u"html500"_s, "dolphin_start_failed", Network, {start});
    row("200 that says no", u"false200"_s, "dolphin_start_failed", Network, {start});
    row("several in turn", u"ebusy,init,duplicate"_s, "", Internal, {start, start, start, stop, start});
}

void TestDolphin::followsTheTableOfFailures()
{
    QFETCH(QString, quirks);
    QFETCH(QString, code);
    QFETCH(ErrorKind, kind);
    QFETCH(QStringList, events);
    simulate();
    QList<test::DolphinQuirk> plan;
    for (const QString &item : quirks.split(u','))
        plan.append({item.section(u':', 0, 0), item.section(u':', 1).toInt()});
    m_simulator->plan(u"17"_s, plan);
    ProviderConfig fast = config();
    if (quirks.contains("never_port"_L1))
        fast.timings.portWaits = {0ms, 10ms, 20ms, 40ms, 80ms};
    if (quirks.contains("hang"_L1))
        m_options.deadline = 3s;
    if (quirks == "never_port"_L1)
        fast.timings.portWaits = {0ms, 100ms, 200ms, 400ms, 800ms};
    const auto provider = make(fast);
    const auto endpoint = QCoro::waitFor(provider->start(u"17"_s, m_options, m_token));
    QCOMPARE(endpoint ? QString() : endpoint.error().code, code);
    QCOMPARE(m_simulator->events(), events);
    QCOMPARE(m_simulator->startsTooMany(), 0);
    if (endpoint) {
        QVERIFY(answersDevTools(*endpoint));
        QVERIFY(record(u"17"_s) && !record(u"17"_s)->starting);
        return;
    }
    QCOMPARE(endpoint.error().kind, kind);
    QCOMPARE(m_simulator->running(), QStringList());
    QVERIFY(!record(u"17"_s));
}

void TestDolphin::backsOffForEveryoneAfter429()
{
    simulate();
    m_simulator->plan(u"17"_s, {{u"429"_s}});
    const auto provider = make();
    const auto first = QCoro::waitFor(provider->start(u"17"_s, m_options, m_token));
    QVERIFY(!first);
    QCOMPARE(first.error().kind, ErrorKind::Limited);
    QVERIFY(first.error().arguments.value(0).toInt() >= 1);
    QCOMPARE(m_shared->dolphinStarts.limit(), 1);
    // Another worker's provider does not even ask.
    const auto other = make();
    const auto second = QCoro::waitFor(other->start(u"22"_s, m_options, m_token));
    QVERIFY(!second);
    QCOMPARE(second.error().code, u"dolphin_limited"_s);
    QCOMPARE(m_simulator->events(), QStringList{u"start 17"_s});
    QTRY_COMPARE(m_shared->dolphinStarts.pausedFor(), 0ms);
    PULT_VERIFY_RESULT(QCoro::waitFor(other->start(u"22"_s, m_options, m_token)));
    // By default it is a minute.
    QVERIFY(DolphinTimings{}.backOff >= 60s);
}

void TestDolphin::logsInOnce()
{
    test::DolphinSimulatorOptions options;
    options.token = u"secret"_s;
    simulate(options);
    ProviderConfig withToken = config();
    withToken.dolphinToken = u"secret"_s;
    const auto one = make(withToken);
    const auto two = make(withToken);
    auto first = one->start(u"17"_s, m_options, m_token);
    auto second = two->start(u"22"_s, m_options, m_token);
    PULT_VERIFY_RESULT(QCoro::waitFor(first));
    PULT_VERIFY_RESULT(QCoro::waitFor(second));
    PULT_VERIFY_RESULT(QCoro::waitFor(one->stop(u"17"_s, m_token)));
    PULT_VERIFY_RESULT(QCoro::waitFor(two->stop(u"22"_s, m_token)));
    QCOMPARE(m_simulator->count(u"login"_s), 1);
}

void TestDolphin::logsInAgainWhenTheTokenWasForgotten()
{
    test::DolphinSimulatorOptions options;
    options.token = u"secret"_s;
    simulate(options);
    ProviderConfig withToken = config();
    withToken.dolphinToken = u"secret"_s;
    const auto provider = make(withToken);
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"17"_s, m_options, m_token)));
    m_simulator->forgetLogin();
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"22"_s, m_options, m_token)));
    QCOMPARE(m_simulator->starts(u"22"_s), 2); // the first was refused with 401
    QCOMPARE(m_simulator->count(u"login"_s), 2);
    m_simulator->forgetLogin();
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"22"_s, m_token)));
    QCOMPARE(m_simulator->count(u"login"_s), 3);
}

void TestDolphin::refusesATokenThatIsNoGood()
{
    test::DolphinSimulatorOptions options;
    options.token = u"secret"_s;
    simulate(options);
    ProviderConfig withToken = config();
    withToken.dolphinToken = u"secret"_s;
    const auto provider = make(withToken);
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"17"_s, m_options, m_token)));
    m_simulator->rejectToken();
    const auto endpoint = QCoro::waitFor(provider->start(u"22"_s, m_options, m_token));
    QVERIFY(!endpoint);
    QCOMPARE(endpoint.error().kind, ErrorKind::Denied);
    QCOMPARE(endpoint.error().code, u"dolphin_token_invalid"_s);
    QVERIFY(!toLogString(endpoint.error()).contains("secret"_L1));
    QCOMPARE(m_simulator->starts(u"22"_s), 1);
    QCOMPARE(m_simulator->count(u"login"_s), 2); // no loop
}

void TestDolphin::refusesATokenThatHasEnded()
{
    simulate();
    ProviderConfig withToken = config();
    const QByteArray claims = QByteArray(R"({"exp":1717788735})").toBase64(QByteArray::Base64UrlEncoding);
    withToken.dolphinToken = QString::fromLatin1("eyJhbGciOiJIUzI1NiJ9." + claims + ".c2ln");
    const auto provider = make(withToken);
    const auto endpoint = QCoro::waitFor(provider->start(u"17"_s, m_options, m_token));
    QVERIFY(!endpoint);
    QCOMPARE(endpoint.error().code, u"dolphin_token_expired"_s);
    QCOMPARE(endpoint.error().arguments, QStringList{u"2024-06-07"_s});
    QCOMPARE(m_simulator->events(), QStringList());
}

void TestDolphin::waitsWhileTheAppIsAway()
{
    test::DolphinSimulatorOptions options;
    options.token = u"secret"_s;
    simulate(options);
    ProviderConfig withToken = config();
    withToken.dolphinToken = u"secret"_s;
    const auto provider = make(withToken);
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"17"_s, m_options, m_token)));
    m_simulator->setAway(true);
    const auto away = QCoro::waitFor(provider->start(u"22"_s, m_options, m_token));
    QVERIFY(!away);
    QCOMPARE(away.error().kind, ErrorKind::Unavailable);
    QCOMPARE(away.error().code, u"dolphin_away"_s);
    QVERIFY(!record(u"22"_s));
    const auto stop = QCoro::waitFor(provider->stop(u"17"_s, m_token));
    QVERIFY(!stop);
    QCOMPARE(stop.error().kind, ErrorKind::Unavailable);
    QVERIFY(record(u"17"_s)); // it may be running still
    m_simulator->setAway(false);
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"22"_s, m_options, m_token)));
    QCOMPARE(m_simulator->starts(u"22"_s), 1);
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"17"_s, m_token)));
    QCOMPARE(m_simulator->count(u"login"_s), 2);
}

void TestDolphin::findsTheAppOnAnotherPort()
{
    // Another program has the first port, nobody the second.
    net::HttpServer other({}, [](const net::HttpRequest &) {
        net::HttpAnswer answer;
        answer.status = 404;
        answer.body = "<html>not me</html>";
        return answer;
    });
    PULT_VERIFY_RESULT(other.start());
    test::DolphinSimulatorOptions options;
    for (int port = other.port() + 1; port < 65535 && options.port == 0; ++port) {
        QTcpServer probe;
        if (probe.listen(QHostAddress::LocalHost, quint16(port)))
            options.port = quint16(port);
    }
    simulate(options);
    ProviderConfig unset = config();
    unset.dolphinHost.clear();
    unset.dolphinFirstPort = other.port();
    unset.dolphinPorts = options.port - other.port() + 1;
    const auto provider = make(unset);
    const auto endpoint = QCoro::waitFor(provider->start(u"17"_s, m_options, m_token));
    PULT_VERIFY_RESULT(endpoint);
    QCOMPARE(m_simulator->starts(u"17"_s), 1);
    m_simulator->setAway(true);
    const auto away = QCoro::waitFor(provider->start(u"22"_s, m_options, m_token));
    QVERIFY(!away);
    QCOMPARE(away.error().code, u"dolphin_away"_s);
}

void TestDolphin::takesUpABrowserThatRunsStill()
{
    simulate();
    auto provider = make();
    const auto first = QCoro::waitFor(provider->start(u"17"_s, m_options, m_token));
    PULT_VERIFY_RESULT(first);
    // The next life of the node.
    provider.reset();
    m_shared = std::make_unique<ProviderShared>(fastTimings());
    provider = make();
    const auto second = QCoro::waitFor(provider->start(u"17"_s, m_options, m_token));
    PULT_VERIFY_RESULT(second);
    QCOMPARE(second->webSocket, first->webSocket);
    QCOMPARE(m_simulator->events(), (QStringList{u"start 17"_s, u"start 17"_s}));
    QCOMPARE(record(u"17"_s)->session, m_shared->session());
}

void TestDolphin::startsAnewWhenTheSavedBrowserIsGone()
{
    simulate();
    const auto provider = make();
    const auto first = QCoro::waitFor(provider->start(u"17"_s, m_options, m_token));
    PULT_VERIFY_RESULT(first);
    m_simulator->killBrowser(u"17"_s);
    m_simulator->openByHand(u"17"_s); // another one than was saved
    const auto second = QCoro::waitFor(provider->start(u"17"_s, m_options, m_token));
    PULT_VERIFY_RESULT(second);
    QVERIFY(second->webSocket != first->webSocket);
    QCOMPARE(m_simulator->events(), (QStringList{u"start 17"_s, u"start 17"_s, u"stop 17"_s, u"start 17"_s}));
}

void TestDolphin::leavesAProfileThatSomebodyOpenedWhenToldTo()
{
    simulate();
    m_simulator->openByHand(u"17"_s);
    ProviderConfig polite = config();
    polite.takeOverRunning = false;
    const auto provider = make(polite);
    const auto endpoint = QCoro::waitFor(provider->start(u"17"_s, m_options, m_token));
    QVERIFY(!endpoint);
    QCOMPARE(endpoint.error().kind, ErrorKind::Conflict);
    QCOMPARE(endpoint.error().code, u"dolphin_profile_open"_s);
    QCOMPARE(m_simulator->running(), QStringList{u"17"_s});
    QCOMPARE(m_simulator->stops(u"17"_s), 0);
}

void TestDolphin::stopsWhatItStartedWhenCancelled()
{
    simulate();
    m_simulator->plan(u"17"_s, {{u"hang"_s}});
    const auto provider = make();
    CancelToken token;
    auto starting = provider->start(u"17"_s, m_options, token);
    QTRY_COMPARE_WITH_TIMEOUT(m_simulator->running(), QStringList{u"17"_s}, 10000);
    QVERIFY(record(u"17"_s) && record(u"17"_s)->starting);
    token.cancel({ErrorKind::Cancelled, u"cancelled"_s, {}, {}});
    const auto endpoint = QCoro::waitFor(starting);
    QVERIFY(!endpoint);
    QCOMPARE(endpoint.error().kind, ErrorKind::Cancelled);
    QCOMPARE(m_simulator->running(), QStringList());
    QVERIFY(!record(u"17"_s));
}

void TestDolphin::settlesAStartThatAnEarlierLifeSent()
{
    // Killed between the start and its answer: the browser came up all the same.
    simulate();
    m_simulator->openByHand(u"17"_s);
    BrowserRecord undecided;
    undecided.provider = u"dolphin"_s;
    undecided.profile = u"17"_s;
    undecided.session = u"earlier"_s;
    undecided.starting = true;
    undecided.port = 9; // of a browser before that
    undecided.startedAt = QDateTime::currentDateTimeUtc();
    PULT_VERIFY_RESULT(saveRecord(m_dir->path(), undecided));
    const auto provider = make();
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"17"_s, m_options, m_token)));
    QCOMPARE(m_simulator->events(), (QStringList{u"running"_s, u"stop 17"_s, u"start 17"_s}));
}

void TestDolphin::stopsTheOrphansOfAnEarlierLife()
{
    simulate();
    auto provider = make();
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"17"_s, m_options, m_token)));
    m_simulator->openByHand(u"99"_s); // the operator's own
    provider.reset();
    m_shared = std::make_unique<ProviderShared>(fastTimings());
    provider = make();
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"22"_s, m_options, m_token)));
    const auto report = QCoro::waitFor(reapOrphans(m_dir->path(), m_shared->session(), provider.get(), m_token));
    QCOMPARE(report.closed, 1);
    QStringList running = m_simulator->running();
    running.sort();
    QCOMPARE(running, (QStringList{u"22"_s, u"99"_s}));
    QVERIFY(!record(u"17"_s));
}

void TestDolphin::keepsOrphansWhileTheAppIsAway()
{
    simulate();
    auto provider = make();
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"17"_s, m_options, m_token)));
    m_simulator->setAway(true);
    const auto report = QCoro::waitFor(reapOrphans(m_dir->path(), u"next"_s, provider.get(), m_token));
    QCOMPARE(report.left, QStringList{u"dolphin:17"_s});
    const auto without = QCoro::waitFor(reapOrphans(m_dir->path(), u"next"_s, nullptr, m_token));
    QCOMPARE(without.left, QStringList{u"dolphin:17"_s});
    QVERIFY(record(u"17"_s));
}

void TestDolphin::startsTwoAtOnceAndStopsOneByOne()
{
    simulate();
    std::vector<std::unique_ptr<Provider>> providers;
    std::vector<QCoro::Task<Result<BrowserEndpoint>>> starts;
    std::vector<QCoro::Task<Result<>>> stops;
    for (int i = 1; i <= 4; ++i) {
        providers.push_back(make());
        starts.push_back(providers.back()->start(QString::number(i), m_options, m_token));
    }
    for (auto &start : starts)
        PULT_VERIFY_RESULT(QCoro::waitFor(start));
    QCOMPARE(m_simulator->mostStartsAtOnce(), 2);
    for (int i = 1; i <= 4; ++i)
        stops.push_back(providers[std::size_t(i - 1)]->stop(QString::number(i), m_token));
    for (auto &stop : stops)
        PULT_VERIFY_RESULT(QCoro::waitFor(stop));
    QCOMPARE(m_simulator->mostStopsAtOnce(), 1);
    QCOMPARE(m_simulator->running(), QStringList());
}

void TestDolphin::stopIsRepeatedOnceAndBearsALogin()
{
    simulate();
    const auto provider = make();
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->start(u"17"_s, m_options, m_token)));
    m_simulator->planStops(u"17"_s, {{u"500"_s}});
    PULT_VERIFY_RESULT(QCoro::waitFor(provider->stop(u"17"_s, m_token)));
    QCOMPARE(m_simulator->stops(u"17"_s), 2);
    m_simulator->planStops(u"17"_s, {{u"500"_s}, {u"500"_s}});
    const auto failed = QCoro::waitFor(provider->stop(u"17"_s, m_token));
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, u"dolphin_stop_failed"_s);
}

QTEST_GUILESS_MAIN(TestDolphin)
#include "tst_dolphin.moc"
