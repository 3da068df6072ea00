// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <base/async.h>
#include <support/testresult.h>

using namespace std::chrono_literals;
using namespace pult;

class tst_Async : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnWarnings(); }

    void settledValueArrives()
    {
        Waiter<int> waiter;
        auto task = [](Waiter<int> inner) -> QCoro::Task<int> {
            const Result<int> value = co_await inner;
            co_return value.value_or(-1);
        }(waiter);
        QTimer::singleShot(0, this, [&] { waiter.settle(7); });
        QCOMPARE(QCoro::waitFor(task), 7);
    }

    void deadlineEndsTheWait()
    {
        auto task = []() -> QCoro::Task<Error> {
            Waiter<int> waiter;
            waiter.setDeadline(5ms, "test_timeout", {QStringLiteral("x")});
            const Result<int> value = co_await waiter;
            co_return value ? Error{} : value.error();
        }();
        const Error error = QCoro::waitFor(task);
        QCOMPARE(error.kind, ErrorKind::Timeout);
        QCOMPARE(error.code, QStringLiteral("test_timeout"));
    }

    void cancellationCarriesItsReason()
    {
        CancelToken token;
        auto task = [](CancelToken &inner) -> QCoro::Task<Error> {
            const Result<> slept = co_await sleepFor(1h, inner);
            co_return slept ? Error{} : slept.error();
        }(token);
        QTimer::singleShot(0, this, [&] { token.cancel({ErrorKind::Cancelled, QStringLiteral("stop"), {}, {}}); });
        QCOMPARE(QCoro::waitFor(task).code, QStringLiteral("stop"));
    }

    void cancelledBeforeTheWaitEndsItAtOnce()
    {
        CancelToken token;
        token.cancel({ErrorKind::Cancelled, QStringLiteral("early"), {}, {}});
        auto task = [](CancelToken &inner) -> QCoro::Task<Error> {
            const Result<> slept = co_await sleepFor(1h, inner);
            co_return slept ? Error{} : slept.error();
        }(token);
        QCOMPARE(QCoro::waitFor(task).code, QStringLiteral("early"));
    }

    void settlingAWaiterThatIsGoneIsHarmless()
    {
        std::function<void(Result<int>)> settle;
        {
            Waiter<int> waiter;
            settle = waiter.settler();
        }
        settle(1);
    }

    void futureYieldsItsResult()
    {
        auto promise = std::make_shared<QPromise<Result<int>>>();
        promise->start();
        auto task = [](QFuture<Result<int>> future) -> QCoro::Task<int> {
            const Result<int> value = co_await awaitFuture<int>(future, 10s, "test_timeout");
            co_return value.value_or(-1);
        }(promise->future());
        const std::unique_ptr<QThread> thread(QThread::create([promise] {
            promise->addResult(Result<int>(3));
            promise->finish();
        }));
        thread->start();
        QCOMPARE(QCoro::waitFor(task), 3);
        thread->wait();
    }
};

QTEST_GUILESS_MAIN(tst_Async)
#include "tst_async.moc"
