-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What operators ask of nodes. A node carries each out once; what it did not take in time it never does.
-- Times are microseconds since 1970 of this database's clock.
create table node_commands (
    id bigint generated always as identity primary key,
    node_id text not null,
    session_id text not null,
    verb text not null,
    worker int not null default 0,
    who text not null,
    place text not null,
    state text not null default 'waiting',
    answer text not null default '{}',
    created_at bigint not null,
    expires_at bigint not null,
    taken_at bigint,
    done_at bigint
);
create index node_commands_waiting on node_commands (node_id, id) where state = 'waiting';
