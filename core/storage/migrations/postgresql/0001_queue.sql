-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Statements end with a semicolon at the end of a line. Times are microseconds since 1970 of this database's clock.

-- Tasks and batches share one number space.
create sequence entity_ids as bigint;

-- The fencing tokens: every run gets a larger one than any run before.
create sequence run_leases as bigint;

-- Live tasks only. Beside the eight states of the outside there are 'blocked' (due, its key is taken) and 'waiting_deps'.
create table tasks (
    id bigint primary key,
    kind text not null,
    queue text not null,
    state text not null,
    priority int not null,
    payload text not null,
    run_at bigint not null,
    attempt int not null default 0,
    max_attempts int not null,
    rescues int not null default 0,
    unique_key text,
    exclusive_key text,
    batch_id bigint,
    depends_on text not null default '[]',
    node text not null default '',
    provider text not null default '',
    on_unknown text not null default 'ask',
    progress_value double precision not null default 0,
    progress_stage text not null default '',
    last_error text,
    last_error_at bigint,
    outcome_unknown int not null default 0,
    cancel_requested int not null default 0,
    run_lease bigint,
    node_id text,
    session_id text,
    worker text,
    lease_ttl bigint,
    lease_acquired_at bigint,
    lease_expires_at bigint,
    commit_state int not null default 0,
    commit_step int,
    output text,
    created_at bigint not null,
    started_at bigint,
    finished_at bigint
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500,
        autovacuum_vacuum_cost_delay = 1);

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
create table task_history (like tasks including defaults, primary key (id, finished_at)) partition by range (finished_at);
create table task_history_default partition of task_history default;
create index task_history_state on task_history (state, finished_at);
create index task_history_batch on task_history (batch_id) where batch_id is not null;

-- One row per exclusive key: what enqueue and every exit of a task lock before they touch the key's tasks.
create table task_keys (
    key text primary key
);

-- What tasks in 'waiting_deps' still wait for.
create table task_dependencies (
    task_id bigint not null,
    depends_on bigint not null,
    primary key (task_id, depends_on)
);
create index task_dependencies_on on task_dependencies (depends_on);

-- Runs that ended; the present run of a task stands in its row.
create table task_attempts (
    task_id bigint not null,
    run_lease bigint not null,
    attempt int not null,
    worker text not null,
    started_at bigint not null,
    finished_at bigint not null,
    outcome text not null,
    error text,
    steps text,
    log text,
    primary key (task_id, run_lease)
);

create table task_artifacts (
    id bigint generated always as identity primary key,
    task_id bigint not null,
    run_lease bigint not null,
    name text not null,
    mime_type text not null,
    size bigint not null,
    data bytea not null,
    created_at bigint not null
);
create index task_artifacts_task on task_artifacts (task_id, run_lease);

create table batches (
    id bigint primary key,
    kind text not null,
    label text not null,
    state text not null,
    payload text not null,
    total int not null default 0,
    succeeded int not null default 0,
    failed int not null default 0,
    cancelled int not null default 0,
    created_at bigint not null,
    finished_at bigint
);

create table queues (
    name text primary key,
    paused int not null default 0,
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
    pid int not null,
    workers text not null,
    started_at bigint not null,
    heartbeat_at bigint not null
);

create table audit (
    id bigint generated always as identity primary key,
    who text not null,
    what text not null,
    object text not null,
    before text not null,
    after text not null,
    place text not null,
    at bigint not null
);
