-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- How long the steps of a flow took when it last went well, to hold a slow or failed run against: one row a flow and
-- provider, replaced by each good run; the oldest go. Times are microseconds since 1970 of this database's clock.
create table flow_times (
    flow text not null,
    provider text not null,
    steps text not null,
    total_ms integer not null,
    runs integer not null,
    task_id integer not null,
    finished_at integer not null,
    primary key (flow, provider)
);
create index flow_times_at on flow_times (finished_at);
