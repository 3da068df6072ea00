// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "uifill.h"

#include <queue/partitions.h>

#include <algorithm>
#include <cstdio>

namespace pult::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using storage::Connection;
using storage::Rows;

namespace {

constexpr int filledAtOnce = 100'000;
constexpr int liveShare = 50;    ///< one of so many tasks is not finished
constexpr int mostRunning = 60;  ///< as many as a few computers run
constexpr auto reach = 31 * 24h; ///< a day more than the tasks
constexpr int daysOfPartitions = 38;

/// What every row has, from its number alone: `a` and `b` are its dice. Values: number of tasks, first, last.
constexpr auto dice = uR"(
with given as (select cast(? as bigint) as total, {now} as moment),
rolled as (
    select i, hashint8(i) & 2147483647 as a, hashint8(i + 1000000007) & 2147483647 as b,
        moment - (total - i) * (cast(2592000000000 as bigint) / total) as created, total, moment
    from given, generate_series(cast(? as bigint), cast(? as bigint)) as i),
task as (
    select *, case when mod(a, 100) < 60 then 'bulk_upload' when mod(a, 100) < 80 then 'browser_flow'
            when mod(a, 100) < 92 then 'http_request' else 'report' end as kind,
        case when mod(b, 100) < 70 then 'default' when mod(b, 100) < 85 then 'night' when mod(b, 100) < 95 then 'slow'
            else 'priority' end as queue,
        case when mod(a, 100) >= 80 then '' when mod(b, 3) = 0 then 'local:магазин-' || mod(b, 211)
            else 'dolphin:' || 1000 + mod(b, 400) end as provider,
        case when mod(a, 100) < 60 and mod(i, 250) <> 0 then i - mod(i, 250) end as batch,
        format('{"caption":"Новинка %s: скидка %s %%","media":["/srv/media/clip-%s.mp4"],"profile":"%s",'
               '"tags":["#осень","#sale","#shop%s"]}', i, mod(a, 70), mod(b, 900), mod(b, 400), mod(a, 40)) as payload,
        case mod(a, 6)
            when 0 then format('{"arguments":["%s","click","#publish","нет кнопки «Опубликовать» за %s мс"],'
                '"code":"step_failed","detail":"","kind":"timeout"}', 2 + mod(b, 9), 5000 + mod(b, 25000))
            when 1 then '{"arguments":["Dolphin Anty"],"code":"dolphin_away","detail":"Connection refused","kind":"unavailable"}'
            when 2 then format('{"arguments":["%s","waitForElement","[aria-label=\"Publish\"]","timed out after %s ms"],'
                '"code":"step_failed","detail":"","kind":"timeout"}', 1 + mod(b, 12), 1000 + mod(b, 9000))
            when 3 then format('{"arguments":["%s"],"code":"element_missing","detail":"","kind":"not_found"}',
                '#caption-' || mod(b, 5000))
            when 4 then format('{"arguments":["%s","Учётная запись просит войти ещё раз"],"code":"dolphin_login_failed",'
                '"detail":"","kind":"denied"}', 401)
            else format('{"arguments":["%s"],"code":"dolphin_limited","detail":"429","kind":"limited"}', 1 + mod(b, 60))
        end as error
    from rolled)
)";

constexpr auto finished = uR"(
insert into task_history (id, kind, queue, state, priority, payload, run_at, attempt, max_attempts, exclusive_key,
    batch_id, provider, last_error, last_error_at, outcome_unknown, run_lease, node_id, session_id, worker, created_at,
    started_at, finished_at)
select i, kind, queue, state, mod(b, 11) - 5, payload, created,
    case state when 'discarded' then 3 when 'cancelled' then 0 else 1 + cast(mod(a, 20) = 0 as int) end, 3,
    'profile:' || nullif(provider, ''), batch, provider,
    case when state = 'discarded' or mod(a, 20) = 0 then error end,
    case when state = 'discarded' or mod(a, 20) = 0 then started + 4000000 end,
    cast(state = 'discarded' and mod(b, 400) = 7 as int), i, 'office-' || 1 + mod(b, 3), 'bench-fill',
    'office-' || 1 + mod(b, 3) || '/worker-' || 1 + mod(a, 5), created, started, started + 2000000 + mod(b, 118000000)
from (select *, created + 500000 + mod(a, 90000000) as started,
        case when mod(b / 7, 1000) < 45 then 'discarded' when mod(b / 7, 1000) < 60 then 'cancelled'
            else 'completed' end as state
    from task) as run
)";

constexpr auto live = uR"(
insert into tasks (id, kind, queue, state, priority, payload, run_at, attempt, max_attempts, exclusive_key, batch_id,
    provider, last_error, last_error_at, progress_value, progress_stage, run_lease, node_id, session_id, worker,
    lease_ttl, lease_expires_at, created_at, started_at)
