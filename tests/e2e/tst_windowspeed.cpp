// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// `pult-bench ui` over a small database: what it measures is there, and what does not depend on who else uses the
// computer keeps its bounds.
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace pult;
using namespace Qt::StringLiterals;

namespace {

constexpr int tasks = 20000;
constexpr int patience = 200000;

} // namespace

class tst_WindowSpeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void theWindowIsMeasured()
    {
        const test::TempDatabase database(u"postgresql"_s);
        QProcess bench;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"DATABASE_URL"_s, database.url());
        bench.setProcessEnvironment(environment);
        bench.start(qEnvironmentVariable("PULT_BIN") + u"/pult-bench"_s,
                    {u"ui"_s, u"--tasks"_s, QString::number(tasks), u"--changes"_s, u"600"_s, u"--seconds"_s, u"1"_s,
                     u"--rounds"_s, u"1"_s});
        QVERIFY2(bench.waitForFinished(patience), qPrintable(bench.errorString()));
        const QByteArrayList lines = bench.readAllStandardOutput().trimmed().split('\n');
        QHash<QString, QJsonObject> figures;
        for (const QByteArray &line : lines) {
            const QJsonObject figure = QJsonDocument::fromJson(line).object();
            figures.insert(figure[u"figure"_s].toString(), figure);
        }
        const QJsonObject last = QJsonDocument::fromJson(lines.constLast()).object();
        qInfo().noquote() << lines.constLast() << bench.readAllStandardError();
        QCOMPARE(last[u"tasks"_s].toInt(), tasks);
        // Who was too slow is named, and the exit code says so.
        QCOMPARE(bench.exitCode(), last[u"broken"_s].toArray().isEmpty() ? 0 : 1);
        for (const auto &name :
             {u"start_ms"_s, u"filter_newest_ms"_s, u"filter_all_ms"_s, u"scroll_p95_ms_1280x720"_s,
              u"scroll_p95_ms_1920x1080"_s, u"changes_per_s_short"_s, u"changes_per_s_long"_s,
              u"handler_cpu_ms_short"_s, u"handler_cpu_ms_long"_s, u"hidden_cpu_percent"_s, u"peak_rss_mb"_s}) {
            QVERIFY2(figures.contains(name), qPrintable(name));
            QVERIFY2(last[name].toDouble() > 0 || name == "hidden_cpu_percent"_L1, qPrintable(name));
        }
        // A page is listed, more when one goes on, and nothing is missing on the way.
        QCOMPARE(figures[u"start_ms"_s][u"rows"_s].toInt(), 500);
        QCOMPARE(figures[u"filter_all_ms:state:failed"_s][u"rows"_s].toInt(), 500);
        QVERIFY(figures[u"filter_all_ms:profile:магазин-7*"_s][u"rows"_s].toInt() > 100);
        QCOMPARE(figures[u"filter_newest_ms:nowhere-to-be-found"_s][u"rows"_s].toInt(), 0);
        QVERIFY(last[u"rows_loaded"_s].toInt() >= tasks);
        // By the window's own processor time and memory.
        for (const auto &name : {u"scroll_p95_ms_1280x720"_s, u"scroll_p95_ms_1920x1080"_s, u"handler_cpu_ms_short"_s,
                                 u"handler_cpu_ms_long"_s, u"peak_rss_mb"_s})
            QVERIFY2(figures[name][u"kept"_s].toBool(), qPrintable(name));
    }
};

QTEST_GUILESS_MAIN(tst_WindowSpeed)
#include "tst_windowspeed.moc"
