// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the tray and the notifications say, and what a typed command finds: values in, values out.
#include <models/commandmodel.h>
#include <models/fuzzy.h>
#include <models/noticemodel.h>
#include <support/testresult.h>

#include <QAbstractItemModelTester>

using namespace pult;
using namespace pult::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using queue::TaskState;

namespace {

const TimePoint noon = fromMicros(1'790'000'000'000'000);

queue::NodeInfo nodeOf(const QString &name, const QString &state)
{
    queue::NodeInfo info;
    info.id = name;
    info.name = name;
    info.state = state;
    info.heartbeatAt = noon - 10s;
    return info;
}

DeskFacts quiet()
{
    DeskFacts facts;
    facts.now = noon;
    facts.nodeName = u"studio"_s;
    facts.nodes = {nodeOf(u"studio"_s, u"running"_s)};
    return facts;
}

queue::Batch batch(queue::Id id, const QString &state, int failed = 0)
{
    queue::Batch batch;
    batch.id = id;
    batch.label = u"sale.json"_s;
    batch.state = state;
    batch.total = 3;
    batch.failed = failed;
    return batch;
}

queue::QueueInfo pausedQueue(int waiting)
{
    queue::QueueInfo queue;
    queue.name = u"night"_s;
    queue.paused = true;
    queue.counts[TaskState::Available] = waiting;
    return queue;
}

} // namespace

class tst_Desk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void theTrayIsHonest_data()
    {
        QTest::addColumn<DeskFacts>("facts");
        QTest::addColumn<int>("level");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const DeskFacts &facts, DeskLevel level, const QString &reason = {}) {
            QTest::newRow(name) << facts << static_cast<int>(level) << reason;
        };
        row("nothing to do", quiet(), DeskLevel::Ok);
        DeskFacts facts = quiet();
        facts.stats.byState[TaskState::Running] = 2;
        row("working", facts, DeskLevel::Working, u"2 task(s) running"_s);
        facts.queues = {pausedQueue(4)};
        row("a paused queue stops nobody else", facts, DeskLevel::Working, u"night"_s);
        facts.stats.byState.clear();
        row("all that waits is paused", facts, DeskLevel::Paused, u"night"_s);
        facts.queues = {pausedQueue(0)};
        row("nothing waits in the paused queue", facts, DeskLevel::Ok, u"night"_s);
        facts = quiet();
        facts.nodes = {nodeOf(u"studio"_s, u"draining"_s)};
        facts.stats.byState[TaskState::Running] = 1;
        row("this computer takes nothing", facts, DeskLevel::Paused, u"takes no new tasks"_s);
        facts = quiet();
        facts.stats.outcomeUnknown = 1;
        facts.stats.byState[TaskState::Running] = 1;
        row("an answer is needed", facts, DeskLevel::Warning, u"done or again"_s);
        facts.nodes.append(nodeOf(u"office"_s, u"dead"_s));
        row("the worst comes first", facts, DeskLevel::Critical, u"office does not answer"_s);
        facts = quiet();
        facts.nodes = {nodeOf(u"office"_s, u"dead"_s)};
        facts.nodes[0].heartbeatAt = noon - 48h;
        row("long gone is no news", facts, DeskLevel::Ok);
        facts.stats.byState[TaskState::Available] = 5;
        row("work and nobody to do it", facts, DeskLevel::Critical, u"no computer works"_s);
        queue::BreakerInfo breaker;
        breaker.name = u"dolphin"_s;
        breaker.state = BreakerState::Open;
        facts = quiet();
        facts.breakers = {breaker};
        row("an open breaker", facts, DeskLevel::Warning, u"Dolphin is not called"_s);
        facts.available = false;
        row("without a database nothing else is known", facts, DeskLevel::Disconnected, u"No answer"_s);
    }

    void theTrayIsHonest()
    {
        QFETCH(DeskFacts, facts);
        QFETCH(int, level);
        QFETCH(QString, reason);
        const DeskStatus status = DeskTexts::statusOf(facts);
        QCOMPARE(static_cast<int>(status.level), level);
        const QString tip = DeskTexts::toolTip(status);
        QVERIFY2(tip.contains(reason), qPrintable(tip));
        QVERIFY2(tip.count(u'\n') <= 4, qPrintable(tip));
    }

    void whatHappenedIsToldOnce()
    {
        NoticeWatch watch;
        DeskFacts facts = quiet();
        facts.stats.byState[TaskState::Discarded] = 7;
        facts.batches = {batch(3, u"running"_s), batch(4, u"finished"_s)};
        QVERIFY(watch.look(facts).isEmpty()); // was there before
        facts.stats.byState[TaskState::Discarded] = 9;
        facts.batches = {batch(3, u"finished"_s, 1), batch(4, u"finished"_s)};
        facts.now += 10s;
        const QList<Notice> news = watch.look(facts);
        QCOMPARE(news.size(), 2);
        QCOMPARE(news[0].kind, NoticeKind::TasksFailed);
        QCOMPARE(news[0].count, 2);
        QCOMPARE(news[0].target.filter, u"state:failed"_s);
        QCOMPARE(news[1].kind, NoticeKind::BatchFinished);
        QCOMPARE(news[1].target.batch, queue::Id(3));
        facts.now += 10s;
        QVERIFY(watch.look(facts).isEmpty());
    }

    void anUnknownOutcomeIsNoFailureAsWell()
    {
        NoticeWatch watch;
        DeskFacts facts = quiet();
        watch.look(facts);
        facts.stats.byState[TaskState::Discarded] = 1;
        facts.stats.outcomeUnknown = 1;
        const QList<Notice> news = watch.look(facts);
        QCOMPARE(news.size(), 1);
        QCOMPARE(news[0].kind, NoticeKind::OutcomeUnknown);
    }

    void afterASleepThereIsOneNotification()
    {
        NoticeWatch watch;
        DeskFacts facts = quiet();
        facts.nodes.append(nodeOf(u"office"_s, u"running"_s));
        for (queue::Id id = 1; id <= 20; ++id)
            facts.batches.append(batch(id, u"running"_s));
        watch.look(facts);
        facts.now += 2h;
        facts.nodes[1].state = u"dead"_s;
        facts.stats.byState[TaskState::Discarded] = 12;
        for (queue::Batch &each : facts.batches)
            each.state = u"finished"_s;
        const QList<Notice> news = watch.look(facts);
        QCOMPARE(news.size(), 1);
        QCOMPARE(news[0].kind, NoticeKind::WhileAway);
        QCOMPARE(news[0].count, 20);
        QCOMPARE(news[0].failed, 12);
    }

    void whatWasDownBeforeAnOutageIsNotToldAgain()
    {
        NoticeWatch watch;
        DeskFacts facts = quiet();
        facts.nodes.append(nodeOf(u"office"_s, u"running"_s));
        watch.look(facts);
        const auto kinds = [&watch](const DeskFacts &now) {
            QList<NoticeKind> kinds;
            for (const Notice &notice : watch.look(now))
                kinds.append(notice.kind);
            return kinds;
        };
        facts.now += 10s;
        facts.nodes[1].state = u"dead"_s;
        QCOMPARE(kinds(facts), QList<NoticeKind>{NoticeKind::NodeGone});
        facts.now += 10s;
        facts.available = false;
        QCOMPARE(kinds(facts), QList<NoticeKind>{NoticeKind::DatabaseAway});
        facts.now += 10s;
        facts.available = true;
        QCOMPARE(kinds(facts), QList<NoticeKind>{NoticeKind::DatabaseBack}); // not the computer once more
        // That it came back meanwhile is told all the same.
        facts.now += 10s;
        facts.available = false;
        kinds(facts);
        facts.now += 10s;
        facts.available = true;
        facts.nodes[1].state = u"running"_s;
        QCOMPARE(kinds(facts), (QList<NoticeKind>{NoticeKind::DatabaseBack, NoticeKind::NodeBack}));
    }

    void theDatabaseGoesAndComesBack()
    {
        NoticeWatch watch;
        DeskFacts facts = quiet();
        watch.look(facts);
        facts.available = false;
        QCOMPARE(watch.look(facts).value(0).kind, NoticeKind::DatabaseAway);
        QVERIFY(watch.look(facts).isEmpty());
        facts.available = true;
        facts.stats.byState[TaskState::Discarded] = 1;
        const QList<Notice> news = watch.look(facts);
        QCOMPARE(news.size(), 2);
        QCOMPARE(news[0].kind, NoticeKind::DatabaseBack);
        QCOMPARE(news[1].kind, NoticeKind::TasksFailed);
    }

    void theListKeepsTheNewestAndKnowsWhatIsNew()
    {
        NoticeModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        Notice notice;
        notice.kind = NoticeKind::TasksFailed;
        notice.failed = 1;
        for (int i = 1; i <= NoticeModel::mostNotices + 5; ++i) {
            notice.count = i;
            model.add({notice});
        }
        QCOMPARE(model.rowCount(), NoticeModel::mostNotices);
        QCOMPARE(model.rowAt(0).count, NoticeModel::mostNotices + 5);
        QCOMPARE(model.unseenFailures(), NoticeModel::mostNotices);
        model.markSeen();
        QCOMPARE(model.unseen(), 0);
    }

    void aCommandIsFound_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("found");
        QTest::newRow("as it is read") << u"пауза"_s << true;
        QTest::newRow("first letters") << u"пк"_s << true;
        QTest::newRow("in the wrong layout") << u"gfepf"_s << true;
        QTest::newRow("in Latin letters") << u"pauza"_s << true;
        QTest::newRow("in English") << u"pause computer"_s << true;
        QTest::newRow("something else") << u"xyzzy"_s << false;
        QTest::newRow("letters in another order") << u"азуап"_s << false;
    }

    void aCommandIsFound()
    {
        QFETCH(QString, typed);
        QFETCH(bool, found);
        CommandRow command;
        command.name = u"actionIntake"_s;
        command.text = u"Пауза компьютера"_s;
        command.words = {u"Pause computer"_s};
        QCOMPARE(CommandModel::scoreOf(command, typed) > 0, found);
    }

    void theBetterFitComesFirst()
    {
        CommandModel model;
        CommandRow loose;
        loose.name = u"a"_s;
        loose.text = u"Show each task"_s;
        CommandRow close;
        close.name = u"b"_s;
        close.text = u"Settings"_s;
        model.setCommands({loose, close});
        model.setTyped(u"set"_s);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.rowAt(0).text, u"Settings"_s);
        QVERIFY(fuzzyScore(u"ёлка"_s, u"Елка"_s) > 0);
    }
};

QTEST_MAIN(tst_Desk)
#include "tst_desk.moc"
