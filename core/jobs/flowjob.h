// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browsersessions.h"
#include "flowpayload.h"

#include <browser/flowplayer.h>
#include <storage/pool.h>
#include <work/job.h>

namespace pult::jobs {

/// Kinds `browser_flow` and `bulk_upload`: start the profile, play the flow, stop the profile. What must be right
/// before a browser starts (flow, variables, media) is checked first and ends the task at once when it is not.
class FlowJob final : public work::Job
{
public:
    FlowJob(BrowserSessions &sessions, storage::Pool &pool) : m_sessions(sessions), m_pool(pool) {}

    QCoro::Task<work::JobEnd> run(work::JobContext &context) override;

private:
    struct Prepared
    {
        browser::Flow flow;
        browser::Provider *provider = nullptr;
        QString profile;
    };
    QCoro::Task<Result<Prepared>> prepare(work::JobContext &context);
    QCoro::Task<work::JobEnd> playInBrowser(Prepared prepared, work::JobContext &context);
    QCoro::Task<browser::FlowRun> play(browser::Flow flow, browser::BrowserEndpoint endpoint,
                                       work::JobContext &context);

    BrowserSessions &m_sessions;
    storage::Pool &m_pool;
};

/// What becomes of a task whose browser could not be had: waits without an attempt while the provider is away, asks for
/// patience, or a person has the profile open; ends for good when trying again cannot help.
work::JobEnd endForStartFailure(const Error &error);

} // namespace pult::jobs
