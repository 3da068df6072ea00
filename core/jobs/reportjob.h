// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <storage/pool.h>
#include <work/job.h>

namespace pult::jobs {

/// Kind `report`: writes a report of the last day, week or month into a folder of this computer and removes old ones
/// there. Payload: upkeep/scheduledreport.h. Its output names the file and the rows.
class ReportJob final : public work::Job
{
public:
    /// `pool` outlives this and what it began.
    explicit ReportJob(storage::Pool &pool) : m_pool(pool) {}

    QCoro::Task<work::JobEnd> run(work::JobContext &context) override;

private:
    storage::Pool &m_pool;
};

} // namespace pult::jobs
