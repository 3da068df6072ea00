// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "retrypolicy.h"

#include <base/backoff.h>

#include <algorithm>

namespace pult::net {

RetryPolicy RetryPolicy::standard()
{
    RetryPolicy policy;
    policy.attempts = 3;
    return policy;
}

std::optional<RetryPolicy::Ms> RetryPolicy::waitAfter(int failed, double unit, std::optional<Ms> retryAfter) const
{
    if (failed >= attempts)
        return std::nullopt;
    const Ms drawn = fullJitter(backoffCeiling(base, cap, failed), unit, floor);
    const Ms wait = std::max(drawn, retryAfter.value_or(Ms{0}));
    return wait > patience ? std::nullopt : std::optional(wait);
}

} // namespace pult::net
