// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ends that the database could not take, on disk: whole, torn, of another database, and on a full disk; and the writer
// that keeps and replays them.
#include <queue/taskqueries.h>
#include <queue/taskstore.h>
#include <support/tempdatabase.h>
#include <support/testresult.h>
#include <work/clockwatch.h>
#include <work/endwriter.h>
#include <work/leaseclock.h>

#include <QSignalSpy>

#include <csignal>

#include <sys/resource.h>

using namespace pult;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using work::EndSpill;

namespace {

queue::Completion endOf(qint64 task, qint64 lease = 1)
{
    queue::Completion end;
    end.taskId = task;
    end.runLease = lease;
    end.worker = u"node/1"_s;
    end.output = R"({"answer":42})";
    end.steps = "[]";
    end.log = "{\"msg\":\"строка\"}\n";
    end.error = Error{ErrorKind::Timeout, u"task_timeout"_s, {u"3"_s}, u"detail"_s};
    queue::Artifact picture;
    picture.runLease = lease;
    picture.name = u"failure.png"_s;
    picture.mimeType = u"image/png"_s;
    picture.data = QByteArray("\0\1\2\n\xff", 5).repeated(100);
    picture.size = picture.data.size();
    end.artifacts = {picture};
    return end;
}

bool same(const queue::Completion &a, const queue::Completion &b)
{
    return a.taskId == b.taskId && a.runLease == b.runLease && a.worker == b.worker && a.outcome == b.outcome &&
           a.error == b.error && a.snooze == b.snooze && a.output == b.output && a.steps == b.steps && a.log == b.log &&
           a.artifacts == b.artifacts;
}

} // namespace

