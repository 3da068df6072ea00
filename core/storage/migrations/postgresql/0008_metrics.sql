-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the charts and reports are drawn from. Times are microseconds since 1970 of this database's clock.

-- What a node and its computer use, and what keeps it from taking tasks (JSON, core/queue/noderesources.h).
alter table nodes add column resources text not null default '{}';

-- One stretch of one node's life: `resolution` seconds from `at` on. Minutes come from the node; hours and days are made of
-- them by any node, with an empty `part`. A minute may have several parts (a restart, a clock that was set back): they
-- are added up when read. `seconds`: how much of the stretch was really measured.
create table metric_samples (
    resolution int not null,
    node_id text not null,
    at bigint not null,
    part text not null,
    seconds double precision not null,
    body text not null,
    written_at bigint not null,
    primary key (resolution, node_id, at, part)
);
create index metric_samples_time on metric_samples (resolution, at);

-- Marks on the charts: a start, a changed setting, a breaker that tripped.
create table metric_events (
    node_id text not null,
    part text not null,
    at bigint not null,
    kind text not null,
    detail text not null,
    primary key (node_id, part)
);
create index metric_events_at on metric_events (at);
