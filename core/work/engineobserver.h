// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "worker.h"

#include <queue/admission.h>

namespace pult::work {

/// What a dispatcher asks and tells whoever watches over its node: what may begin, and what began and ended. Called on
/// the dispatcher's thread, often, so it must answer at once.
class EngineObserver
{
public:
    virtual ~EngineObserver() = default;

    /// Before each claim.
    virtual queue::Admission admission() = 0;
    /// Before each heartbeat, and so within a second of each change of load: adds what the node's row is to tell.
    virtual void describe(queue::NodeInfo &node) = 0;
    /// A claimed task may begin now. False: it does not fit after all and goes back, unused; nothing more is told of
    /// it.
    virtual bool begins(const queue::ClaimedTask &task) = 0;
    /// Each that begins ends in one of these two.
    virtual void ended(const QList<EndedRun> &runs) = 0;
    virtual void returned(qint64 runLease) = 0;
    virtual void rescued(int tasks) = 0;
};

} // namespace pult::work
