// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/limits.h>
#include <queue/nodes.h>
#include <queue/queues.h>
#include <queue/why.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// "Why is it waiting?": the chain as data and in words.
class tst_Why : public test::StorageTest
{
    Q_OBJECT

    bool nodeWith(int running, int capacity)
    {
        NodeInfo node;
        node.id = u"node-1"_s;
        node.name = u"office-1"_s;
        node.group = u"default"_s;
        node.sessionId = u"session-1"_s;
        node.state = u"running"_s;
        node.version = u"1"_s;
        node.workers = {{u"node-1/1"_s, capacity, running, {}}};
        return heartbeat(db(), node).has_value();
    }
    /// "task code,code" of each link.
    QStringList chainOf(Id id)
    {
        const Result<QList<WhyLink>> chain = explainTask(db(), id);
        if (!chain)
            return {chain.error().code};
        m_sentence = whySentence(*chain);
        QStringList texts;
        for (const WhyLink &link : *chain) {
            QStringList codes;
            for (const WaitReason &reason : link.reasons)
                codes << reason.code;
            texts << QString::number(link.task) + u' ' + codes.join(u',');
        }
        return texts;
    }
    QString m_sentence;

private Q_SLOTS:
    void theChainIsFollowedToItsEnd_data() { bothDatabases(); }
    void theChainIsFollowedToItsEnd()
    {
        QVERIFY(open());
        QVERIFY(nodeWith(1, 3));
        const Id running = add(keyed(u"profile:local:1"_s));
        const auto claimed = claimOne();
        QVERIFY(claimed);
        PULT_VERIFY_RESULT(assignWorkers(db(), {{running, claimed->runLease, u"node-1/1"_s}}));
        const Id behind = add(keyed(u"profile:local:1"_s));
        NewTask last = task();
        last.dependsOn = {behind};
        const Id dependent = add(last);
        QCOMPARE(chainOf(dependent), (QStringList{u"%1 depends_on"_s.arg(dependent), u"%1 key_busy"_s.arg(behind),
                                                  u"%1 running"_s.arg(running)}));
        const QString start =
            u"Task %1: waits for the tasks %2; task %2: waits for profile:local:1, which task %3 holds; "
            "task %3: runs on node-1/1 since "_s.arg(dependent)
                .arg(behind)
                .arg(running);
        QVERIFY2(m_sentence.startsWith(start), qPrintable(m_sentence));
        QVERIFY(m_sentence.endsWith(u'.'));
        QCOMPARE(chainOf(12345), QStringList{u"task_unknown"_s});
    }

    void everyReasonHasItsWords_data() { bothDatabases(); }
    void everyReasonHasItsWords()
    {
        QVERIFY(open());
        const Id id = add(task());
        const QString n = QString::number(id);
        QCOMPARE(chainOf(id), QStringList{n + u" no_worker"});
        QVERIFY(nodeWith(0, 3));
        QCOMPARE(chainOf(id), QStringList{n + u" starting"});
        QVERIFY(nodeWith(3, 3));
        QCOMPARE(chainOf(id), QStringList{n + u" workers_busy"});
        QCOMPARE(m_sentence, u"Task %1: waits for a free worker: 3 of 3 are busy, 0 task(s) go before it."_s.arg(id));
        NewTask urgent = task();
        urgent.priority = 9;
        add(urgent);
        chainOf(id);
        QVERIFY2(m_sentence.contains(u"1 task(s) go before it"), qPrintable(m_sentence));

        QueueLimits limits;
        limits.concurrency = 1;
        limits.rateCount = 1;
        limits.rateWindow = 60s;
        PULT_VERIFY_RESULT(setQueueLimits(db(), u"default"_s, limits, tester()));
        const auto claimed = claimOne();
        QVERIFY(claimed);
        QCOMPARE(chainOf(id), QStringList{n + u" queue_limit,queue_rate"});
        QVERIFY2(
            m_sentence.contains(u"the queue default runs 1 of at most 1 tasks at once, the queue default has started"),
            qPrintable(m_sentence));
        PULT_VERIFY_RESULT(pauseQueue(db(), u"default"_s, u"lunch"_s, tester()));
        QCOMPARE(chainOf(id), QStringList{n + u" queue_paused"});
        PULT_VERIFY_RESULT(resumeQueue(db(), u"default"_s, tester()));

        QVERIFY(finish(*claimed, Outcome::Failed, Error{ErrorKind::Timeout, u"lease_expired"_s, {u"w"_s}, {}}));
        QCOMPARE(chainOf(claimed->task.id), QStringList{QString::number(claimed->task.id) + u" retry_at"});
        QVERIFY2(m_sentence.contains(u"last error: "), qPrintable(m_sentence));
        PULT_VERIFY_RESULT(cancelTasks(db(), {id}, tester()));
        QCOMPARE(chainOf(id), QStringList{n + u" finished"});
        const QJsonArray data = toJson(*explainTask(db(), id));
        QCOMPARE(data.size(), 1);
        QCOMPARE(data[0][u"waiting_for"][0][u"message"].toString(), u"is finished: cancelled"_s);
    }

    void aLongChainEnds_data() { bothDatabases(); }
    void aLongChainEnds()
    {
        QVERIFY(open());
        Id last = add(task());
        for (int i = 0; i < 40; ++i) {
            NewTask next = task();
            next.dependsOn = {last};
            last = add(next);
        }
        QCOMPARE(chainOf(last).size(), 20);
    }
};

QTEST_GUILESS_MAIN(tst_Why)
#include "tst_why.moc"
