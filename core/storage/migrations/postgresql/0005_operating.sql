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
