-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The steps of a running flow, for who watches it. They go with the run: its attempt keeps the whole list.
alter table tasks add column progress_steps text;
