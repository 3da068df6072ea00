-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Every index below is written to once per task that runs; these say the same with less.

-- Ids grow, so that entries are added at one end; the few running rows are filtered by whatever is asked.
drop index tasks_running;
create index tasks_running on tasks (id) where state = 'running';

-- Completed tasks are the mass of history, and lists find them by id.
drop index task_history_state;
create index task_history_unfinished on task_history (state, finished_at) where state <> 'completed';
create index task_history_finished on task_history using brin (finished_at) with (pages_per_range = 32);
