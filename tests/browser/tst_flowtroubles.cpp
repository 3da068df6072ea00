// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pageserver.h"
#include "recordingobserver.h"
#include "stallingrelay.h"
#include "testbrowser.h"

#include <browser/cdpconnection.h>
#include <browser/flow.h>
#include <browser/flowplayer.h>
#include <support/testresult.h>

#include <QCoroTask>
#include <QElapsedTimer>
#include <QJsonDocument>

#include <algorithm>
#include <csignal>
#include <ctime>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::browser;

/// A browser or a page that dies, hangs or goes silent in the middle of a flow, in a real Chromium: the run ends soon,
/// says what it was, and leaves its flight record.
class tst_FlowTroubles : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestBrowser> m_browser;
    std::unique_ptr<CdpConnection> m_connection;
    test::PageServer m_server;
    test::RecordingObserver m_observer;
    CancelToken m_token;
    QElapsedTimer m_clock;

    static QJsonObject navigate(const QString &url) { return {{u"type"_s, u"navigate"_s}, {u"url"_s, url}}; }
    static QJsonObject expression(const QString &code, int timeout = 60000)
    {
        return {{u"type"_s, u"waitForExpression"_s}, {u"expression"_s, code}, {u"timeout"_s, timeout}};
    }
    static QJsonObject waitForEver() { return expression(u"window.never === 1"_s); }
    /// For what shows by silence alone.
    static FlowOptions quick()
    {
        FlowOptions options;
        options.watch = {100ms, 2000ms, 3000ms};
        return options;
    }
    /// Asks as often, but gives a browser on a busy computer its time.
    static FlowOptions patient()
    {
        FlowOptions options;
        options.watch = {100ms, 30s, 30s};
        return options;
    }
    bool open(const QUrl &endpoint)
    {
        m_connection = std::make_unique<CdpConnection>();
        return QCoro::waitFor(m_connection->open(endpoint, 10s, m_token)).has_value();
    }
    FlowRun play(const QJsonArray &steps, const FlowOptions &options = patient())
    {
        const Result<Flow> flow =
            parseFlow(QJsonDocument(QJsonObject{{u"title"_s, u"test"_s}, {u"steps"_s, steps}}).toJson());
        m_clock.start();
        return QCoro::waitFor(playFlow(*m_connection, *flow, options, m_observer, m_token));
    }
    /// Does it to the browser once the step `index` has begun.
    void whenStepBegins(int index, std::function<void()> what)
    {
        auto *const timer = new QTimer(this);
        timer->setInterval(50);
        connect(timer, &QTimer::timeout, timer, [this, timer, index, what] {
            if (!m_observer.started.contains(index))
                return;
            timer->deleteLater();
            what();
        });
        timer->start();
    }
    /// Of the browser behind `connection`.
    static QList<pid_t> renderers(CdpConnection &connection)
    {
        QList<pid_t> pids;
        const Result<QJsonObject> info =
            QCoro::waitFor(connection.send({}, u"SystemInfo.getProcessInfo"_s, {}, 5s, nullptr));
        const QJsonArray processes = info.value_or(QJsonObject()).value(u"processInfo").toArray();
        for (const QJsonValue &process : processes) {
            if (process[u"type"].toString() == "renderer"_L1)
                pids.append(pid_t(process[u"id"].toInt()));
        }
        return pids;
    }
    static QJsonObject flightOf(const FlowRun &run)
    {
        for (const queue::Artifact &artifact : run.artifacts) {
            if (artifact.name == "flight.json"_L1)
                return QJsonDocument::fromJson(artifact.data).object();
        }
        return {};
    }
    static QByteArray said(const FlowRun &run) { return run.error ? toLogString(*run.error).toUtf8() : "no error"; }

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_observer = {};
        m_browser = std::make_unique<test::TestBrowser>();
        QVERIFY(m_browser->start());
        QVERIFY(open(m_browser->endpoint()));
    }
    void cleanup()
    {
        m_connection.reset();
        m_browser.reset();
    }

    void killedBrowser()
    {
        whenStepBegins(1, [this] { m_browser->kill(); });
        const FlowRun run = play({navigate(m_server.url(u"/one.html"_s)), waitForEver()});
        QVERIFY2(run.error && run.error->code == "flow_browser_gone"_L1, said(run).constData());
        QCOMPARE(run.error->arguments, (QStringList{u"2"_s, u"waitForExpression"_s}));
        QVERIFY(m_clock.elapsed() < 40'000);
        const QJsonObject flight = flightOf(run);
        QCOMPARE(flight[u"format"].toString(), u"pult-flight/1"_s);
        QCOMPARE(flight[u"end"][u"code"].toString(), u"flow_browser_gone"_s);
        QCOMPARE(flight[u"end"][u"step"].toInt(), 1);
        QCOMPARE(flight[u"steps"].toArray().size(), 2);
    }

    void killedWhileTheServerIsSilent()
    {
        // Nothing has been asked of the page but to go there, and that is never answered.
        whenStepBegins(0, [this] { m_browser->kill(); });
        const FlowRun run = play({navigate(m_server.url(u"/silent"_s))});
        QVERIFY2(run.error && run.error->code == "flow_browser_gone"_L1, said(run).constData());
        QVERIFY(m_clock.elapsed() < 28'000); // a page load has thirty seconds
    }

    void stoppedBrowser()
    {
        whenStepBegins(1, [this] { ::kill(pid_t(m_browser->pid()), SIGSTOP); });
        const FlowRun run = play({navigate(m_server.url(u"/one.html"_s)), waitForEver()}, quick());
        QVERIFY2(run.error && run.error->code == "flow_browser_silent"_L1, said(run).constData());
        QCOMPARE(run.error->arguments.value(2), u"2"_s);
        QVERIFY(m_clock.elapsed() < 40'000);
        QVERIFY(!m_connection->isOpen());
        QCOMPARE(flightOf(run)[u"end"][u"code"].toString(), u"flow_browser_silent"_s);
    }

    void connectionCutWithoutAWord()
    {
        test::StallingRelay relay(quint16(m_browser->endpoint().port()));
        QUrl through = m_browser->endpoint();
        through.setPort(relay.port());
        QVERIFY(open(through));
        whenStepBegins(1, [&relay] { relay.stall(); });
        const FlowRun run = play({navigate(m_server.url(u"/one.html"_s)), waitForEver()}, quick());
        QVERIFY2(run.error && run.error->code == "flow_browser_silent"_L1, said(run).constData());
        QVERIFY(m_clock.elapsed() < 40'000);
    }

    void killedRenderer()
    {
        CdpConnection other;
        PULT_VERIFY_RESULT(QCoro::waitFor(other.open(m_browser->endpoint(), 10s, m_token)));
        QList<pid_t> pids;
        whenStepBegins(1, [&] {
            pids = renderers(other);
            for (const pid_t pid : pids)
                ::kill(pid, SIGKILL);
        });
        const FlowRun run = play({navigate(m_server.url(u"/one.html"_s)), waitForEver()});
        QVERIFY(!pids.isEmpty());
        QVERIFY2(run.error && run.error->code == "flow_page_crashed"_L1, said(run).constData());
        QVERIFY(m_clock.elapsed() < 40'000);
        QVERIFY(m_connection->isOpen());
        QStringList events;
        const QJsonArray kept = flightOf(run)[u"events"].toArray();
        for (const QJsonValue &event : kept)
            events.append(event[u"method"].toString());
        QVERIFY(events.contains(u"Inspector.targetCrashed"_s) || events.contains(u"Target.targetCrashed"_s));
    }

    void crashedWhileNothingIsAsked()
    {
        // The step waits for a page load, not for an answer.
        whenStepBegins(1, [this] {
            for (const pid_t pid : renderers(*m_connection))
                ::kill(pid, SIGKILL);
        });
        const FlowRun run = play({navigate(m_server.url(u"/one.html"_s)), navigate(m_server.url(u"/hangs.html"_s))});
        QVERIFY2(run.error && run.error->code == "flow_page_crashed"_L1, said(run).constData());
        QVERIFY(m_clock.elapsed() < 40'000);
    }

    void stoppedRenderer()
    {
        CdpConnection other;
        PULT_VERIFY_RESULT(QCoro::waitFor(other.open(m_browser->endpoint(), 10s, m_token)));
        whenStepBegins(1, [&] {
            for (const pid_t pid : renderers(other))
                ::kill(pid, SIGSTOP);
        });
        const FlowRun run = play({navigate(m_server.url(u"/one.html"_s)), waitForEver()}, quick());
        QVERIFY2(run.error && run.error->code == "flow_page_hung"_L1, said(run).constData());
        QCOMPARE(run.error->arguments.value(2), u"3"_s);
        QVERIFY(m_clock.elapsed() < 40'000);
    }

    void endlessScript()
    {
        const FlowRun run =
            play({navigate(m_server.url(u"/one.html"_s)), expression(u"(() => { for (;;); })()"_s)}, quick());
        QVERIFY2(run.error && run.error->code == "flow_page_hung"_L1, said(run).constData());
    }

    void endlessDialogs()
    {
        const FlowRun run = play(
            {navigate(m_server.url(u"/one.html"_s)), expression(u"(() => { for (;;) alert('buy!'); })()"_s)}, quick());
        QVERIFY2(run.error && run.error->code == "flow_dialog_stuck"_L1, said(run).constData());
        QCOMPARE(run.error->arguments.value(2), u"buy!"_s);
    }

    void aBusyPageIsGivenItsTime()
    {
        // Longer than the pause between two questions, shorter than what counts as hung.
        const QString busy = u"(() => { const end = Date.now() + 1500; while (Date.now() < end); return true; })()"_s;
        const FlowRun run = play({navigate(m_server.url(u"/one.html"_s)), expression(busy), expression(u"true"_s)});
        QVERIFY2(!run.error, said(run).constData());
        QVERIFY(run.artifacts.isEmpty());
    }

    void cancelledAfterItsCommitLeavesARecord()
    {
        // The outcome is unknown, and somebody must find out what it was.
        QJsonObject publish = expression(u"true"_s);
        publish = {{u"type"_s, u"click"_s},
                   {u"selectors"_s, QJsonArray{u"#next"_s}},
                   {u"offsetX"_s, 2},
                   {u"offsetY"_s, 2},
                   {u"pult"_s, QJsonObject{{u"commit"_s, true}}}};
        CancelToken token;
        m_observer.whenCommitting = [&token] { token.cancel({ErrorKind::Cancelled, u"interrupted"_s, {}, {}}); };
        const Result<Flow> flow = parseFlow(
            QJsonDocument(QJsonObject{{u"title"_s, u"t"_s},
                                      {u"steps"_s, QJsonArray{navigate(m_server.url(u"/one.html"_s)), publish}}})
                .toJson());
        const FlowRun run = QCoro::waitFor(playFlow(*m_connection, *flow, patient(), m_observer, token));
        QVERIFY(run.commitBegun);
        QVERIFY2(run.error && run.error->code == "interrupted"_L1, said(run).constData());
        QCOMPARE(flightOf(run)[u"end"][u"commit"].toString(), u"begun"_s);
    }

    void aFailureTellsItsRequestsWithoutSecrets()
    {
        const QString code =
            u"(() => { document.cookie = 'sid=geheim3'; fetch('/keep?token=geheim1&n=1', {method: 'POST', "
            "body: 'geheim4', headers: {'X-Api-Key': 'geheim2', 'Authorization': 'Bearer geheim5'}}); "
            "console.error('refused, token=geheim6'); return true; })()"_s;
        const QJsonObject missing{{u"type"_s, u"click"_s},
                                  {u"selectors"_s, QJsonArray{u"#nothing"_s}},
                                  {u"offsetX"_s, 1},
                                  {u"offsetY"_s, 1},
                                  {u"timeout"_s, 1000}};
        const FlowRun run = play({navigate(m_server.url(u"/one.html"_s)), expression(code), missing});
        QVERIFY2(run.error && run.error->code == "step_failed"_L1, said(run).constData());
        QStringList names;
        for (const queue::Artifact &artifact : run.artifacts)
            names.append(artifact.name);
        QCOMPARE(names, (QStringList{u"failure.png"_s, u"page.html"_s, u"flight.json"_s, u"console.txt"_s}));
        const QJsonObject flight = flightOf(run);
        QVERIFY2(!QJsonDocument(flight).toJson().contains("geheim"), QJsonDocument(flight).toJson().constData());
        bool page = false;
        bool post = false;
        const QJsonArray requests = flight[u"requests"].toArray();
        for (const QJsonValue &request : requests) {
            page = page || (request[u"url"].toString().endsWith("/one.html"_L1) && request[u"status"].toInt() == 200);
            post = post || (request[u"url"].toString().endsWith("/keep?token=***&n=1"_L1) &&
                            request[u"method"].toString() == "POST"_L1 &&
                            request[u"request_headers"][u"X-Api-Key"].toString() == "***"_L1);
        }
        QVERIFY2(page && post, QJsonDocument(requests).toJson().constData());
        QStringList console; // the browser adds lines of its own
        const QJsonArray lines = flight[u"console"].toArray();
        for (const QJsonValue &line : lines)
            console.append(line[u"text"].toString());
        QVERIFY2(console.contains(u"refused, token=***"_s), qPrintable(console.join(u'\n')));
        QCOMPARE(flight[u"steps"].toArray().size(), 3);
        QVERIFY(flight[u"commands"].toArray().size() > 5);
    }

    /// What the recorder costs: the same flow with and without it, in turns, in processor time of this process, which
    /// others that run beside it do not lengthen.
    void recordingCostsLittle()
    {
        QJsonArray steps;
        for (int i = 0; i < 30; ++i) {
            steps.append(navigate(m_server.url(i % 2 ? u"/one.html"_s : u"/child.html"_s)));
            steps.append(expression(u"fetch('/keep', {method: 'POST', body: 'x'}).then(() => true)"_s));
        }
        QList<std::clock_t> with;
        QList<std::clock_t> without;
        for (int round = 0; round < 6; ++round) {
            FlowOptions options;
            options.record = round % 2 == 0;
            const std::clock_t began = std::clock();
            const FlowRun run = play(steps, options);
            QVERIFY2(!run.error, said(run).constData());
            (options.record ? with : without).append(std::clock() - began);
        }
        const double best = double(*std::min_element(with.begin(), with.end())) * 1000 / CLOCKS_PER_SEC;
        const double bare = double(*std::min_element(without.begin(), without.end())) * 1000 / CLOCKS_PER_SEC;
        qInfo("60 steps: %.0f ms of the processor with the recorder, %.0f ms without", best, bare);
        QVERIFY2(best < 1.5 * bare + 100, "the recorder slows the flow down");
    }
};

QTEST_GUILESS_MAIN(tst_FlowTroubles)
#include "tst_flowtroubles.moc"
