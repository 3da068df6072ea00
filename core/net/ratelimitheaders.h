// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an answer says about how fast one may go on: Retry-After, the RateLimit fields of the IETF's drafts, and the
// X-RateLimit trio. Pure; whatever is malformed is not there.
#pragma once

#include "httpclient.h"

#include <QDateTime>

#include <chrono>
#include <optional>

namespace pult::net {

struct RateLimitAdvice
{
    using Ms = std::chrono::milliseconds;
    /// Retry-After: obeyed before all else.
    std::optional<Ms> retryAfter;
    /// How many more requests may be sent, …
    std::optional<qint64> remaining;
    /// … and when there will be more.
    std::optional<Ms> reset;
    /// The whole quota, where it is told.
    std::optional<qint64> limit;

    /// How long a refused one waits, by precedence: Retry-After → RateLimit → RateLimit-Reset → X-RateLimit-Reset.
    std::optional<Ms> wait() const { return retryAfter ? retryAfter : reset; }
    bool operator==(const RateLimitAdvice &) const = default;
};

/// `now`: of this computer; a date is read against the answer's own Date if it has one. No wait is longer than a day.
RateLimitAdvice readRateLimitHeaders(const HttpHeaders &headers, const QDateTime &now);

} // namespace pult::net
