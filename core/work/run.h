// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "job.h"
#include "leaseclock.h"

#include <storage/pool.h>

namespace pult::work {

/// One task being run: the JobContext its job sees. Thread-affine to its worker.
///
/// Shared by the worker's table and the coroutine that runs it, since either may let go first.
class Run final : public QObject, public JobContext
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Run)

public:
    /// What says how long it may run and whether its lease surely still holds; without a clock it always does.
    struct Limits
    {
        std::chrono::seconds timeout{300};
        std::chrono::seconds leaseTtl{30};
        std::shared_ptr<const LeaseClock> leases;
    };
    Run(queue::ClaimedTask task, Limits limits, storage::Pool &pool);
    ~Run() override;

    const queue::ClaimedTask &claimed() const override { return m_task; }
    CancelToken &token() override { return m_token; }
    void startTimeout() override;
    void progress(double value, const QString &stage, const QByteArray &steps) override;
    void log(QtMsgType level, const QString &message) override;
    QCoro::Task<Result<>> recordCommit(bool begun, int step, bool lastStep, QByteArray screenshotPng) override;

    /// The attempt's log so far, as JSON lines.
    QByteArray logLines() const { return m_log; }
    /// Whether it ever asked to commit: then only the database knows how far it got.
    bool mayHaveCommitted() const { return m_mayHaveCommitted; }
    /// Since it was made.
    std::chrono::nanoseconds age() const { return std::chrono::steady_clock::now() - m_began; }

Q_SIGNALS:
    void progressed(const pult::queue::Progress &progress);

private:
    bool leaseHolds() const;

    const queue::ClaimedTask m_task;
    const Limits m_limits;
    storage::Pool &m_pool;
    CancelToken m_token;
    const std::chrono::steady_clock::time_point m_began = std::chrono::steady_clock::now();
    QTimer m_timer;
    QByteArray m_log;
    bool m_logFull = false;
    bool m_mayHaveCommitted = false;
};

} // namespace pult::work
