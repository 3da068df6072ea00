// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browsersessions.h"
#include "preflight.h"

#include <storage/pool.h>
#include <work/worker.h>

namespace pult::jobs {

/// What jobs need of their node; copied to every worker. The pool outlives the workers.
struct Environment
{
    storage::Pool *pool = nullptr;
    BrowserSessions::Config browser;
    PreflightShared *preflight = nullptr; ///< outlives the workers
    QString nodeId;
};

/// The kinds that this node can run, for claims.
QStringList kinds();

/// Those of them that start a browser.
QStringList browserKinds();

/// Makes the registry of one worker; called on its thread.
work::JobRegistry makeRegistry(const Environment &environment);

} // namespace pult::jobs
