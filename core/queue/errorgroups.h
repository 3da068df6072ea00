// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "types.h"

#include <storage/connection.h>

namespace pult::queue {

/// Failures that are one and the same but for numbers and names of things.
struct ErrorGroup
{
    QString signature; ///< errorSignature() of all of them
    Error example;     ///< of the newest
    TimePoint firstSeen{};
    TimePoint lastSeen{};
    QList<Id> tasks; ///< newest first
    bool operator==(const ErrorGroup &) const = default;
};

struct ErrorGroups
{
    QList<ErrorGroup> groups; ///< the largest first
    qint64 failures = 0;      ///< that were looked at
    bool bounded = false;     ///< there are older ones
};

/// At most so many of the newest failures are looked at.
inline constexpr int groupedFailures = 20'000;

/// The code and what it says, with numbers, ids, addresses and paths taken out: what two failures have in common when
/// they have the same cause.
QString errorSignature(const Error &error);

/// The filter's tasks that have an error; without a state in it those that failed or wait for another attempt.
Result<ErrorGroups> groupErrors(storage::Connection &connection, const TaskFilter &filter);

} // namespace pult::queue
