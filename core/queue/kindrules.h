// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>

namespace pult::queue {

/// How tasks of a kind are tried again and for how long they hold their lease (interface.md, "Retries per kind").
struct KindRule
{
    const char *kind;
    int maxAttempts;
    std::chrono::milliseconds backoffBase;
    std::chrono::milliseconds backoffCap;
    std::chrono::seconds leaseTtl; ///< browser work 60 minutes; 0: as the node says (TASK_LEASE_SECS)
    bool shortJob;                 ///< may be prefetched by a dispatcher; never browser work
};

/// The rule of `kind`; kinds unknown here (from a newer node) get the general one.
const KindRule &kindRule(QStringView kind);

/// Whether a node may hold tasks of `kind` before it has a slot for them.
inline bool isShort(const QString &kind)
{
    return kindRule(kind).shortJob;
}

/// The wait after `attempt` (from 1) by the kind's rule: full jitter up to min(cap, base·2^(attempt−1)), see
/// base/backoff.h.
std::chrono::milliseconds fullJitter(const KindRule &rule, int attempt, double unit);

} // namespace pult::queue
