// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Enqueue races the end of the same key: whoever comes second must see that a task waits, or that the key is free.
// PULT_LONG_RACES: for a minute.
#include "storagetest.h"

#include <QElapsedTimer>
#include <QThread>

#include <array>
#include <atomic>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pult;
using namespace pult::queue;

namespace {

#ifdef PULT_LONG_RACES
constexpr auto duration = 60s;
constexpr int keys = 60;
constexpr int mostAtOnce = 12;
#else
constexpr auto duration = 3s;
constexpr int keys = 25;
constexpr int mostAtOnce = 4;
#endif
constexpr int perSecond = 5000;
/// Only a key with few tasks comes to its end often.
constexpr int mostAlive = 3 * keys;
constexpr int enqueuers = 2;
constexpr int finishers = 2;

} // namespace

class tst_KeyRaces : public test::StorageTest
{
    Q_OBJECT

    struct Race
    {
        QElapsedTimer timer;
        std::atomic<int> added{0};
        std::atomic<int> finished{0};
        std::atomic<int> failures{0};
        std::atomic<int> adding{enqueuers};
        std::array<std::atomic<int>, keys> running{};
        std::atomic<int> overlaps{0};

        bool lasts() const { return std::chrono::milliseconds(timer.elapsed()) < duration && failures == 0; }
        void failed(const Error &error)
        {
            qCritical().noquote() << toLogString(error);
            ++failures;
        }
    };

    /// As fast as is asked for and the other side keeps up with.
    static void enqueueThem(storage::Connection &connection, int number, Race &race)
    {
        for (int turn = number; race.lasts(); turn += enqueuers) {
            if (race.added - race.finished >= mostAlive || race.added >= race.timer.elapsed() * perSecond / 1000) {
                QThread::yieldCurrentThread();
                continue;
            }
            QList<NewTask> tasks;
            for (int n = 0; n < 1 + turn % mostAtOnce; ++n)
                tasks.append(keyed(u"key-%1"_s.arg((turn * 7 + n) % keys)));
            if (const Result<QList<Id>> ids = enqueue(connection, tasks); !ids)
                return race.failed(ids.error());
            race.added += int(tasks.size());
        }
        --race.adding;
    }

    /// Until nothing more comes and all that came has ended. Nothing else lets a key go.
    static void finishThem(storage::Connection &connection, int number, Race &race)
    {
        QElapsedTimer progress; // a stranded task would never come
        progress.start();
        while (race.failures == 0 && (race.adding > 0 || race.finished < race.added) && progress.elapsed() < 60'000) {
            const Result<QList<ClaimedTask>> claimed =
                claim(connection, request(mostAtOnce, u"session-%1"_s.arg(number)));
            if (!claimed)
                return race.failed(claimed.error());
            if (claimed->isEmpty())
                continue;
            progress.restart();
            QList<Completion> ends;
            for (const ClaimedTask &one : *claimed) {
                const std::size_t key = one.task.exclusiveKey.mid(4).toUInt();
                race.overlaps += race.running[key].fetch_add(1) != 0;
                ends.append(ending(one, Outcome::Completed));
            }
            for (const ClaimedTask &one : *claimed)
                --race.running[one.task.exclusiveKey.mid(4).toUInt()];
            const Result<QList<Id>> done = complete(connection, ends, 0.5);
            if (!done)
                return race.failed(done.error());
            race.finished += int(done->size());
        }
    }

    std::unique_ptr<QThread> run(void (*what)(storage::Connection &, int, Race &), int number, Race &race)
    {
        std::unique_ptr<QThread> thread(QThread::create([this, what, number, &race] {
            if (const auto connection = connect())
                what(*connection, number, race);
            else
                ++race.failures;
        }));
        thread->start();
        return thread;
    }

private Q_SLOTS:
    void d08_enqueueRacesTheKeysEnd_data() { bothDatabases(); }
    void d08_enqueueRacesTheKeysEnd()
    {
        QVERIFY(open());
        Race race;
        race.timer.start();
        std::vector<std::unique_ptr<QThread>> threads;
        for (int n = 0; n < enqueuers; ++n)
            threads.push_back(run(&tst_KeyRaces::enqueueThem, n, race));
        for (int n = 0; n < finishers; ++n)
            threads.push_back(run(&tst_KeyRaces::finishThem, n, race));
        // A key's move is one transaction: no look may see a stranded one, not only the last.
        qint64 strandedSeen = 0;
        int looks = 0;
        const auto over = [&] {
            strandedSeen += stranded();
            ++looks;
            return !race.lasts();
        };
        (void)QTest::qWaitFor(over, int(2 * duration / 1ms));
        for (const auto &thread : threads)
            thread->wait();
        qInfo("%d tasks of %d keys enqueued and finished in %.1f s, %d/s; %d looks", race.added.load(), keys,
              double(race.timer.elapsed()) / 1000, int(race.finished * 1000LL / race.timer.elapsed()), looks);
        QCOMPARE(race.failures.load(), 0);
        QCOMPARE(race.overlaps.load(), 0);
        QCOMPARE(strandedSeen, 0);
        QCOMPARE(stranded(), 0);
        QCOMPARE(number(u"select count(*) from tasks"_s), 0);
        QCOMPARE(number(u"select count(*) from task_history where state = 'completed' and attempt = 1"_s),
                 race.added.load());
        PULT_GET(swept, sweepKeys(db()));
        QCOMPARE(swept, 0);
        QVERIFY(race.added > keys);
    }
};

QTEST_GUILESS_MAIN(tst_KeyRaces)
#include "tst_keyraces.moc"
