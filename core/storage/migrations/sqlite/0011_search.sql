-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the task list asks over many tasks, and what is noted of operations.

-- Why, in the operator's words, and what it takes back.
alter table operations add column reason text not null default '';
alter table operations add column undoes integer;

-- Few at any time; without these a count would read the whole table.
create index tasks_rare on tasks (id) where state in ('draft', 'waiting_deps');
create index task_history_unknown on task_history (id) where outcome_unknown = 1;
