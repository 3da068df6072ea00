-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schedules, named locks, limits of queues. Times are microseconds since 1970 of this database's clock.

-- Ticks up to last_tick are dealt with, whatever became of them; next_tick is null when none will come.
create table schedules (
    id bigint generated always as identity primary key,
    name text not null unique,
    expression text not null,
    time_zone text not null,
    overlap text not null,
    missed text not null,
    task text not null,
    paused int not null default 0,
    last_tick bigint not null,
    next_tick bigint,
    created_at bigint not null
);
create index schedules_due on schedules (next_tick) where paused = 0;

-- What became of a tick; the key is what keeps a tick from being enqueued twice. Only the newest are kept.
create table schedule_ticks (
    schedule_id bigint not null,
    tick bigint not null,
    result text not null,
    task_id bigint,
    error text,
    at bigint not null,
    primary key (schedule_id, tick)
);

-- Locks with a time to live for anything but tasks, whose leases are theirs.
create table locks (
    kind text not null,
    key text not null,
    worker text not null,
    token bigint not null,
    task_id bigint,
    acquired_at bigint not null,
    expires_at bigint not null,
    primary key (kind, key)
);

-- Null: no limit. A pause with paused_until ends by itself.
alter table queues add column paused_until bigint;
alter table queues add column concurrency int;
alter table queues add column rate_count int;
alter table queues add column rate_window bigint;

-- Starts of the rate-limited queues within their window, one row per claim.
create table queue_starts (
    queue text not null,
    at bigint not null,
    started int not null
);
create index queue_starts_queue on queue_starts (queue, at);
