// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The whole way in real Chromium: `pult --demo --service --until-idle` on both databases.
#include <support/pultprocess.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonObject>

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray sampleHash(const QString &name)
{
    QFile file(u":/demo/"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex();
}

} // namespace

class tst_Demo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void uploadsArriveByteForByte_data() { test::databaseRows(); }
    void uploadsArriveByteForByte()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        const test::Installation pult(temporary.url());
        const test::ProcessEnd end =
            pult.run(u"pult"_s, {u"--demo"_s, u"--service"_s, u"--until-idle"_s, u"--data-dir"_s, pult.dataDir()});
        QVERIFY2(end.exitCode == 0, end.err.constData());
        QCOMPARE(end.out.count('\n'), 1);

        const QJsonObject report = end.json().object();
        QCOMPARE(report[u"completed"].toInt(), 3);
        QCOMPARE(report[u"failed"].toInt(), 0);
        const QJsonArray uploads = report[u"uploads"].toArray();
        QCOMPARE(uploads.size(), 3);
        const QStringList files{u"sunrise.png"_s, u"sea.png"_s, u"forest.png"_s};
        for (int n = 0; n < 3; ++n) {
            QCOMPARE(uploads[n][u"profile"].toString(), u"demo-%1"_s.arg(n + 1));
            QCOMPARE(uploads[n][u"file"].toString(), files[n]);
            QCOMPARE(uploads[n][u"sha256"].toString().toLatin1(), sampleHash(files[n]));
        }
        QCOMPARE(pult.processesLeft(), QStringList());
    }

    void theControlToolReadsWhatTheDemoDid()
    {
        const test::Installation pult;
        const test::ProcessEnd end =
            pult.run(u"pultd"_s, {u"--demo"_s, u"--until-idle"_s, u"--data-dir"_s, pult.dataDir()});
        QVERIFY2(end.exitCode == 0, end.err.constData());
        const QJsonArray tasks = pult.ctl({u"tasks"_s, u"list"_s, u"--state"_s, u"completed"_s})[u"items"].toArray();
        QCOMPARE(tasks.size(), 3);
        const QJsonObject task = tasks.first().toObject();
        QCOMPARE(task[u"kind"].toString(), u"bulk_upload"_s);
        QCOMPARE(task[u"attempt"].toInt(), 1);
        QVERIFY(task[u"provider"].toString().startsWith("local:demo-"_L1));
        const QJsonObject batch =
            pult.ctl({u"batches"_s, u"show"_s, QString::number(task[u"batch_id"].toInteger())}).object();
        QCOMPARE(batch[u"succeeded"].toInt(), 3);
        QCOMPARE(batch[u"state"].toString(), u"finished"_s);
    }
};

QTEST_GUILESS_MAIN(tst_Demo)
#include "tst_demo.moc"
