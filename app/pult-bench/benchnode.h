// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/pool.h>
#include <work/dispatcher.h>

#include <QThread>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace pult::bench {

/// What the jobs of a run report; shared by all worker threads.
class Tally
{
public:
    void note(double waitedMs)
    {
        if (waitedMs >= 0) {
            const std::scoped_lock lock(m_mutex);
            m_waits.push_back(waitedMs);
        }
        m_done.fetch_add(1, std::memory_order_relaxed);
    }
    int done() const { return m_done.load(std::memory_order_relaxed); }
    /// The wait that a share `quantile` of the tasks did not exceed.
    double quantile(double quantile) const;

private:
    std::atomic<int> m_done{0};
    mutable std::mutex m_mutex; // protects everything below
    std::vector<double> m_waits;
};

/// The engine of a node as the product runs it, its kind `probe` being a job that does nothing but count itself.
class BenchNode final
{
public:
    BenchNode(const storage::DatabaseConfig &database, int concurrency);
    ~BenchNode();
    BenchNode(const BenchNode &) = delete;
    BenchNode &operator=(const BenchNode &) = delete;

    Result<> start();
    const Tally &tally() const { return *m_tally; }
    storage::Pool &pool() { return m_pool; }

private:
    work::Dispatcher::Config config(int concurrency) const;

    storage::Pool m_pool;
    const std::shared_ptr<Tally> m_tally = std::make_shared<Tally>();
    QThread m_thread;
    work::Dispatcher *m_dispatcher = nullptr; ///< lives on its thread, deleted when that ends
    const int m_concurrency;
};

/// Microseconds of a clock that all processes of the computer share and nobody sets.
qint64 steadyMicros();

} // namespace pult::bench