select i, kind, queue, state, mod(b, 11) - 5, payload,
    case when state in ('scheduled', 'retryable') then moment + 3600000000 + cast(mod(a, 86400) as bigint) * 1000000 else created end,
    case state when 'running' then 1 when 'retryable' then 1 + mod(a, 2) else 0 end, 3,
    case state when 'running' then 'profile:busy-' || place when 'blocked' then 'profile:busy-' || 1 + mod(place, busy)
    end, batch, provider, case state when 'retryable' then error end, case state when 'retryable' then created end,
    case state when 'running' then mod(a, 100) / 100.0 end, case state when 'running' then 'Загрузка' end,
    case state when 'running' then i end, case state when 'running' then 'office-' || 1 + mod(b, 3) end,
    case state when 'running' then 'bench-fill' end,
    case state when 'running' then 'office-' || 1 + mod(b, 3) || '/worker-' || 1 + mod(a, 5) end,
    case state when 'running' then 60000000 end, case state when 'running' then moment + 2592000000000 end, created,
    case state when 'running' then moment - mod(a, 600) * 1000000 end
from (select *, total - i + 1 as place, cast(? as bigint) as busy,
        case when total - i < cast(? as bigint) then 'running' when mod(i, 100) < 24 then 'scheduled'
            when mod(i, 100) < 30 then 'retryable' when mod(i, 100) < 50 then 'blocked' else 'available' end as state
    from task) as waiting
)";

/// What stands around the tasks. `executeScript` has no values, so the number of tasks is written into it.
constexpr auto around = uR"(
insert into task_attempts (task_id, run_lease, attempt, worker, started_at, finished_at, outcome, error)
    select id, id * 4 + n, n, worker, started_at, finished_at, 'failed', last_error
    from task_history, generate_series(1, 3) as n where state = 'discarded';
insert into batches (id, kind, label, state, payload, total, succeeded, failed, created_at, finished_at)
    select batch_id, 'bulk_upload', 'осень-' || batch_id || '.csv', 'finished', '{}', count(*),
        count(*) filter (where state = 'completed'), count(*) filter (where state <> 'completed'), min(created_at),
        max(finished_at) from task_history where batch_id is not null group by batch_id;
insert into task_keys (key) select distinct exclusive_key from tasks where exclusive_key is not null
    on conflict do nothing;
insert into queues (name, paused, pause_reason) values ('default', 0, ''), ('night', 1, 'ночью'), ('slow', 0, ''),
    ('priority', 0, '') on conflict do nothing;
select setval('entity_ids', greatest(%1, 1));
select setval('run_leases', greatest(%1, 1) * 8);
vacuum analyze tasks;
vacuum analyze task_history;
vacuum analyze task_attempts;
vacuum analyze batches;
)";

/// What the last measuring added.
constexpr auto cleared = uR"(
delete from tasks where kind = 'probe';
delete from task_history where kind = 'probe';
vacuum analyze tasks;
vacuum analyze task_history;
)";

QString text(const char16_t *sql)
{
    return QString::fromUtf16(sql).trimmed();
}

Result<> insertFinished(Connection &connection, int tasks, int last)
{
    for (int first = 1; first <= last; first += filledAtOnce) {
        const int end = std::min(first + filledAtOnce - 1, last);
        const Result<qint64> stored = connection.execute(text(dice) + text(finished), {tasks, first, end});
        if (!stored)
            return fail(stored.error());
        std::fprintf(stderr, "filled %d of %d\n", end, tasks);
    }
    return {};
}

/// Those of past days too, as a node that has run all the time would have them.
Result<> makePastPartitions(Connection &connection)
{
    connection.setClockOffset(-reach);
    const Result<int> made = queue::makePartitions(connection, daysOfPartitions);
    connection.setClockOffset(0us);
    return made ? Result<>() : fail(made.error());
}

/// What there is: how many finished tasks of ours, and whether there is any task at all.
struct Before
{
    qint64 ours = 0;
    bool any = false;
};

Result<Before> lookBefore(Connection &connection)
{
    const Result<Rows> rows = connection.query(
        u"select (select count(*) from task_history where session_id = 'bench-fill'), "
        "(select count(*) from (select id from tasks union all select id from task_history limit 1) as one)"_s);
    if (!rows)
        return fail(rows.error());
    return Before{rows->front().at(0).toLongLong(), rows->front().at(1).toLongLong() > 0};
}

} // namespace

Result<> fillForWindow(Connection &connection, int tasks)
{
    const int unfinished = tasks / liveShare;
    const Result<Before> before = lookBefore(connection);
    if (!before)
        return fail(before.error());
    if (before->ours == tasks - unfinished)
        return connection.executeScript(text(cleared) + u'\n');
    if (before->any) {
        return fail(ErrorKind::Internal, "internal_error", {},
                    u"the database holds tasks: ui needs an empty one, or one that it has filled with as many"_s);
    }
    if (const Result<> made = makePastPartitions(connection); !made)
        return made;
    if (const Result<> stored = insertFinished(connection, tasks, tasks - unfinished); !stored)
        return stored;
    const int running = std::min(mostRunning, std::max(1, unfinished / 10));
    const Result<qint64> waiting =
        connection.execute(text(dice) + text(live), {tasks, tasks - unfinished + 1, tasks, running, running});
    if (!waiting)
        return fail(waiting.error());
    return connection.executeScript(text(around).arg(tasks) + u'\n');
}

} // namespace pult::bench
