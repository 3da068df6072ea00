// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>

namespace pult::net {

/// How often a request is sent and how long is waited in between. A value.
struct RetryPolicy
{
    using Ms = std::chrono::milliseconds;
    int attempts = 1; ///< in all; 1: never again
    Ms floor{4000};
    Ms base{4000};
    Ms cap{10000};
    /// What has to be waited longer is not waited for here: a worker's place is worth more.
    Ms patience{60000};

    /// 3 attempts: for what the caller knows may be repeated.
    static RetryPolicy standard();

    /// The wait after `failed` (from 1) attempts, drawn evenly from [floor, min(cap, base·2^failed)], or what the other
    /// side asked for if that is longer. Nothing: enough attempts, or the wait would be too long. `unit` from [0, 1).
    std::optional<Ms> waitAfter(int failed, double unit, std::optional<Ms> retryAfter = std::nullopt) const;
};

} // namespace pult::net
