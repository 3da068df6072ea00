-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What each node's limiters of calls to the outside stand at, as the node last told. Times are microseconds.
create table limiter_reports (
    name text not null,
    node_id text not null,
    session_id text not null,
    per_second real not null,
    burst real not null,
    shared integer not null,
    tokens real not null,
    waiters integer not null,
    next_in integer not null,
    passed integer not null,
    throttled integer not null,
    throttled_at integer,
    told_at integer not null,
    primary key (name, node_id)
);
