// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "heldtasks.h"

#include "taskrow.h"

#include <base/coretr.h>
#include <base/errortext.h>

#include <QJsonArray>

#include <algorithm>

namespace pult::queue {

using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Row;
using storage::Rows;

namespace {

/// Distinct errors that are looked at; what the browsers of one studio run into differs by profile at most.
constexpr int mostErrors = 20'000;

} // namespace

std::optional<WaitReason> heldBy(const Error &error)
{
    const bool passes =
        error.kind == ErrorKind::Unavailable || error.kind == ErrorKind::Limited || error.kind == ErrorKind::Conflict;
    if (!passes)
        return std::nullopt;
    const QString &code = error.code;
    const QString first = error.arguments.value(0);
    if (code.startsWith("dolphin_profile_"_L1) || code == "browser_profile_locked"_L1 ||
        code == "browser_already_running"_L1)
        return WaitReason{u"profile"_s, {first}};
    if (code.startsWith("dolphin_"_L1) || code.startsWith("http_"_L1))
        return WaitReason{u"dolphin"_s, {}};
    if (code.startsWith("browser_"_L1))
        return WaitReason{u"browser"_s, {}};
    if (code.startsWith("proxy_"_L1))
        return WaitReason{u"proxy"_s, {first}};
    if (code == "disk_low"_L1)
        return WaitReason{u"disk"_s, {}};
    if (code == "media_root_away"_L1)
        return WaitReason{u"media"_s, {first}};
    if (code == "breaker_open"_L1)
        return WaitReason{u"breaker"_s, {first}};
    if (code == "provider_not_here"_L1)
        return WaitReason{u"provider"_s, {first}};
    return std::nullopt;
}

Result<QList<HeldGroup>> heldTasks(Connection &connection)
{
    const Result<Rows> rows = connection.query(
        u"select last_error, count(*) as tasks, min(run_at) from tasks where state = 'scheduled' and last_error is not "
        "null group by last_error order by count(*) desc limit ?"_s,
        {mostErrors});
    if (!rows)
        return fail(rows.error());
    QList<HeldGroup> groups;
    for (const Row &row : *rows) {
        const std::optional<Error> error = errorFromText(row.at(0).toString());
        const std::optional<WaitReason> reason = error ? heldBy(*error) : std::nullopt;
        if (!reason)
            continue;
        const qint64 count = row.at(1).toLongLong();
        const TimePoint next = fromMicros(row.at(2).toLongLong());
        const auto known = std::find_if(groups.begin(), groups.end(), [&](const HeldGroup &group) {
            return group.code == error->code && group.what == reason->code;
        });
        if (known == groups.end()) {
            groups.append({reason->code, error->code, count, *error, next});
        } else {
            known->count += count;
            known->nextAt = std::min(known->nextAt, next);
        }
    }
    std::stable_sort(groups.begin(), groups.end(),
                     [](const HeldGroup &a, const HeldGroup &b) { return a.count > b.count; });
    return groups;
}

QString heldSentence(const HeldGroup &group)
{
    const int count = int(std::min<qint64>(group.count, INT_MAX));
    const QString &what = group.what;
    if (what == "dolphin"_L1)
        return CoreTr::tr("%n task(s) wait for Dolphin", nullptr, count);
    if (what == "browser"_L1)
        return CoreTr::tr("%n task(s) wait for a browser", nullptr, count);
    if (what == "proxy"_L1)
        return CoreTr::tr("%n task(s) wait for a proxy", nullptr, count);
    if (what == "disk"_L1)
        return CoreTr::tr("%n task(s) wait for room on the disk", nullptr, count);
    if (what == "media"_L1)
        return CoreTr::tr("%n task(s) wait for a folder with media", nullptr, count);
    if (what == "breaker"_L1)
        return CoreTr::tr("%n task(s) wait until %1 is asked again", nullptr, count)
            .arg(group.error.arguments.value(0));
    if (what == "profile"_L1)
        return CoreTr::tr("%n task(s) wait for a profile that is open elsewhere", nullptr, count);
    return CoreTr::tr("%n task(s) wait for a node with their browsers", nullptr, count);
}

QJsonObject toJson(const HeldGroup &group)
{
    return {{u"for"_s, group.what},
            {u"code"_s, group.code},
            {u"arguments"_s, QJsonArray::fromStringList(group.error.arguments)},
            {u"count"_s, group.count},
            {u"next_at"_s, toIso(group.nextAt)},
            {u"sentence"_s, heldSentence(group)},
            {u"message"_s, errorSentence(group.error)}};
}

QJsonObject toJson(const TaskStats &stats, const QList<HeldGroup> &held)
{
    QJsonObject states;
    for (int state = 0; state <= static_cast<int>(TaskState::Cancelled); ++state)
        states.insert(nameOf(static_cast<TaskState>(state)), stats.byState.value(static_cast<TaskState>(state)));
    QJsonObject attempts;
    for (auto it = stats.byAttempts.cbegin(); it != stats.byAttempts.cend(); ++it)
        attempts.insert(QString::number(it.key()), it.value());
    QJsonArray groups;
    for (const HeldGroup &group : held)
        groups.append(toJson(group));
    return {{u"by_state"_s, states},
            {u"by_attempts"_s, attempts},
            {u"outcome_unknown"_s, stats.outcomeUnknown},
            {u"held"_s, groups}};
}

} // namespace pult::queue
