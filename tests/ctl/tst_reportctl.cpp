// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reports as scripts ask for them, and as a schedule makes them.
#include <support/csvreader.h>
#include <support/pultprocess.h>
#include <support/testresult.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_ReportCtl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_pult = std::make_unique<test::Installation>();
    }

    void tasksInBothKindsOfCountries_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QChar>("separator");
        QTest::newRow("ru") << u"ru"_s << QChar(u';');
        QTest::newRow("en") << u"en"_s << QChar(u',');
    }
    void tasksInBothKindsOfCountries()
    {
        QFETCH(QString, language);
        QFETCH(QChar, separator);
        add(u"лавка;1"_s);
        const QString path = m_pult->path(u"tasks.csv"_s);
        const QJsonObject done = m_pult
                                     ->ctl({u"report"_s, u"tasks"_s, u"--lang"_s, language, u"--from"_s, u"1h"_s,
                                            u"--columns"_s, u"queue,kind,wait_seconds"_s, u"--output"_s, path})
                                     .object();
        QCOMPARE(done[u"file"].toString(), path);
        QCOMPARE(done[u"rows"].toInt(), 1);
        const auto rows = test::readCsv(read(path), separator);
        QVERIFY(rows);
        QCOMPARE(*rows,
                 (QList<QStringList>{{u"queue"_s, u"kind"_s, u"wait_seconds"_s}, {u"лавка;1"_s, u"probe"_s, {}}}));
    }

    void jsonIntoAFolder()
    {
        add(u"q"_s);
        QDir().mkpath(m_pult->path(u"out"_s));
        const test::ProcessEnd end =
            m_pult->run(u"pultctl"_s, {u"report"_s, u"tasks"_s, u"--from"_s, u"yesterday"_s, u"--to"_s, u"2099-01-01"_s,
                                       u"--format"_s, u"json"_s, u"-o"_s, m_pult->path(u"out"_s)});
        QCOMPARE(end.exitCode, 0);
        const QStringList files = QDir(m_pult->path(u"out"_s)).entryList({u"pult_tasks_*_2099-01-01.json"_s});
        QCOMPARE(files.size(), 1);
        const QJsonDocument document = QJsonDocument::fromJson(read(m_pult->path(u"out/"_s + files.constFirst())));
        QCOMPARE(document[u"items"].toArray().size(), 1);
        QCOMPARE(document[u"items"][0][u"queue"].toString(), u"q"_s);
    }

    void wrongWordsAreTold_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("kind") << QStringList{u"report"_s, u"money"_s};
        QTest::newRow("time") << QStringList{u"report"_s, u"tasks"_s, u"--from"_s, u"soon"_s};
        QTest::newRow("range") << QStringList{u"report"_s,     u"tasks"_s, u"--from"_s,
                                              u"2026-02-02"_s, u"--to"_s,  u"2026-02-01"_s};
        QTest::newRow("column") << QStringList{u"report"_s, u"errors"_s, u"--columns"_s, u"colour"_s};
        QTest::newRow("format") << QStringList{u"report"_s, u"errors"_s, u"--format"_s, u"xlsx"_s};
    }
    void wrongWordsAreTold()
    {
        QFETCH(QStringList, arguments);
        const test::ProcessEnd end = m_pult->run(u"pultctl"_s, arguments);
        QCOMPARE(end.exitCode, 2);
        QVERIFY(!end.err.isEmpty());
    }

    /// A schedule's task is run by a node: the file is there, the oldest is gone, the task tells.
    void aScheduleMakesItsReport()
    {
        const QString folder = m_pult->path(u"reports"_s);
        QDir().mkpath(folder);
        for (const QString &name : {u"pult_tasks_a.csv"_s, u"pult_tasks_b.csv"_s}) {
            QFile old(folder + u'/' + name);
            QVERIFY(old.open(QIODevice::WriteOnly));
            QVERIFY(old.setFileTime(QDateTime::currentDateTime().addDays(-3), QFileDevice::FileModificationTime));
        }
        const QString payload =
            u"{\"report\":\"tasks\",\"period\":\"day\",\"folder\":\"%1\",\"keep\":2,\"locale\":\"ru_RU\"}"_s.arg(
                folder);
        m_pult->ctl({u"schedules"_s, u"add"_s, u"daily"_s, u"--cron"_s, u"0 6 * * *"_s, u"--kind"_s, u"report"_s,
                     u"--payload"_s, payload});
        const qint64 id = m_pult->ctl({u"schedules"_s, u"run"_s, u"daily"_s})[u"task_id"].toInteger();
        QCOMPARE(m_pult->run(u"pultd"_s, {u"--until-idle"_s}).exitCode, 0);
        const QJsonDocument task = m_pult->ctl({u"tasks"_s, u"show"_s, QString::number(id)});
        QCOMPARE(task[u"state"].toString(), u"completed"_s);
        const QStringList files = QDir(folder).entryList(QDir::Files, QDir::Time);
        QCOMPARE(files.size(), 2);
        const auto rows = test::readCsv(read(folder + u'/' + files.constFirst()), u';');
        QVERIFY(rows);
        QCOMPARE(rows->size(), 1); // nothing was there yesterday
        const test::ProcessEnd wrong =
            m_pult->run(u"pultctl"_s, {u"schedules"_s, u"add"_s, u"other"_s, u"--cron"_s, u"@daily"_s, u"--kind"_s,
                                       u"report"_s, u"--payload"_s, u"{\"report\":\"tasks\",\"folder\":\"here\"}"_s});
        QCOMPARE(wrong.exitCode, 2);
    }

private:
    void add(const QString &queue)
    {
        m_pult->ctl({u"tasks"_s, u"add"_s, u"--kind"_s, u"probe"_s, u"--queue"_s, queue, u"--payload"_s, u"{}"_s});
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<test::Installation> m_pult;
};

QTEST_GUILESS_MAIN(tst_ReportCtl)
#include "tst_reportctl.moc"
