// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry.h"

#include "flowjob.h"
#include "probejob.h"
#include "reportjob.h"

namespace pult::jobs {

using namespace Qt::StringLiterals;

QStringList kinds()
{
    return {u"browser_flow"_s, u"bulk_upload"_s, u"probe"_s, u"report"_s};
}

QStringList browserKinds()
{
    return {u"browser_flow"_s, u"bulk_upload"_s};
}

work::JobRegistry makeRegistry(const Environment &environment)
{
    // Shared by the factories below, which live as long as the worker's registry does.
    const auto sessions = std::make_shared<BrowserSessions>(environment.browser);
    storage::Pool *const pool = environment.pool;
    const work::JobFactory flow = [sessions, preflight = environment.preflight, pool] {
        return std::make_unique<FlowJob>(*sessions, *preflight, *pool);
    };
    const work::JobFactory probe = [pool, node = environment.nodeId] {
        return std::make_unique<ProbeJob>(*pool, node);
    };
    const work::JobFactory report = [pool] { return std::make_unique<ReportJob>(*pool); };
    return {{u"browser_flow"_s, flow}, {u"bulk_upload"_s, flow}, {u"probe"_s, probe}, {u"report"_s, report}};
}

} // namespace pult::jobs
