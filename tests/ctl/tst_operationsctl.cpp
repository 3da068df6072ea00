// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Changes to many tasks, and their undo, as scripts use them.
#include <support/pultprocess.h>
#include <support/testresult.h>

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace pult;

class tst_OperationsCtl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_pult = std::make_unique<test::Installation>();
    }

    void tasksAreChangedByFilterAndBroughtBack()
    {
        for (int i = 0; i < 3; ++i)
            addTask(u"probe"_s);
        addTask(u"command"_s);
        QCOMPARE(m_pult->ctl({u"tasks"_s, u"delete"_s, u"--kind"_s, u"probe"_s, u"--dry-run"_s})[u"total"].toInt(), 3);
        QCOMPARE(states(), QStringList(4, u"available"_s));

        const QJsonObject deleted = m_pult->ctl({u"tasks"_s, u"delete"_s, u"--filter"_s, u"kind:probe"_s}).object();
        QCOMPARE(deleted[u"verb"].toString(), u"delete"_s);
        QCOMPARE(deleted[u"state"].toString(), u"done"_s);
        QCOMPARE(deleted[u"total"].toInt(), 3);
        QCOMPARE(deleted[u"done"].toInt(), 3);
        QCOMPARE(deleted[u"filter"][u"kind"].toString(), u"probe"_s);
        QCOMPARE(deleted[u"who"].toString(), u"operator"_s);
        QCOMPARE(states().size(), 1);
        const QJsonArray gone = items({u"tasks"_s, u"deleted"_s});
        QCOMPARE(gone.size(), 3);
        QCOMPARE(gone[0][u"operation"], deleted[u"id"]);
        QVERIFY(!gone[0][u"deleted_at"].toString().isEmpty());

        const QString id = QString::number(deleted[u"id"].toInteger());
        const QJsonObject back =
            m_pult->ctl({u"tasks"_s, u"undelete"_s, u"--filter"_s, QString(u"operation:"_s + id)}).object();
        QCOMPARE(back[u"done"].toInt(), 3);
        QCOMPARE(states(), QStringList(4, u"available"_s));
        QCOMPARE(items({u"operations"_s, u"list"_s}).size(), 2);
        QCOMPARE(m_pult->ctl({u"operations"_s, u"show"_s, id})[u"state"].toString(), u"done"_s);
        const test::ProcessEnd table = run({u"operations"_s, u"list"_s});
        QVERIFY2(table.out.contains("kind:probe"), table.out.constData());
    }

    void singleTasksComeBackByNumber()
    {
        const QString id = QString::number(addTask(u"probe"_s));
        QCOMPARE(run({u"tasks"_s, u"delete"_s, id}).exitCode, 0);
        QCOMPARE(states().size(), 0);
        QCOMPARE(m_pult->ctl({u"tasks"_s, u"undelete"_s, id})[u"ids"].toArray().size(), 1);
        QCOMPARE(states(), QStringList{u"available"_s});
        const test::ProcessEnd twice = run({u"--json"_s, u"tasks"_s, u"undelete"_s, id});
        QVERIFY(twice.exitCode != 0);
        QCOMPARE(QJsonDocument::fromJson(twice.err)[u"code"].toString(), u"task_not_deleted"_s);
    }

    /// Left to the nodes, it stands there until one comes; until then it can be cancelled.
    void anOperationIsCancelled()
    {
        addTask(u"probe"_s);
        const QJsonObject left =
            m_pult->ctl({u"tasks"_s, u"cancel"_s, u"--state"_s, u"waiting"_s, u"--no-wait"_s}).object();
        QCOMPARE(left[u"state"].toString(), u"running"_s);
        const QString id = QString::number(left[u"id"].toInteger());
        QCOMPARE(m_pult->ctl({u"operations"_s, u"cancel"_s, id})[u"state"].toString(), u"cancelled"_s);
        QCOMPARE(states(), QStringList{u"available"_s});
    }

    void refusedTasksAreTold()
    {
        const QStringList unique{u"tasks"_s, u"add"_s, u"--kind"_s, u"probe"_s, u"--unique-key"_s, u"u"_s};
        const qint64 first = m_pult->ctl(unique)[u"ids"][0].toInteger();
        QCOMPARE(run({u"tasks"_s, u"cancel"_s, QString::number(first)}).exitCode, 0);
        m_pult->ctl(unique);
        const test::ProcessEnd end = run({u"--json"_s, u"tasks"_s, u"retry"_s, u"--state"_s, u"cancelled"_s});
        QCOMPARE(end.exitCode, 1);
        const QJsonDocument told = QJsonDocument::fromJson(end.out);
        QCOMPARE(told[u"failed"].toInt(), 1);
        QCOMPARE(told[u"failures"][0][u"task"].toInteger(), first);
        QCOMPARE(told[u"failures"][0][u"code"].toString(), u"task_unique_conflict"_s);
    }

    void wrongUseIsTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("code");
        QTest::newRow("neither") << QStringList{u"tasks"_s, u"delete"_s} << u"usage_invalid"_s;
        QTest::newRow("both") << QStringList{u"tasks"_s, u"cancel"_s, u"1"_s, u"--kind"_s, u"probe"_s}
                              << u"usage_invalid"_s;
        QTest::newRow("state") << QStringList{u"tasks"_s, u"retry"_s, u"--state"_s, u"lost"_s} << u"filter_invalid"_s;
    }
    void wrongUseIsTwo()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(QString, code);
        const test::ProcessEnd end = run(arguments + QStringList{u"--json"_s});
        QCOMPARE(end.exitCode, 2);
        QVERIFY(end.out.isEmpty());
        QCOMPARE(QJsonDocument::fromJson(end.err)[u"code"].toString(), code);
    }

    void aWrongFilterIsPointedAt()
    {
        const test::ProcessEnd end = run({u"tasks"_s, u"list"_s, u"--filter"_s, u"shop state:lost"_s});
        QCOMPARE(end.exitCode, 2);
        QVERIFY2(end.err.contains("  shop state:lost\n             ^^^^\n"), end.err.constData());
    }

private:
    test::ProcessEnd run(const QStringList &arguments) const { return m_pult->run(u"pultctl"_s, arguments); }
    QJsonArray items(const QStringList &arguments) const { return m_pult->ctl(arguments)[u"items"].toArray(); }
    qint64 addTask(const QString &kind) const
    {
        return m_pult->ctl({u"tasks"_s, u"add"_s, u"--kind"_s, kind})[u"ids"][0].toInteger();
    }
    QStringList states() const
    {
        QStringList list;
        for (const QJsonValue &task : items({u"tasks"_s, u"list"_s}))
            list.append(task[u"state"].toString());
        return list;
    }

    std::unique_ptr<test::Installation> m_pult;
};

QTEST_GUILESS_MAIN(tst_OperationsCtl)
#include "tst_operationsctl.moc"
