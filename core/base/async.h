// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one way a coroutine of Pult waits: for a value, with a deadline, cancellable. QCoro's own awaitables have neither
// a cancellation nor (but for a few) a deadline, so everything that waits goes through a Waiter.
#pragma once

#include "result.h"

#include <QCoroTask>
#include <QFuture>
#include <QFutureWatcher>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <coroutine>
#include <functional>
#include <memory>

namespace pult {

/// Tells the coroutines of one run to stop. Thread-affine: lives and is cancelled on the thread of its coroutines.
class CancelToken final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CancelToken)

public:
    explicit CancelToken(QObject *parent = nullptr) : QObject(parent) {}

    bool isCancelled() const { return m_cancelled; }
    /// Why; meaningful once cancelled.
    const Error &reason() const { return m_reason; }
    /// Ends every wait that observes this token with `reason`. The first call counts.
    void cancel(Error reason);

Q_SIGNALS:
    void cancelled();

private:
    bool m_cancelled = false;
    Error m_reason;
};

namespace detail {

/// The context may be handling the very event that ends its Waiter.
struct DeleteLater
{
    void operator()(QObject *object) const { object->deleteLater(); }
};

/// What a Waiter and those who may settle it share; the coroutine may be gone before the settlers are.
template<typename T>
struct WaiterState
{
    std::optional<Result<T>> result;
    std::coroutine_handle<> waiting;
    std::unique_ptr<QObject, DeleteLater> context{new QObject};
};

} // namespace detail

/// A value that arrives later, once. `co_await waiter` yields Result<T>: what `settle` was given, `Timeout` after the
/// deadline, or the token's reason. Thread-affine; the coroutine resumes from the event loop, never inside settle().
///
/// Shared by pointer between the coroutine and whoever settles it, since either may end first.
template<typename T>
class Waiter final
{
public:
    Waiter() : m_state(std::make_shared<detail::WaiterState<T>>()) {}

    /// A handle that stays valid when the coroutine is gone; the first call counts.
    std::function<void(Result<T>)> settler() const
    {
        return [weak = std::weak_ptr(m_state)](Result<T> result) {
            if (const auto state = weak.lock())
                settleState(state, std::move(result));
        };
    }
    void settle(Result<T> result) const { settleState(m_state, std::move(result)); }
    bool isSettled() const { return m_state->result.has_value(); }

    /// Ends the wait with Timeout (`code`, e.g. "cdp_timeout") after `limit`.
    void setDeadline(std::chrono::milliseconds limit, const char *code, QStringList arguments = {}) const
    {
        const auto settle = settler();
        QTimer::singleShot(limit, m_state->context.get(),
                           [settle, code, arguments] { settle(fail(ErrorKind::Timeout, code, arguments)); });
    }
    /// Ends the wait with the token's reason, now or when it is cancelled.
    void observe(CancelToken &token) const
    {
        if (token.isCancelled()) {
            settle(fail(token.reason()));
            return;
        }
        const auto settle = settler();
        QObject::connect(&token, &CancelToken::cancelled, m_state->context.get(),
                         [settle, guard = QPointer<CancelToken>(&token)] { settle(fail(guard->reason())); });
    }

    bool await_ready() const { return m_state->result.has_value(); }
    void await_suspend(std::coroutine_handle<> handle) const { m_state->waiting = handle; }
    Result<T> await_resume() const { return std::move(*m_state->result); }

private:
    static void settleState(const std::shared_ptr<detail::WaiterState<T>> &state, Result<T> result)
    {
        if (state->result)
            return;
        state->result.emplace(std::move(result));
        // The old context goes, and with it the deadline and the observer; a fresh one carries the resumption.
        state->context.reset(new QObject);
        QMetaObject::invokeMethod(
            state->context.get(),
            [weak = std::weak_ptr(state)] {
                if (const auto alive = weak.lock(); alive && alive->waiting)
                    std::exchange(alive->waiting, {}).resume();
            },
            Qt::QueuedConnection);
    }

    std::shared_ptr<detail::WaiterState<T>> m_state;
};

/// Waits `time`; the token's reason when cancelled before.
QCoro::Task<Result<>> sleepFor(std::chrono::milliseconds time, CancelToken &token);

/// Awaits a QFuture on this thread with a deadline and a token. A future that is cancelled or ends without a result
/// reads as Cancelled. The future itself goes on when the wait ends early.
template<typename T>
QCoro::Task<Result<T>> awaitFuture(QFuture<Result<T>> future, std::chrono::milliseconds limit, const char *timeoutCode,
                                   CancelToken *token = nullptr)
{
    Waiter<T> waiter;
    waiter.setDeadline(limit, timeoutCode);
    if (token)
        waiter.observe(*token);
    auto watcher = std::make_unique<QFutureWatcher<Result<T>>>();
    QObject::connect(watcher.get(), &QFutureWatcher<Result<T>>::finished, watcher.get(),
                     [settle = waiter.settler(), watched = watcher.get()] {
                         if (watched->future().resultCount() == 0)
                             settle(fail(ErrorKind::Cancelled, "cancelled"));
                         else
                             settle(watched->result());
                     });
    watcher->setFuture(future);
    Result<T> result = co_await waiter;
    co_return result;
}

} // namespace pult
