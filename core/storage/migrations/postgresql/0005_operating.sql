-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What operators do to many tasks, and what becomes of old ones. Times are microseconds since 1970 of this database's clock.

-- Deleted tasks as they were, until they are gone for good. `state` tells where they lay: finished ones in history.
create table deleted_tasks (
    like tasks including defaults,
    deleted_at bigint not null,
    deleted_by text not null,
    operation_id bigint,
    waits_for text not null default '[]',
    primary key (id)
);
create index deleted_tasks_at on deleted_tasks (deleted_at);
create index deleted_tasks_operation on deleted_tasks (operation_id, id) where operation_id is not null;

-- What is done now and then by one of the nodes: until when one is at it, and when it was last done.
create table maintenance (
    name text primary key,
    busy_until bigint not null default 0,
    ran_at bigint not null default 0,
    result text not null default '{}'
);

-- One change to many tasks: those that match the filter, by growing id, up to the last that there was at its start.
create table operations (
    id bigint generated always as identity primary key,
    verb text not null,
    arguments text not null,
    filter text not null,
    who text not null,
    place text not null,
    state text not null,
    total bigint not null,
    done bigint not null default 0,
    failed bigint not null default 0,
    failures text not null default '[]',
    position bigint not null default 0,
    last_id bigint not null,
    created_at bigint not null,
    finished_at bigint
);
create index operations_running on operations (id) where state = 'running';

-- The task that runs once all children have ended; until then it waits for the batch's id (task_dependencies).
alter table batches add column callback_task bigint;
