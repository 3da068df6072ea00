// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What comes after a future. Not by QFuture::then: when the future ends while it is attached, Qt 6.4 runs the
// continuation twice, the second time without its promise, which crashes. A watcher has no such moment.
#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QPromise>

#include <functional>
#include <memory>
#include <type_traits>

namespace pult::api {

namespace detail {

/// Has `work` done on the one thread whose event loop watchers live on.
void onCourier(std::function<void()> work);

template<typename T>
struct Unwrapped
{
    using Type = T;
    static constexpr bool isFuture = false;
};
template<typename T>
struct Unwrapped<QFuture<T>>
{
    using Type = T;
    static constexpr bool isFuture = true;
};

} // namespace detail

/// Calls `then` with the future when it has ended or was cancelled: at once, or on a thread of its own; it must not
/// block there.
template<typename T, typename Then>
void whenEnded(const QFuture<T> &future, Then then)
{
    if (future.isFinished()) {
        then(future);
        return;
    }
    detail::onCourier([future, then = std::move(then)] {
        auto *watcher = new QFutureWatcher<T>;
        QObject::connect(watcher, &QFutureWatcherBase::finished, watcher, [watcher, then] {
            watcher->deleteLater();
            then(watcher->future());
        });
        watcher->setFuture(future);
    });
}

/// What `then` makes of the future's result; a future that it returns is waited for, too. Cancelled when there is no
/// result.
template<typename T, typename Then>
auto afterwards(const QFuture<T> &future, Then then)
{
    using Made = std::decay_t<std::invoke_result_t<Then, const T &>>;
    using Value = typename detail::Unwrapped<Made>::Type;
    const auto promise = std::make_shared<QPromise<Value>>();
    promise->start();
    QFuture<Value> result = promise->future();
    whenEnded(future, [promise, then = std::move(then)](const QFuture<T> &done) {
        if (done.resultCount() == 0)
            return; // the promise goes, which cancels
        if constexpr (detail::Unwrapped<Made>::isFuture) {
            whenEnded(then(done.result()), [promise](const QFuture<Value> &last) {
                if (last.resultCount() == 0)
                    return;
                promise->addResult(last.result());
                promise->finish();
            });
        } else {
            promise->addResult(then(done.result()));
            promise->finish();
        }
    });
    return result;
}

} // namespace pult::api
