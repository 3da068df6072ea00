// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "types.h"

#include <array>
#include <utility>

namespace pult::queue {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<std::pair<TaskState, QLatin1StringView>, 8> stateNames{{
    {TaskState::Draft, "draft"_L1},
    {TaskState::Scheduled, "scheduled"_L1},
    {TaskState::Available, "available"_L1},
    {TaskState::Running, "running"_L1},
    {TaskState::Retryable, "retryable"_L1},
    {TaskState::Completed, "completed"_L1},
    {TaskState::Discarded, "discarded"_L1},
    {TaskState::Cancelled, "cancelled"_L1},
}};

constexpr std::array<std::pair<OnUnknown, QLatin1StringView>, 3> policyNames{{
    {OnUnknown::Ask, "ask"_L1},
    {OnUnknown::Retry, "retry"_L1},
    {OnUnknown::Skip, "skip"_L1},
}};

constexpr std::array<std::pair<Outcome, QLatin1StringView>, 7> outcomeNames{{
    {Outcome::Completed, "completed"_L1},
    {Outcome::Failed, "failed"_L1},
    {Outcome::FailedForGood, "failed_for_good"_L1},
    {Outcome::Snoozed, "snoozed"_L1},
    {Outcome::Interrupted, "interrupted"_L1},
    {Outcome::Cancelled, "cancelled"_L1},
    {Outcome::Unknown, "unknown"_L1},
}};

template<typename Names, typename Value>
QString nameIn(const Names &names, Value value)
{
    for (const auto &[known, name] : names) {
        if (known == value)
            return name;
    }
    Q_UNREACHABLE();
}

template<typename Value, std::size_t size>
std::optional<Value> valueIn(const std::array<std::pair<Value, QLatin1StringView>, size> &names, QStringView name)
{
    for (const auto &[value, known] : names) {
        if (known == name)
            return value;
    }
    return std::nullopt;
}

} // namespace

QString nameOf(TaskState state)
{
    return nameIn(stateNames, state);
}

std::optional<TaskState> taskStateFromString(QStringView name)
{
    return valueIn(stateNames, name);
}

bool isFinished(TaskState state)
{
    return state == TaskState::Completed || state == TaskState::Discarded || state == TaskState::Cancelled;
}

QString nameOf(OnUnknown policy)
{
    return nameIn(policyNames, policy);
}

std::optional<OnUnknown> onUnknownFromString(QStringView name)
{
    return valueIn(policyNames, name);
}

QString nameOf(Outcome outcome)
{
    return nameIn(outcomeNames, outcome);
}

} // namespace pult::queue
