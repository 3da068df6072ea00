-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- How long the steps of a flow took when it last went well, to hold a slow or failed run against: one row a flow and
-- provider, replaced by each good run; the oldest go. Times are microseconds since 1970 of this database's clock.
create table flow_times (
    flow text not null,
    provider text not null,
    steps text not null,
    total_ms bigint not null,
    runs bigint not null,
    task_id bigint not null,
    finished_at bigint not null,
    primary key (flow, provider)
);
create index flow_times_at on flow_times (finished_at);
