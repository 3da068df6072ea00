-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What all nodes know of the dependencies outside. Times are microseconds since 1970 of this database's clock.

-- One circuit breaker each. `scope` is empty, or the computer whose own dependency it is. Of half_open `probe_node` is who
-- tries, until `probe_until`. `revision` grows with every change of state, `resets` with every reset of the counters.
create table breakers (
    name text not null,
    scope text not null default '',
    state text not null default 'closed',
    opened_at bigint not null default 0,
    open_until bigint,
    attempts integer not null default 0,
    probe_node text not null default '',
    probe_until bigint not null default 0,
    reason text not null default '',
    changed_by text not null default '',
    changed_at bigint not null default 0,
    last_error text,
    last_error_at bigint not null default 0,
    calls bigint not null default 0,
    failures bigint not null default 0,
    slow bigint not null default 0,
    not_permitted bigint not null default 0,
    resets integer not null default 0,
    revision bigint not null default 1,
    primary key (name, scope)
);

-- When they opened, for a day.
create table breaker_trips (
    name text not null,
    scope text not null,
    at bigint not null
);
create index breaker_trips_at on breaker_trips (name, scope, at);

-- Each node's last minute.
create table breaker_windows (
    name text not null,
    scope text not null,
    node text not null,
    calls integer not null,
    failures integer not null,
    slow integer not null,
    at bigint not null,
    primary key (name, scope, node)
);

-- Token buckets that nodes draw allowances from.
create table rate_budgets (
    name text primary key,
    tokens double precision not null,
    filled_at bigint not null
);
