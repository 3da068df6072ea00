-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later

-- What was done in a range of time: the marks on the charts.
create index audit_at on audit (at);
