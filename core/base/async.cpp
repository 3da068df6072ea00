// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "async.h"

namespace pult {

void CancelToken::cancel(Error reason)
{
    if (m_cancelled)
        return;
    m_cancelled = true;
    m_reason = std::move(reason);
    Q_EMIT cancelled();
}

QCoro::Task<Result<>> sleepFor(std::chrono::milliseconds time, CancelToken &token)
{
    Waiter<void> waiter;
    waiter.observe(token);
    auto timer = std::make_unique<QTimer>();
    timer->setSingleShot(true);
    QObject::connect(timer.get(), &QTimer::timeout, timer.get(),
                     [settle = waiter.settler()] { settle(Result<void>{}); });
    timer->start(time);
    Result<void> result = co_await waiter;
    co_return result;
}

} // namespace pult
