-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What each node's limiters of calls to the outside stand at, as the node last told. Times are microseconds.
create table limiter_reports (
    name text not null,
    node_id text not null,
    session_id text not null,
    per_second double precision not null,
    burst double precision not null,
    shared int not null,
    tokens double precision not null,
    waiters int not null,
    next_in bigint not null,
    passed bigint not null,
    throttled bigint not null,
    throttled_at bigint,
    told_at bigint not null,
    primary key (name, node_id)
);
