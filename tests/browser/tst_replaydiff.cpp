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
#include <QDir>
#include <QJsonDocument>
#include <QProcess>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::browser;

/// Every flow of tests/browser/flows, played by Pult and by the real @puppeteer/replay, each in a fresh Chromium: the
/// same outcome, and the same page afterwards.
class tst_ReplayDiff : public QObject
{
    Q_OBJECT

private:
    test::PageServer m_server;
    QTemporaryDir m_folder;
    QJsonObject m_original;
    QHash<QString, FlowRun> m_runs;
    std::unique_ptr<test::TestBrowser> m_browser;
    std::unique_ptr<CdpConnection> m_connection;
    CancelToken m_token;

    QByteArray flowText(const QString &name)
    {
        QFile file(QStringLiteral(PULT_TEST_FLOWS) + u'/' + name + u".json"_s);
        if (!file.open(QIODevice::ReadOnly))
            return {};
        return file.readAll()
            .replace("{{base}}", m_server.url({}).toUtf8())
            .replace("{{other}}", m_server.other({}).toUtf8());
    }
    static QStringList flowFiles()
    {
        return QDir(QStringLiteral(PULT_TEST_FLOWS)).entryList({u"*.json"_s}, QDir::Files, QDir::Name);
    }

    /// A last step that fails makes the player keep the page.
    FlowRun play(const QByteArray &text)
    {
        QJsonObject document = QJsonDocument::fromJson(text).object();
        QJsonArray steps = document.value(u"steps").toArray();
        steps.append(QJsonObject{{u"type"_s, u"waitForExpression"_s}, {u"expression"_s, u"let the end"_s}});
        document.insert(u"steps"_s, steps);
        const Result<Flow> flow = parseFlow(QJsonDocument(document).toJson());
        if (!flow)
            return {};
        test::RecordingObserver observer;
        return QCoro::waitFor(playFlow(*m_connection, *flow, {}, observer, m_token));
    }

    static QString difference(const QString &key, const QJsonValue &ours, const QJsonValue &theirs)
    {
        const auto text = [](const QJsonValue &value) {
            return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
        };
        QString result = key + u": Pult "_s + text(ours) + u", the original "_s + text(theirs);
        const QJsonArray a = ours.toArray();
        const QJsonArray b = theirs.toArray();
        for (qsizetype i = 0; i < std::max(a.size(), b.size()); ++i) {
            if (a.at(i) != b.at(i))
                return key + u'[' + QString::number(i) + u"]: Pult "_s + text(a.at(i)) + u", the original "_s +
                       text(b.at(i));
        }
        return result;
    }

    /// What the page wrote about itself into its HTML.
    static QJsonObject dumpOf(const FlowRun &run)
    {
        for (const queue::Artifact &artifact : run.artifacts) {
            if (artifact.name != "page.html"_L1)
                continue;
            const QByteArray mark = "<script id=\"page-dump\" type=\"application/json\">";
            const qsizetype start = artifact.data.indexOf(mark);
            const qsizetype end = artifact.data.indexOf("</script>", start);
            if (start >= 0)
                return QJsonDocument::fromJson(artifact.data.mid(start + mark.size(), end - start - mark.size()))
                    .object();
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        // Both play at the same time; the server runs in this process's event loop.
        const QString cache = qEnvironmentVariable("PULT_REPLAY_DIR", QStringLiteral(PULT_REPLAY_CACHE));
        QProcess setup;
        setup.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        setup.start(QStringLiteral(PULT_REPLAY_SOURCE) + u"/setup.sh"_s, {cache});
        QVERIFY(QTest::qWaitFor([&] { return setup.state() == QProcess::NotRunning; }, 120000));
        QCOMPARE(setup.exitCode(), 0);
        const QString out = m_folder.filePath(u"original.json"_s);
        QStringList arguments{QString(cache + u"/replay.mjs"_s), m_server.url({}), m_server.other({}), out};
        const QStringList files = flowFiles();
        QVERIFY(files.size() >= 25);
        for (const QString &file : files)
            arguments.append(QStringLiteral(PULT_TEST_FLOWS) + u'/' + file);
        QProcess node;
        node.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        node.start(u"node"_s, arguments);
        QVERIFY(node.waitForStarted());
        m_browser = std::make_unique<test::TestBrowser>();
        QVERIFY(m_browser->start());
        m_connection = std::make_unique<CdpConnection>();
        PULT_VERIFY_RESULT(QCoro::waitFor(m_connection->open(m_browser->endpoint(), 10s, m_token)));
        for (const QString &file : files)
            m_runs.insert(file.chopped(5), play(flowText(file.chopped(5))));
        QVERIFY(QTest::qWaitFor([&] { return node.state() == QProcess::NotRunning; }, 200000));
        QCOMPARE(node.exitCode(), 0);
        QFile result(out);
        QVERIFY(result.open(QIODevice::ReadOnly));
        m_original = QJsonDocument::fromJson(result.readAll()).object();
    }

    void cleanupTestCase()
    {
        m_connection.reset();
        m_browser.reset();
    }

    void init() { test::failOnWarnings(); }

    void sameAsTheOriginal_data()
    {
        QTest::addColumn<QString>("name");
        const QStringList files = flowFiles();
        for (const QString &file : files)
            QTest::newRow(qPrintable(file)) << file.chopped(5);
    }

    void sameAsTheOriginal()
    {
        QFETCH(const QString, name);
        const QJsonObject original = m_original.value(name).toObject();
        const QByteArray text = flowText(name);
        const QJsonObject document = QJsonDocument::fromJson(text).object();
        const QJsonValue expected = document.value(u"expect");
        const QString told = original.value(u"reason").toString();
        QVERIFY2(original.value(u"outcome") == expected, qPrintable(u"the original: "_s + told));
        const Result<Flow> parsed = parseFlow(text);
        if (expected.toString() == "rejected"_L1) {
            QVERIFY(!parsed);
            return;
        }
        PULT_VERIFY_RESULT(parsed);

        const FlowRun run = m_runs.value(name);
        const int count = int(parsed->steps.size());
        QVERIFY(run.error);
        const QString reason = toLogString(*run.error);
        const QJsonValue outcome = run.failedStep == count ? QJsonValue(u"ok"_s) : QJsonValue(run.failedStep);
        QVERIFY2(outcome == expected, qPrintable(QString(u"Pult ended at step %1: "_s.arg(run.failedStep) + reason)));
        const QJsonObject ours = dumpOf(run);
        const QJsonObject theirs = original.value(u"page").toObject();
        QCOMPARE(ours.keys(), theirs.keys());
        const QStringList keys = ours.keys();
        for (const QString &key : keys)
            QVERIFY2(ours.value(key) == theirs.value(key),
                     qPrintable(difference(key, ours.value(key), theirs.value(key))));
    }
};

QTEST_GUILESS_MAIN(tst_ReplayDiff)
#include "tst_replaydiff.moc"
