// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <node/filterline.h>
#include <support/testresult.h>

using namespace Qt::StringLiterals;
using namespace pult;
using queue::TaskState;

class tst_FilterLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void wordsBecomeFields()
    {
        const auto filter = node::parseFilterLine(
            u"state:running,failed kind:bulk_upload batch:7 id:8 id:9 operation:3 shop-1 queue:q"_s);
        PULT_VERIFY_RESULT(filter);
        QCOMPARE(filter->states, (QList<TaskState>{TaskState::Running, TaskState::Discarded}));
        QCOMPARE(filter->kind, u"bulk_upload"_s);
        QCOMPARE(filter->queue, u"q"_s);
        QCOMPARE(filter->batchId, std::optional<queue::Id>(7));
        QCOMPARE(filter->operation, std::optional<qint64>(3));
        QCOMPARE(filter->ids, (QList<queue::Id>{8, 9}));
        QCOMPARE(filter->text, u"shop-1"_s);
    }

    void waitingIsThreeStates()
    {
        const auto states = node::parseStates(u"waiting"_s);
        PULT_VERIFY_RESULT(states);
        QCOMPARE(*states, (QList<TaskState>{TaskState::Scheduled, TaskState::Available, TaskState::Retryable}));
    }

    void colonsInTextStay()
    {
        const auto filter = node::parseFilterLine(u"http://site/a \"two words\""_s);
        PULT_VERIFY_RESULT(filter);
        QCOMPARE(filter->text, u"http://site/a two words"_s);
    }

    void faultsNameTheWord_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("word");
        QTest::newRow("state") << u"state:sleeping"_s << u"sleeping"_s;
        QTest::newRow("batch") << u"batch:x"_s << u"batch:x"_s;
        QTest::newRow("id") << u"id:0"_s << u"id:0"_s;
    }
    void faultsNameTheWord()
    {
        QFETCH(const QString, line);
        const auto filter = node::parseFilterLine(line);
        QVERIFY(!filter);
        QCOMPARE(filter.error().code, u"filter_invalid"_s);
        QTEST(filter.error().arguments.value(0), "word");
    }
};

QTEST_GUILESS_MAIN(tst_FilterLine)
#include "tst_filterline.moc"
