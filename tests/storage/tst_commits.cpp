// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storagetest.h"

#include <queue/audit.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

/// A publish is never silently repeated: commit records and unknown outcomes.
class tst_Commits : public test::StorageTest
{
    Q_OBJECT

private:
    /// A run that has begun to commit at step 4.
    std::optional<ClaimedTask> committing(OnUnknown policy)
    {
        NewTask one = task();
        one.onUnknown = policy;
        add(one);
        const auto run = claimOne();
        if (!run || !recordCommit(db(), run->task.id, run->runLease, 4, true, false, picture()))
            return std::nullopt;
        return run;
    }
    static Artifact picture()
    {
        Artifact artifact;
        artifact.name = u"before-commit.png"_s;
        artifact.mimeType = u"image/png"_s;
        artifact.data = QByteArray("\x89PNG\0\1\2", 7);
        return artifact;
    }

private Q_SLOTS:
    void aRunCutOffWhileCommittingIsAsked_data() { bothDatabases(); }
    void aRunCutOffWhileCommittingIsAsked()
    {
        QVERIFY(open());
        const auto run = committing(OnUnknown::Ask);
        QVERIFY(run);
        shift(31s);
        PULT_GET(rescued, rescueExpired(db(), 10));
        QCOMPARE(rescued.size(), 1);
        const Task ended = show(run->task.id);
        QCOMPARE(ended.state, TaskState::Discarded);
        QVERIFY(ended.outcomeUnknown);
        QCOMPARE(ended.lastError->code, u"outcome_unknown"_s);
        QCOMPARE(ended.lastError->arguments, QStringList{u"4"_s});
        QCOMPARE(ended.attempt, 1);
        PULT_GET(kept, artifacts(db(), run->task.id));
        QCOMPARE(kept.size(), 1);
        PULT_GET(stats, taskStats(db()));
        QCOMPARE(stats.outcomeUnknown, 1);
        TaskFilter unknown;
        unknown.unknownOnly = true;
        PULT_GET(list, listTasks(db(), unknown, {}));
        QCOMPARE(list.items.size(), 1);
    }

    void theOperatorSaysDone_data() { bothDatabases(); }
    void theOperatorSaysDone()
    {
        QVERIFY(open());
        const auto run = committing(OnUnknown::Ask);
        QVERIFY(finish(*run, Outcome::Unknown, someError()));
        NewTask waiting = task();
        waiting.dependsOn = {run->task.id};
        const Id dependent = add(waiting);
        QCOMPARE(stateOf(dependent), u"scheduled"_s);
        PULT_VERIFY_RESULT(resolveUnknown(db(), run->task.id, true, tester()));
        const Task ended = show(run->task.id);
        QCOMPARE(ended.state, TaskState::Completed);
        QVERIFY(!ended.outcomeUnknown && !ended.lastError);
        PULT_VERIFY_RESULT(promoteDue(db(), 10));
        QCOMPARE(claimOne()->task.id, dependent);
        QCOMPARE(resolveUnknown(db(), run->task.id, true, tester()).error().code, u"task_state_conflict"_s);
        PULT_GET(entries, listAudit(db(), {10}));
        QCOMPARE(entries.constFirst().what, u"task.done"_s);
    }

    void theOperatorSaysAgain_data() { bothDatabases(); }
    void theOperatorSaysAgain()
    {
        QVERIFY(open());
        const auto run = committing(OnUnknown::Ask);
        QVERIFY(finish(*run, Outcome::Interrupted));
        QVERIFY(show(run->task.id).outcomeUnknown);
        PULT_VERIFY_RESULT(resolveUnknown(db(), run->task.id, false, tester()));
        const auto again = claimOne();
        QVERIFY(again);
        QCOMPARE(again->task.attempt, 1);
        QVERIFY(!show(again->task.id).outcomeUnknown);
        QVERIFY(again->runLease > run->runLease);
        // The commit of the earlier run is not this one's.
        QVERIFY(finish(*again, Outcome::Interrupted));
        QCOMPARE(stateOf(run->task.id), u"available"_s);
    }

    void theTaskSaysRetryOrSkip_data() { bothDatabases(); }
    void theTaskSaysRetryOrSkip()
    {
        QVERIFY(open());
        auto run = committing(OnUnknown::Retry);
        for (int attempt = 1; attempt < 3; ++attempt) {
            QVERIFY(finish(*run, Outcome::Unknown));
            QCOMPARE(stateOf(run->task.id), u"available"_s);
            run = claimOne();
        }
        // Its attempts are used up: now somebody must look.
        QVERIFY(finish(*run, Outcome::Unknown));
        QVERIFY(show(run->task.id).outcomeUnknown);
        run = committing(OnUnknown::Skip);
        QVERIFY(finish(*run, Outcome::Unknown));
        const Task skipped = show(run->task.id);
        QCOMPARE(skipped.state, TaskState::Discarded);
        QCOMPARE(skipped.lastError->code, u"outcome_unknown_skipped"_s);
        QVERIFY(!skipped.outcomeUnknown);
    }

