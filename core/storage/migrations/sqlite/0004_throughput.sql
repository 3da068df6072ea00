-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Every index below is written to once per task that runs; these say the same with less.

drop index tasks_running;
create index tasks_running on tasks (id) where state = 'running';

drop index task_history_state;
create index task_history_unfinished on task_history (state, finished_at) where state <> 'completed';
create index task_history_finished on task_history (finished_at);
