-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The last day of each node's log at info and above, so that every window and pultctl can show it. Capped
-- (queue/nodelogs.h). Times are microseconds since 1970 of the node's own clock, as in its files.
create table node_logs (
    id bigint generated always as identity primary key,
    node_id text not null,
    node_name text not null,
    at bigint not null,
    level text not null,
    logger text not null,
    message text not null
);
create index node_logs_of_node on node_logs (node_id, id);
