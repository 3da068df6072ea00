-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What operators do to many tasks, and what becomes of old ones. Times are microseconds since 1970 of this database's clock.

-- Deleted tasks as they were, until they are gone for good. `state` tells where they lay: finished ones in history.
create table deleted_tasks (
    id integer primary key,
    kind text not null,
    queue text not null,
    state text not null,
    priority integer not null,
    payload text not null,
    run_at integer not null,
    attempt integer not null default 0,
    max_attempts integer not null,
    rescues integer not null default 0,
    unique_key text,
    exclusive_key text,
    batch_id integer,
    depends_on text not null default '[]',
    node text not null default '',
    provider text not null default '',
    on_unknown text not null default 'ask',
    progress_value real not null default 0,
    progress_stage text not null default '',
    last_error text,
    last_error_at integer,
    outcome_unknown integer not null default 0,
    cancel_requested integer not null default 0,
    run_lease integer,
    node_id text,
    session_id text,
    worker text,
    lease_ttl integer,
    lease_acquired_at integer,
    lease_expires_at integer,
    commit_state integer not null default 0,
    commit_step integer,
    output text,
    created_at integer not null,
    started_at integer,
    finished_at integer,
    deleted_at integer not null,
    deleted_by text not null,
    operation_id integer,
    waits_for text not null default '[]'
);
create index deleted_tasks_at on deleted_tasks (deleted_at);
create index deleted_tasks_operation on deleted_tasks (operation_id, id) where operation_id is not null;

-- What is done now and then by one of the nodes: until when one is at it, and when it was last done.
create table maintenance (
    name text primary key,
    busy_until integer not null default 0,
    ran_at integer not null default 0,
    result text not null default '{}'
);

-- One change to many tasks: those that match the filter, by growing id, up to the last that there was at its start.
create table operations (
    id integer primary key autoincrement,
    verb text not null,
    arguments text not null,
    filter text not null,
    who text not null,
    place text not null,
    state text not null,
    total integer not null,
    done integer not null default 0,
    failed integer not null default 0,
    failures text not null default '[]',
    position integer not null default 0,
    last_id integer not null,
    created_at integer not null,
    finished_at integer
);
create index operations_running on operations (id) where state = 'running';

-- The task that runs once all children have ended; until then it waits for the batch's id (task_dependencies).
alter table batches add column callback_task integer;
