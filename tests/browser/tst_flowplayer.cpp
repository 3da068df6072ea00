// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pageserver.h"
#include "recordingobserver.h"
#include "testbrowser.h"

#include <browser/cdpconnection.h>
#include <browser/flow.h>
#include <browser/flowplayer.h>
#include <support/testresult.h>

#include <QCoroTask>
#include <QElapsedTimer>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::browser;

/// What only Pult's player does, in a real Chromium; what it shares with @puppeteer/replay is compared in
/// tst_replaydiff.
class tst_FlowPlayer : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::TestBrowser> m_browser;
    std::unique_ptr<CdpConnection> m_connection;
    test::PageServer m_server;
    QTemporaryDir m_folder;
    test::RecordingObserver m_observer;
    CancelToken m_token;

    QString file(const QString &name, const QByteArray &content = "content")
    {
        QFile made(m_folder.filePath(name));
        if (made.open(QIODevice::WriteOnly))
            made.write(content);
        return made.fileName();
    }
    static QJsonObject navigate(const QString &url) { return {{u"type"_s, u"navigate"_s}, {u"url"_s, url}}; }
    static QJsonObject click(const QString &selector)
    {
        return {{u"type"_s, u"click"_s}, {u"selectors"_s, QJsonArray{selector}}, {u"offsetX"_s, 3}, {u"offsetY"_s, 3}};
    }
    static QJsonObject custom(const QString &name, const QJsonObject &parameters, int timeout = 3000)
    {
        return {
            {u"type"_s, u"customStep"_s}, {u"name"_s, name}, {u"parameters"_s, parameters}, {u"timeout"_s, timeout}};
    }
    static QJsonObject expression(const QString &code, int timeout = 3000)
    {
        return {{u"type"_s, u"waitForExpression"_s}, {u"expression"_s, code}, {u"timeout"_s, timeout}};
    }
    static QJsonObject committing(QJsonObject step)
    {
        step.insert(u"pult"_s, QJsonObject{{u"commit"_s, true}});
        return step;
    }
    FlowRun play(const QJsonArray &steps, const FlowVariables &variables = {})
    {
        const QByteArray json = QJsonDocument(QJsonObject{{u"title"_s, u"test"_s}, {u"steps"_s, steps}}).toJson();
        const Result<Flow> flow = parseFlow(json);
        if (!flow)
            return failed(flow.error());
        const Result<Flow> filled = fillFlow(*flow, variables);
        if (!filled)
            return failed(filled.error());
        return QCoro::waitFor(playFlow(*m_connection, *filled, {}, m_observer, m_token));
    }
    static FlowRun failed(const Error &error)
    {
        FlowRun run;
        run.error = error;
        return run;
    }
    QJsonArray pages()
    {
        const Result<QJsonObject> targets =
            QCoro::waitFor(m_connection->send({}, u"Target.getTargets"_s, {}, 5s, nullptr));
        QJsonArray found;
        const QJsonArray infos = targets.value_or(QJsonObject()).value(u"targetInfos").toArray();
        for (const QJsonValue &info : infos) {
            if (info.toObject().value(u"type").toString() == "page"_L1)
                found.append(info.toObject().value(u"url"));
        }
        return found;
    }
    static QByteArray artifact(const FlowRun &run, const QString &name)
    {
        for (const queue::Artifact &artifact : run.artifacts) {
            if (artifact.name == name)
                return artifact.data;
        }
        return {};
    }

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_observer = {};
        if (m_connection && m_connection->isOpen())
            return;
        m_browser = std::make_unique<test::TestBrowser>();
        QVERIFY(m_browser->start());
        m_connection = std::make_unique<CdpConnection>();
        PULT_VERIFY_RESULT(QCoro::waitFor(m_connection->open(m_browser->endpoint(), 10s, m_token)));
    }

    void cleanupTestCase()
    {
        m_connection.reset();
        m_browser.reset();
    }

    void playsAndClosesItsTab()
    {
        const QJsonArray before = pages();
        const QJsonObject assertText =
            custom(u"assertText"_s, {{u"selectors"_s, QJsonArray{u"#welcome"_s}}, {u"text"_s, u"Welcome  to two"_s}});
        const FlowRun run = play({navigate(m_server.url(u"/one.html"_s)), click(u"#next"_s),
                                  custom(u"waitForUrl"_s, {{u"url"_s, u"*/two.html"_s}}), assertText,
                                  navigate(m_server.url(u"/one.html"_s)), click(u"#blank"_s)});
        QVERIFY2(!run.error, run.error ? qPrintable(toLogString(*run.error)) : "");
        QCOMPARE(run.lastStep, 5);
        QCOMPARE(m_observer.finished, (QList<int>{0, 1, 2, 3, 4, 5}));
        QCOMPARE(pages(), before);
        const QJsonArray steps = QJsonDocument::fromJson(run.steps).array();
        QCOMPARE(steps.size(), 6);
        QCOMPARE(steps.at(0).toObject().value(u"status").toString(), u"ok"_s);
        QCOMPARE(steps.at(1).toObject().value(u"type").toString(), u"click"_s);
    }

    void failureLeavesEvidence()
    {
        QJsonObject step = click(u"#nowhere"_s);
        step.insert(u"timeout"_s, 300);
        const FlowRun run = play({navigate(m_server.url(u"/late.html"_s)), step});
        QVERIFY(run.error);
        QCOMPARE(run.error->code, u"step_failed"_s);
        QCOMPARE(run.error->kind, ErrorKind::Timeout);
        QCOMPARE(run.error->arguments.mid(0, 3), (QStringList{u"2"_s, u"click"_s, u"#nowhere"_s}));
        QCOMPARE(run.failedStep, 1);
        QCOMPARE(run.lastStep, 0);
        QVERIFY(artifact(run, u"failure.png"_s).startsWith("\x89PNG"));
        QVERIFY(artifact(run, u"page.html"_s).contains("<title>Late</title>"));
        QVERIFY(artifact(run, u"console.txt"_s).contains("console.log: late page 1"));
        QCOMPARE(QJsonDocument::fromJson(run.steps).array().last().toObject().value(u"status").toString(), u"failed"_s);
    }

    void setFiles_data()
    {
        QTest::addColumn<QJsonArray>("selectors");
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("code");
        QTest::newRow("hidden, several") << QJsonArray{u"#hidden-file"_s} << QStringList{u"a.png"_s, u"b.png"_s}
                                         << u"a.png,b.png"_s << u""_s;
        QTest::newRow("nested selectors") << QJsonArray{QJsonArray{u"aria/none"_s}, QJsonArray{u"#one-file"_s}}
                                          << QStringList{u"a.png"_s} << u"a.png"_s << u""_s;
        QTest::newRow("cyrillic name") << QJsonArray{u"#one-file"_s} << QStringList{u"файл один.png"_s}
                                       << u"файл один.png"_s << u""_s;
        QTest::newRow("missing file") << QJsonArray{u"#one-file"_s} << QStringList{u"-none.png"_s} << u""_s
                                      << u"flow_file_missing"_s;
        QTest::newRow("empty file") << QJsonArray{u"#one-file"_s} << QStringList{u"empty.png"_s} << u""_s
                                    << u"flow_file_empty"_s;
        QTest::newRow("two into one") << QJsonArray{u"#one-file"_s} << QStringList{u"a.png"_s, u"b.png"_s} << u""_s
                                      << u"step_failed"_s;
        QTest::newRow("no file input") << QJsonArray{u"#disabled"_s} << QStringList{u"a.png"_s} << u""_s
                                       << u"step_failed"_s;
    }
    void setFiles()
    {
        QFETCH(const QJsonArray, selectors);
        QFETCH(const QStringList, files);
        QFETCH(const QString, expected);
        QFETCH(const QString, code);
        QJsonArray paths;
        for (const QString &name : files)
            paths.append(name.startsWith(u'-')
                             ? m_folder.filePath(name)
                             : file(name, name == "empty.png"_L1 ? QByteArray() : QByteArray("content")));
        const QString check = u"[...document.querySelectorAll('input[type=file]')].some(input => "
                              "[...input.files].map(file => file.name).join() === '%1')"_s.arg(expected);
        const FlowRun run =
            play({navigate(m_server.url(u"/late.html"_s)),
                  custom(u"setFiles"_s, {{u"selectors"_s, selectors}, {u"files"_s, paths}}, 500), expression(check)});
        QCOMPARE(run.error ? run.error->code : QString(), code);
    }

    void changeOfAFileInputTakesTheMedia()
    {
        const FlowVariables media{
            {u"media"_s, file(u"1.png"_s)}, {u"media.1"_s, file(u"1.png"_s)}, {u"media.2"_s, file(u"2.png"_s)}};
        const QJsonObject change{{u"type"_s, u"change"_s},
                                 {u"selectors"_s, QJsonArray{u"#hidden-file"_s}},
                                 {u"value"_s, u"C:\\fakepath\\recorded.png"_s}};
        const FlowRun run = play({navigate(m_server.url(u"/late.html"_s)), change,
                                  expression(u"document.getElementById('hidden-file').files.length === 2"_s)},
                                 media);
        QVERIFY2(!run.error, run.error ? qPrintable(toLogString(*run.error)) : "");
    }

    void commitIsToldBeforeAndAfter()
    {
        const FlowRun run = play({navigate(m_server.url(u"/form.html"_s)), committing(click(u"#button"_s)),
                                  expression(u"document.getElementById('result').textContent === ' pressed'"_s)});
        QVERIFY2(!run.error, run.error ? qPrintable(toLogString(*run.error)) : "");
        QCOMPARE(m_observer.events, (QStringList{u"before 1"_s, u"after 1"_s}));
        QVERIFY(m_observer.pictures.constFirst().startsWith("\x89PNG"));
        QVERIFY(run.commitBegun);
        QVERIFY(run.commitFinished);
    }

    void commitOfAMissingElementIsNotBegun()
    {
        QJsonObject step = committing(click(u"#nowhere"_s));
        step.insert(u"timeout"_s, 300);
        const FlowRun run = play({navigate(m_server.url(u"/form.html"_s)), step});
        QVERIFY(run.error);
        QVERIFY(!run.commitBegun);
        QVERIFY(m_observer.events.isEmpty());
    }

    void refusedCommitLeavesThePageAlone()
    {
        m_observer.refuse = Error{ErrorKind::Conflict, u"lease_lost"_s, {}, {}};
        const FlowRun run = play({navigate(m_server.url(u"/form.html"_s)), committing(click(u"#button"_s))});
        QVERIFY(run.error);
        QCOMPARE(run.error->code, u"lease_lost"_s);
        QVERIFY(!run.commitBegun);
        QVERIFY(!artifact(run, u"page.html"_s).contains(" pressed</output>"));
    }

    void commitWhoseNavigationFailsIsNotFinished()
    {
        QJsonObject step = committing(click(u"#button"_s));
        step.insert(u"assertedEvents"_s, QJsonArray{QJsonObject{{u"type"_s, u"navigation"_s}}});
        step.insert(u"timeout"_s, 400);
        const FlowRun run = play({navigate(m_server.url(u"/form.html"_s)), step});
        QVERIFY(run.error);
        QVERIFY(run.commitBegun);
        QVERIFY(!run.commitFinished);
        QCOMPARE(m_observer.events, (QStringList{u"before 1"_s}));
    }

    void takesScreenshots()
    {
        const FlowRun run =
            play({navigate(m_server.url(u"/form.html"_s)), custom(u"screenshot"_s, {{u"name"_s, u"../the form"_s}})});
        QVERIFY2(!run.error, run.error ? qPrintable(toLogString(*run.error)) : "");
        QCOMPARE(run.artifacts.size(), 1);
        QCOMPARE(run.artifacts.constFirst().name, u"_the form.png"_s);
        QVERIFY(run.artifacts.constFirst().data.startsWith("\x89PNG"));
    }

    void assertTextAndWaitForUrlFail_data()
    {
        QTest::addColumn<QJsonObject>("step");
        QTest::addColumn<QString>("reason");
        QTest::newRow("text differs")
            << custom(u"assertText"_s, {{u"selectors"_s, QJsonArray{u"#heading"_s}}, {u"text"_s, u"Another"_s}}, 300)
            << u"The form"_s;
        QTest::newRow("text nowhere") << custom(u"assertText"_s,
                                                {{u"selectors"_s, QJsonArray{u"#none"_s}}, {u"text"_s, u"x"_s}}, 300)
                                      << u"no element"_s;
        QTest::newRow("other url") << custom(u"waitForUrl"_s, {{u"url"_s, u"http://127.0.0.1/"_s}}, 300)
                                   << u"form.html"_s;
    }
    void assertTextAndWaitForUrlFail()
    {
        QFETCH(const QJsonObject, step);
        QFETCH(const QString, reason);
        const FlowRun run = play({navigate(m_server.url(u"/form.html"_s)), step});
        QVERIFY(run.error);
        QCOMPARE(run.error->code, u"step_failed"_s);
        QVERIFY2(run.error->arguments.constLast().contains(reason), qPrintable(run.error->arguments.constLast()));
    }

    void dialogsAreDismissedAndTold()
    {
        const FlowRun run = play({navigate(m_server.url(u"/one.html"_s)), click(u"#alert"_s),
                                  expression(u"document.getElementById('output').textContent === 'false'"_s)});
        QVERIFY2(!run.error, run.error ? qPrintable(toLogString(*run.error)) : "");
        QVERIFY(m_observer.notes.contains(u"dialog confirm dismissed: Really?"_s));
    }

    void leavingIsAccepted()
    {
        const FlowRun run =
            play({navigate(m_server.url(u"/one.html"_s)),
                  expression(u"addEventListener('beforeunload', event => event.preventDefault()), true"_s),
                  click(u"#push"_s), navigate(m_server.url(u"/two.html"_s))});
        QVERIFY2(!run.error, run.error ? qPrintable(toLogString(*run.error)) : "");
    }

    void silentServerTimesOut()
    {
        // The step's own time-out does not shorten page loads, as in the original; a popup's does.
        QJsonObject go = navigate(m_server.url(u"/silent"_s));
        go.insert(u"target"_s, m_server.url(u"/child.html"_s));
        go.insert(u"timeout"_s, 600);
        QElapsedTimer clock;
        clock.start();
        const FlowRun run = play({navigate(m_server.url(u"/one.html"_s)), click(u"#popup"_s), go});
        QVERIFY(run.error);
        QCOMPARE(run.failedStep, 2);
        QCOMPARE(run.error->kind, ErrorKind::Timeout);
        QVERIFY(clock.elapsed() < 28'000); // a page load has thirty seconds
    }

    void crashedPageIsToldAsSuch()
    {
        const FlowRun run =
            play({navigate(m_server.url(u"/one.html"_s)), navigate(u"chrome://crash"_s), click(u"#next"_s)});
        QVERIFY(run.error);
        QVERIFY2(run.error->code == "flow_page_crashed"_L1, qPrintable(toLogString(*run.error)));
        // The browser itself is fine.
        const FlowRun next = play({navigate(m_server.url(u"/one.html"_s)), click(u"#next"_s)});
        QVERIFY2(!next.error, next.error ? qPrintable(toLogString(*next.error)) : "");
    }

    void closedTabIsToldAsSuch()
    {
        QObject::connect(
            m_connection.get(), &CdpConnection::event, &m_token,
            [this](const QString &, const QString &method, const QJsonObject &params) {
                if (method == "Target.targetInfoChanged"_L1 &&
                    params.value(u"targetInfo").toObject().value(u"url").toString().endsWith("two.html"_L1)) {
                    m_connection->disconnect(&m_token);
                    m_connection->send({}, u"Target.closeTarget"_s,
                                       {{u"targetId"_s, params.value(u"targetInfo").toObject().value(u"targetId")}},
                                       5s);
                }
            });
        QJsonObject wait = expression(u"window.never === 1"_s, 60000);
        QElapsedTimer clock;
        clock.start();
        const FlowRun run = play({navigate(m_server.url(u"/two.html"_s)), wait});
        QVERIFY(run.error);
        QCOMPARE(run.error->code, u"step_failed"_s);
        QVERIFY2(run.error->arguments.constLast().contains(u"closed"), qPrintable(toLogString(*run.error)));
        QVERIFY(clock.elapsed() < 40'000);
    }

    void cancellationEndsAWait()
    {
        CancelToken token;
        const Result<Flow> flow =
            parseFlow(QJsonDocument(QJsonObject{{u"title"_s, u"t"_s},
                                                {u"steps"_s, QJsonArray{navigate(m_server.url(u"/one.html"_s)),
                                                                        expression(u"window.never === 1"_s, 60000)}}})
                          .toJson());
        PULT_VERIFY_RESULT(flow);
        QTimer::singleShot(1500, &token, [&token] { token.cancel({ErrorKind::Cancelled, u"cancelled"_s, {}, {}}); });
        QElapsedTimer clock;
        clock.start();
        const QJsonArray before = pages();
        const FlowRun run = QCoro::waitFor(playFlow(*m_connection, *flow, {}, m_observer, token));
        QVERIFY(run.error);
        QCOMPARE(run.error->code, u"cancelled"_s);
        QVERIFY(clock.elapsed() < 40'000);
        QCOMPARE(pages(), before);
    }

    void tabsOfOthersAreNotTargets()
    {
        const Result<QJsonObject> made = QCoro::waitFor(m_connection->send(
            {}, u"Target.createTarget"_s, {{u"url"_s, m_server.url(u"/child.html"_s)}}, 5s, nullptr));
        PULT_VERIFY_RESULT(made);
        QTRY_VERIFY(pages().contains(m_server.url(u"/child.html"_s)));
        QJsonObject step = click(u"#tell"_s);
        step.insert(u"target"_s, m_server.url(u"/child.html"_s));
        step.insert(u"timeout"_s, 400);
        const QString id = made->value(u"targetId").toString();
        // Its news may come while the run still asks which tabs there are.
        const QJsonObject news{
            {u"targetInfo"_s,
             QJsonObject{{u"targetId"_s, id}, {u"type"_s, u"page"_s}, {u"url"_s, m_server.url(u"/child.html"_s)}}}};
        QTimer::singleShot(0, m_connection.get(),
                           [this, news] { Q_EMIT m_connection->event({}, u"Target.targetInfoChanged"_s, news); });
        const FlowRun run = play({navigate(m_server.url(u"/one.html"_s)), step});
        QVERIFY(run.error);
        QVERIFY(pages().contains(m_server.url(u"/child.html"_s)));
        QCoro::waitFor(m_connection->send({}, u"Target.closeTarget"_s, {{u"targetId"_s, id}}, 5s, nullptr));
    }

    void killedBrowserIsToldAtOnce()
    {
        QTimer::singleShot(1500, this, [this] { m_browser->kill(); });
        QElapsedTimer clock;
        clock.start();
        const FlowRun run = play({navigate(m_server.url(u"/one.html"_s)), expression(u"window.never === 1"_s, 60000)});
        QVERIFY(run.error);
        QCOMPARE(run.error->code, u"flow_browser_gone"_s);
        QVERIFY(clock.elapsed() < 40'000);
        QVERIFY(!m_connection->isOpen());
    }

    void wrongGuidIsLookedUp()
    {
        QUrl wrong = m_browser->endpoint();
        wrong.setPath(u"/devtools/browser/00000000-0000-0000-0000-000000000000"_s);
        CdpConnection connection;
        PULT_VERIFY_RESULT(QCoro::waitFor(connection.open(wrong, 10s, m_token)));
        const Result<QJsonObject> version = QCoro::waitFor(connection.send({}, u"Browser.getVersion"_s, {}, 5s));
        PULT_VERIFY_RESULT(version);
    }

    void portThatOpensLate()
    {
        QTcpServer place;
        QVERIFY(place.listen(QHostAddress::LocalHost));
        const quint16 port = place.serverPort();
        place.close();
        CdpConnection connection;
        const Result<> nobody =
            QCoro::waitFor(connection.open(QUrl(u"ws://127.0.0.1:%1/devtools/browser/x"_s.arg(port)), 700ms, m_token));
        QVERIFY(!nobody);
        QCOMPARE(nobody.error().code, u"cdp_connect_failed"_s);
        QVERIFY(!toLogString(nobody.error()).contains(u"devtools"));
    }

    void silentEndpointTimesOut()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        CdpConnection connection;
        const Result<> opened = QCoro::waitFor(
            connection.open(QUrl(u"ws://127.0.0.1:%1/devtools/browser/x"_s.arg(silent.serverPort())), 700ms, m_token));
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, ErrorKind::Timeout);
    }

    void unknownCommandsAndSessionsAreErrors()
    {
        const Result<QJsonObject> command = QCoro::waitFor(m_connection->send({}, u"No.such"_s, {}, 5s));
        QVERIFY(!command);
        QCOMPARE(command.error().code, u"cdp_error"_s);
        QCOMPARE(command.error().detail, u"-32601"_s);
        const Result<QJsonObject> session = QCoro::waitFor(m_connection->send(u"none"_s, u"Page.enable"_s, {}, 5s));
        QVERIFY(!session);
        QCOMPARE(session.error().code, u"cdp_target_gone"_s);
    }
};

QTEST_GUILESS_MAIN(tst_FlowPlayer)
#include "tst_flowplayer.moc"
