-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What a profile has done, newest first, however much the others did. Tasks without a profile stand in no entry.
create index task_history_profile on task_history (provider, id) where provider <> '';
