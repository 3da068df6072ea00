// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/pool.h>
#include <work/job.h>

#include <QJsonObject>

namespace pult::jobs {

/// Kind `probe`, for diagnosis and tests. Payload: `sleep_ms`; `fail`: "transient", "permanent", "crash" (aborts the
/// process), "throw" or "memory" (std::bad_alloc); `fail_times`: fail only the first n attempts; `until`: a file that
/// it waits for after its sleep; `hang`: "deaf" (sleeps on when it is cancelled) or "block" (its whole thread stands
/// still); `commit`: "around" the sleep or "after" it the begin and the end of a commit are recorded; `append_to`: a
/// file that gets one JSON line at the start and, while the lease is held, one at the end.
class ProbeJob final : public work::Job
{
public:
    ProbeJob(storage::Pool &pool, QString node) : m_pool(pool), m_node(std::move(node)) {}

    QCoro::Task<work::JobEnd> run(work::JobContext &context) override;

private:
    QCoro::Task<Result<>> sleep(work::JobContext &context, QJsonObject payload);
    QCoro::Task<Result<>> record(work::JobContext &context, QString path, QString event);

    storage::Pool &m_pool;
    const QString m_node;
};

} // namespace pult::jobs