    void aCommitThatEndedLastCompletesTheTask_data() { bothDatabases(); }
    void aCommitThatEndedLastCompletesTheTask()
    {
        QVERIFY(open());
        const auto run = committing(OnUnknown::Ask);
        PULT_VERIFY_RESULT(recordCommit(db(), run->task.id, run->runLease, 4, false, true, std::nullopt));
        shift(31s);
        PULT_GET(rescued, rescueExpired(db(), 10));
        QCOMPARE(rescued.size(), 1);
        QCOMPARE(stateOf(run->task.id), u"completed"_s);
    }

    void aCommitFollowedByStepsStaysUnknown_data() { bothDatabases(); }
    void aCommitFollowedByStepsStaysUnknown()
    {
        QVERIFY(open());
        const auto run = committing(OnUnknown::Ask);
        PULT_VERIFY_RESULT(recordCommit(db(), run->task.id, run->runLease, 4, false, false, std::nullopt));
        QVERIFY(finish(*run, Outcome::Interrupted));
        QVERIFY(show(run->task.id).outcomeUnknown);
    }

    void aCancelledTaskMayNotBeginToCommit_data() { bothDatabases(); }
    void aCancelledTaskMayNotBeginToCommit()
    {
        QVERIFY(open());
        add(task());
        const auto run = claimOne();
        PULT_VERIFY_RESULT(cancelTasks(db(), {run->task.id}, tester()));
        const Result<> refused = recordCommit(db(), run->task.id, run->runLease, 1, true, false, std::nullopt);
        QCOMPARE(refused.error().kind, ErrorKind::Cancelled);
        QVERIFY(finish(*run, Outcome::Interrupted));
        QCOMPARE(stateOf(run->task.id), u"cancelled"_s);
    }

    void aRescueThatRacesACompletionChangesNothing_data() { bothDatabases(); }
    void aRescueThatRacesACompletionChangesNothing()
    {
        QVERIFY(open());
        for (int round = 0; round < 10; ++round) {
            const Id id = add(task());
            const auto run = claimOne();
            QVERIFY(run);
            std::atomic<int> rescued{0};
            const std::unique_ptr<QThread> thread(QThread::create([this, &rescued] {
                const auto connection = connect();
                connection->setClockOffset(31s);
                rescued = static_cast<int>(rescueExpired(*connection, 10).value_or(QList<Id>{}).size());
            }));
            thread->start();
            const bool finished = finish(*run);
            thread->wait();
            QCOMPARE(int(finished) + rescued.load(), 1);
            QCOMPARE(stateOf(id), finished ? u"completed"_s : u"available"_s);
            PULT_GET(runs, attempts(db(), id));
            QCOMPARE(runs.size(), 1);
            PULT_VERIFY_RESULT(deleteTasks(db(), {id}, tester()));
        }
    }

    void artifactsComeBackAsTheyWere_data() { bothDatabases(); }
    void artifactsComeBackAsTheyWere()
    {
        QVERIFY(open());
        const auto run = committing(OnUnknown::Ask);
        Completion end = ending(*run, Outcome::Failed, someError());
        Artifact page;
        page.name = u"page.html"_s;
        page.mimeType = u"text/html"_s;
        page.data = QByteArray(2 * 1024 * 1024, 'x');
        Artifact large = picture();
        large.data = QByteArray(2 * 1024 * 1024, 'y');
        end.artifacts = {picture(), page, large, picture(), picture(), picture()};
        end.steps = "[{\"index\":0}]";
        end.log = "{\"msg\":\"one\"}\n{\"msg\":\"two\"}";
        PULT_VERIFY_RESULT(complete(db(), {end}, 0));
        PULT_GET(kept, artifacts(db(), run->task.id));
        QCOMPARE(kept.size(), 5);
        QVERIFY(kept.at(0).data.isEmpty());
        PULT_GET(first, artifact(db(), kept.at(1).id));
        QCOMPARE(first.data, picture().data);
        QCOMPARE(first.runLease, run->runLease);
        PULT_GET(cut, artifact(db(), kept.at(2).id));
        QCOMPARE(cut.data.size(), 1024 * 1024);
        QVERIFY(cut.data.endsWith("[truncated: 2097152 bytes in all]\n"));
        PULT_GET(note, artifact(db(), kept.at(3).id));
        QCOMPARE(note.mimeType, u"text/plain"_s);
        QCOMPARE(artifact(db(), 999).error().code, u"artifact_unknown"_s);
        PULT_GET(runs, attempts(db(), run->task.id));
        QCOMPARE(runs.constFirst().steps, end.steps);
        QCOMPARE(runs.constFirst().log, end.log);
        QCOMPARE(*runs.constFirst().error, someError());
    }
};

QTEST_GUILESS_MAIN(tst_Commits)
#include "tst_commits.moc"
