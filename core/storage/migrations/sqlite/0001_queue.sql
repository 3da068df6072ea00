-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Statements end with a semicolon at the end of a line. Times are microseconds since 1970 of this database's clock.

-- Sequences: 'entity' numbers tasks and batches alike; 'run_lease' are the fencing tokens, every run gets a larger one.
create table counters (
    name text primary key,
    value integer not null
) without rowid;
insert into counters (name, value) values ('entity', 0), ('run_lease', 0);

-- Live tasks only. Beside the eight states of the outside there are 'blocked' (due, its key is taken) and 'waiting_deps'.
create table tasks (
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
    finished_at integer
);

-- Runnable rows alone, in the claim's exact order.
create index tasks_claim on tasks (priority desc, run_at, id) where state = 'available';
create index tasks_due on tasks (run_at) where state in ('scheduled', 'retryable');
create index tasks_blocked on tasks (exclusive_key, priority desc, run_at, id) where state = 'blocked';
-- The guarantee behind "one running task per key".
create unique index tasks_head on tasks (exclusive_key)
    where exclusive_key is not null and state in ('available', 'running');
create unique index tasks_unique on tasks (unique_key) where unique_key is not null;
create index tasks_running on tasks (session_id) where state = 'running';
create index tasks_batch on tasks (batch_id) where batch_id is not null;

-- Finished tasks, the same columns.
create table task_history (
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
    finished_at integer
);
create index task_history_state on task_history (state, finished_at);
create index task_history_batch on task_history (batch_id) where batch_id is not null;

-- What tasks in 'waiting_deps' still wait for.
create table task_dependencies (
    task_id integer not null,
    depends_on integer not null,
    primary key (task_id, depends_on)
);
create index task_dependencies_on on task_dependencies (depends_on);

-- Runs that ended; the present run of a task stands in its row.
create table task_attempts (
    task_id integer not null,
    run_lease integer not null,
    attempt integer not null,
    worker text not null,
    started_at integer not null,
    finished_at integer not null,
    outcome text not null,
    error text,
    steps text,
    log text,
    primary key (task_id, run_lease)
);

create table task_artifacts (
    id integer primary key autoincrement,
    task_id integer not null,
    run_lease integer not null,
    name text not null,
    mime_type text not null,
    size integer not null,
    data blob not null,
    created_at integer not null
);
create index task_artifacts_task on task_artifacts (task_id, run_lease);

create table batches (
    id integer primary key,
    kind text not null,
    label text not null,
    state text not null,
    payload text not null,
    total integer not null default 0,
    succeeded integer not null default 0,
    failed integer not null default 0,
    cancelled integer not null default 0,
    created_at integer not null,
    finished_at integer
);

create table queues (
    name text primary key,
    paused integer not null default 0,
    pause_reason text not null default ''
);

create table nodes (
    id text primary key,
    name text not null,
    node_group text not null,
    session_id text not null,
    state text not null,
    version text not null,
    queues text not null,
    pid integer not null,
    workers text not null,
    started_at integer not null,
    heartbeat_at integer not null
);

create table audit (
    id integer primary key autoincrement,
    who text not null,
    what text not null,
    object text not null,
    before text not null,
    after text not null,
    place text not null,
    at integer not null
);
