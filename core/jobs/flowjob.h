// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browsersessions.h"
#include "flowpayload.h"
#include "preflight.h"

#include <browser/flowplayer.h>
#include <storage/pool.h>
#include <work/job.h>

namespace pult::jobs {

/// Kinds `browser_flow` and `bulk_upload`: start the profile, play the flow, stop the profile. What must be right
/// before a browser starts is checked first: a fault of the task itself (flow, variables, media) ends it at once; for
/// what is away outside it is put back, and no attempt is used.
class FlowJob final : public work::Job
{
public:
    FlowJob(BrowserSessions &sessions, PreflightShared &preflight, storage::Pool &pool)
        : m_sessions(sessions), m_preflight(preflight), m_pool(pool)
    {
    }

    QCoro::Task<work::JobEnd> run(work::JobContext &context) override;

private:
    struct Prepared
    {
        browser::Flow flow;
        browser::Provider *provider = nullptr;
        QString profile;
        QString key;    ///< of the flow's times
        QString target; ///< host:port that it goes to first
    };
    QCoro::Task<Result<Prepared>> prepare(work::JobContext &context);
    QCoro::Task<Result<QByteArray>> flowOf(const queue::RunnableTask &task, work::JobContext &context);
    work::JobEnd endForFault(const QString &what, const Error &error, browser::Provider &provider);
    QCoro::Task<> noteGoodRun(QString key, QByteArray steps, work::JobContext &context);
    QCoro::Task<work::JobEnd> playInBrowser(Prepared prepared, work::JobContext &context);
    QCoro::Task<browser::FlowRun> play(browser::Flow flow, browser::BrowserEndpoint endpoint,
                                       work::JobContext &context);

    BrowserSessions &m_sessions;
    PreflightShared &m_preflight;
    storage::Pool &m_pool;
};

/// What becomes of a task whose browser could not be had: with a delay it waits without an attempt (the provider is
/// away, asks for patience, or a person has the profile open); it ends for good when trying again cannot help.
work::JobEnd endForStartFailure(const Preflight::Fault &fault);

} // namespace pult::jobs
