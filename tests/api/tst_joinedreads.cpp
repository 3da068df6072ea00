// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <api/joinedreads.h>
#include <api/problem.h>
#include <support/testresult.h>

#include <QTest>

using namespace pult;
using namespace std::chrono_literals;
using api::Answer;
using api::JoinedReads;

class tst_JoinedReads : public QObject
{
    Q_OBJECT

private:
    JoinedReads::Clock::time_point m_now;
    QByteArray m_tag; ///< that a look finds; empty: it fails
    int m_looks = 0;

    /// By a client that has the list with this tag.
    static int status(JoinedReads &reads, const QByteArray &has, const JoinedReads::Read &read)
    {
        const QFuture<Answer> answer = reads.askUnlessSame(
            "key", [has](const QByteArray &tag) { return tag == has; }, read);
        return answer.isFinished() ? answer.result().status : 0;
    }

private Q_SLOTS:
    void init()
    {
        test::failOnWarnings();
        m_now = JoinedReads::Clock::time_point(1h);
        m_tag = "one";
        m_looks = 0;
    }

    /// Looks that end at once.
    JoinedReads::Read looks()
    {
        return [this] {
            ++m_looks;
            Answer answer;
            answer.status = m_tag.isEmpty() ? 503 : 200;
            if (!m_tag.isEmpty())
                answer.headers.emplaceBack("ETag", m_tag);
            return api::answered(answer);
        };
    }

    void anUnchangedListIsToldWithoutALook()
    {
        JoinedReads reads([this] { return m_now; });
        QCOMPARE(status(reads, "one", looks()), 200); // nothing is known yet
        m_now += JoinedReads::oldest / 2;
        for (int i = 0; i < 5; ++i)
            QCOMPARE(status(reads, "one", looks()), 304);
        QCOMPARE(m_looks, 1);
    }

    void whatAgesIsLookedAtBeforeAnybodyHasToWait()
    {
        JoinedReads reads([this] { return m_now; });
        status(reads, "one", looks());
        m_now += JoinedReads::oldest;
        QCOMPARE(status(reads, "one", looks()), 304);
        QCOMPARE(m_looks, 2);
        m_now += JoinedReads::oldest / 2;
        QCOMPARE(status(reads, "one", looks()), 304);
        QCOMPARE(m_looks, 2);
    }

    void nothingOlderThanTheBoundIsTold()
    {
        JoinedReads reads([this] { return m_now; });
        status(reads, "one", looks());
        m_tag = "two";
        m_now += JoinedReads::oldest + 1ms;
        QCOMPARE(status(reads, "one", looks()), 200);
        QCOMPARE(m_looks, 2);
    }

    void whatThisNodeChangedIsSeenAtOnce()
    {
        JoinedReads reads([this] { return m_now; });
        status(reads, "one", looks());
        m_now += 1ms;
        m_tag = "two";
        reads.changed();
        QCOMPARE(status(reads, "one", looks()), 200);
        QCOMPARE(m_looks, 2);
    }

    /// It may have begun before the change and seen nothing of it.
    void aLookUnderWayAtAChangeIsNotGoodEnough()
    {
        JoinedReads reads([this] { return m_now; });
        QPromise<Answer> slow;
        slow.start();
        const QFuture<Answer> first = reads.ask("key", [&slow] { return slow.future(); });
        m_now += 1ms;
        reads.changed();
        Answer before;
        before.headers.emplaceBack("ETag", "one");
        slow.addResult(before);
        slow.finish();
        QTRY_VERIFY(first.isFinished());
        m_tag = "two";
        QCOMPARE(status(reads, "one", looks()), 200);
    }

    void whoHasAnotherListGetsThePresentOne()
    {
        JoinedReads reads([this] { return m_now; });
        status(reads, "one", looks());
        QCOMPARE(status(reads, "other", looks()), 200);
        QCOMPARE(m_looks, 2);
    }

    void aLookThatFailsTakesTheKnownStateAway()
    {
        JoinedReads reads([this] { return m_now; });
        status(reads, "one", looks());
        m_tag.clear();
        QCOMPARE(reads.ask("key", looks()).result().status, 503);
        QCOMPARE(status(reads, "one", looks()), 503);
    }
};

QTEST_GUILESS_MAIN(tst_JoinedReads)
#include "tst_joinedreads.moc"