class tst_EndSpill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsReadAgain()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"ends"_s);
        EndSpill first(path, u"db"_s);
        const auto places = first.append({endOf(1), endOf(2)});
        PULT_VERIFY_RESULT(places);
        PULT_VERIFY_RESULT(first.append({endOf(3)}));
        QVERIFY(same(*first.read(places->at(1)), endOf(2)));
        EndSpill second(path, u"db"_s);
        const auto ends = second.recover();
        QCOMPARE(ends.size(), 3);
        for (int n = 0; n < 3; ++n)
            QVERIFY(same(ends.at(n).first, endOf(n + 1)));
        second.clear();
        QVERIFY(!QFile::exists(path));
    }

    /// Cut anywhere: what was whole before the cut is read, and appending goes on behind it.
    void aTornTailIsLeftOut()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"ends"_s);
        QList<EndSpill::Place> places;
        {
            EndSpill spill(path, u"db"_s);
            places = *spill.append({endOf(1), endOf(2), endOf(3)});
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray whole = file.readAll();
        file.close();
        for (qsizetype size = places.at(0).offset; size < whole.size(); size += 37) {
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(whole.left(size));
            file.close();
            const int complete = int(std::count_if(places.begin(), places.end(), [size](const EndSpill::Place &place) {
                return place.offset + place.length <= size;
            }));
            EndSpill spill(path, u"db"_s);
            QCOMPARE(spill.recover().size(), complete);
            PULT_VERIFY_RESULT(spill.append({endOf(9)}));
            EndSpill again(path, u"db"_s);
            QCOMPARE(again.recover().size(), complete + 1);
        }
    }

    void anotherDatabasesEndsArePutAside()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"ends"_s);
        EndSpill(path, u"one"_s).append({endOf(1)});
        EndSpill other(path, u"two"_s);
        QVERIFY(other.recover().isEmpty());
        PULT_VERIFY_RESULT(other.append({endOf(2)}));
        QCOMPARE(QDir(folder.path()).entryList({u"ends.*"_s}).size(), 1);
    }

    void withoutAFolderItSaysSo()
    {
        EndSpill spill(u"/nowhere/at/all/ends"_s, u"db"_s);
        QCOMPARE(spill.append({endOf(1)}).error().code, u"file_not_written"_s);
        QVERIFY(spill.recover().isEmpty());
    }

    /// A part of a write may get through; what was there before is untouched, and it goes on when there is room.
    void aFullDiskLeavesTheFileAsItWas()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"ends"_s);
        EndSpill spill(path, u"db"_s);
        PULT_VERIFY_RESULT(spill.append({endOf(1)}));
        const qint64 before = QFileInfo(path).size();
        rlimit limit{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &limit), 0);
        const auto earlier = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{rlim_t(before + 300), limit.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto refused = spill.append({endOf(2)});
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &limit), 0);
        std::signal(SIGXFSZ, earlier);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, u"file_not_written"_s);
        QCOMPARE(QFileInfo(path).size(), before);
        PULT_VERIFY_RESULT(spill.append({endOf(3)}));
        EndSpill again(path, u"db"_s);
        const auto ends = again.recover();
        QCOMPARE(ends.size(), 2);
        QVERIFY(same(ends.at(1).first, endOf(3)));
    }

    void whatIsTooMuchForMemoryStandsInTheFileAlone()
    {
        const QTemporaryDir folder;
        storage::Pool pool(storage::databaseConfigFromUrl(u"sqlite://"_s + folder.filePath(u"never.db"_s)).value());
        work::EndWriter writer(pool, folder.filePath(u"ends"_s)); // the pool was not started: it takes nothing
        constexpr int ends = 100;
        for (int n = 1; n <= ends; ++n) {
            queue::Completion end = endOf(n, n);
            end.artifacts[0].data = QByteArray(1000 * 1000, char('a' + n % 26));
            writer.add(end);
        }
        writer.flush();
        QTRY_COMPARE(writer.spilled(), ends);
        QTRY_VERIFY(writer.lightened() > ends / 4 && writer.lightened() < ends / 2);
        QVERIFY(writer.park());
        EndSpill spill(folder.filePath(u"ends"_s), pool.config().display());
        const auto kept = spill.recover();
        QCOMPARE(kept.size(), ends);
        for (const auto &[end, place] : kept)
            QCOMPARE(end.artifacts.at(0).data, QByteArray(1000 * 1000, char('a' + end.taskId % 26)));
    }

    /// The database refuses; what ended stands in the file; the next life writes it before anything else.
    void theWriterParksAndReplays_data() { test::databaseRows(); }
    void theWriterParksAndReplays()
    {
        QFETCH(QString, database);
        const test::TempDatabase temporary(database);
        PULT_VERIFY_RESULT(temporary.made());
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"ends"_s);
        storage::Pool pool(temporary.config());
        PULT_VERIFY_RESULT(pool.start());
        const auto claimed = pool.run<QList<queue::ClaimedTask>>([](storage::Connection &c) {
                                     const auto added = queue::enqueue(c, {{.kind = u"probe"_s}, {.kind = u"probe"_s}});
                                     if (!added)
                                         return Result<QList<queue::ClaimedTask>>(tl::unexpect, added.error());
                                     return queue::claim(c, {u"n"_s, u"n"_s, u"s"_s, {u"*"_s}, {u"probe"_s}, 2});
                                 })
                                 .result();
        PULT_VERIFY_RESULT(claimed);
        QCOMPARE(claimed->size(), 2);
        pool.stop(); // whatever is written now fails
        {
            work::EndWriter writer(pool, path);
            for (const queue::ClaimedTask &task : *claimed) {
                queue::Completion end = endOf(task.task.id, task.runLease);
                end.error.reset();
                writer.add(end);
            }
            writer.flush();
            QTRY_COMPARE(writer.spilled(), 2);
            QCOMPARE(writer.waiting(), 2);
            QVERIFY(writer.park());
        }
        QVERIFY(QFile::exists(path));
        PULT_VERIFY_RESULT(pool.start());
        work::EndWriter writer(pool, path);
        QCOMPARE(writer.recover(), 2);
        writer.flush();
        QTRY_VERIFY(writer.isIdle());
        QVERIFY(!QFile::exists(path));
        for (const queue::ClaimedTask &task : *claimed) {
            const auto shown =
                pool.run<queue::Task>([id = task.task.id](storage::Connection &c) { return queue::showTask(c, id); })
                    .result();
            QCOMPARE(shown->state, queue::TaskState::Completed);
            const auto kept = pool.run<QList<queue::Artifact>>(
                                      [id = task.task.id](storage::Connection &c) { return queue::artifacts(c, id); })
                                  .result();
            QCOMPARE(kept->size(), 1);
        }
    }

    /// A lease that is not confirmed runs out, also while the computer sleeps.
    void aLeaseIsTrustedNoLongerThanItLasts()
    {
        work::LeaseClock clock;
        const auto now = timeWithSleep();
        QVERIFY(clock.covers(now, 30s));
        QVERIFY(!clock.covers(now - 31s, 30s));
        clock.confirm(now - 5s);
        QVERIFY(clock.covers(now - 31s, 30s));
        QVERIFY(!clock.covers(now - 31s, 4s));
        clock.confirm(now - 500s); // an answer that came late takes nothing back
        QVERIFY(clock.covers(now - 31s, 30s));
    }

    void sleepAndMovedClocksAreNoticed()
    {
        work::ClockWatch::Reading reading{1000s, 1000s, 5000s};
        work::ClockWatch watch(nullptr, [&reading] { return reading; });
        const QSignalSpy awoke(&watch, &work::ClockWatch::awoke);
        const QSignalSpy moved(&watch, &work::ClockWatch::clockMoved);
        const auto pass = [&](std::chrono::seconds withSleep, std::chrono::seconds awake, std::chrono::seconds wall) {
            reading.withSleep += withSleep;
            reading.awake += awake;
            reading.wall += wall;
            watch.look();
        };
        pass(1s, 1s, 1s);
        QCOMPARE(awoke.size() + moved.size(), 0);
        pass(3600s, 1s, 3600s); // slept
        QCOMPARE(awoke.size(), 1);
        pass(40s, 40s, 40s); // stood still, like after SIGSTOP
        QCOMPARE(awoke.size(), 2);
        QCOMPARE(moved.size(), 0);
        pass(1s, 1s, -3599s); // somebody set the clock back
        QCOMPARE(moved.size(), 1);
        QCOMPARE(awoke.size(), 2);
    }
};

QTEST_GUILESS_MAIN(tst_EndSpill)
#include "tst_endspill.moc"
