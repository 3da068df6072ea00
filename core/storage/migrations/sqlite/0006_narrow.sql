-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later

-- The same as started_at.
alter table tasks drop column lease_acquired_at;
alter table task_history drop column lease_acquired_at;
alter table deleted_tasks drop column lease_acquired_at;
