// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/result.h>

#include <QHash>
#include <QStringList>

#include <chrono>

namespace pult::queue {

/// Finished tasks are kept for `time`, and the newest `count` of a kind for ever.
struct Keep
{
    std::chrono::seconds time{0};
    int count = 0;
    bool operator==(const Keep &) const = default;
};

/// Cancelled tasks are kept as completed ones.
struct KeepRule
{
    Keep completed{std::chrono::hours(24), 1000};
    Keep discarded{std::chrono::hours(7 * 24), 5000};
    bool operator==(const KeepRule &) const = default;
};

/// How long what is over is kept (requirements §1). A value.
struct RetentionPolicy
{
    KeepRule general;
    QHash<QString, KeepRule> kinds;                          ///< instead of the general one
    std::chrono::seconds audit{std::chrono::hours(90 * 24)}; ///< also of operations
    const KeepRule &of(const QString &kind) const;
    bool operator==(const RetentionPolicy &) const = default;
};

/// Adds rules of kinds written as `probe:completed=3600/100`: seconds and number. retention_invalid(text)
Result<> addKindRules(RetentionPolicy &policy, const QStringList &texts);

} // namespace pult::queue
