-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the task list asks over millions of tasks, and what is noted of operations.

-- Why, in the operator's words, and what it takes back.
alter table operations add column reason text not null default '';
alter table operations add column undoes bigint;

-- Few at any time; without these a count would read the whole table.
create index tasks_rare on tasks (id) where state in ('draft', 'waiting_deps');
create index task_history_unknown on task_history (id) where outcome_unknown = 1;

-- Text inside of finished tasks' errors, profiles and keys, where the server has pg_trgm and lets us use it: rows of short
-- tasks that have none of these stand in no index. Live tasks have none, for the sake of enqueuing.
do $$ begin create extension if not exists pg_trgm; create index task_history_error_text on task_history using gin (lower(last_error) gin_trgm_ops) where last_error is not null; create index task_history_provider_text on task_history using gin (lower(provider) gin_trgm_ops) where provider <> ''; create index task_history_key_text on task_history using gin (lower(exclusive_key) gin_trgm_ops) where exclusive_key is not null; create index task_history_unique_text on task_history using gin (lower(unique_key) gin_trgm_ops) where unique_key is not null; exception when others then null; end $$;
