-- SPDX-FileCopyrightText: Pult contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Tokens of the HTTP API: hashes only, so that nobody who reads the database can use one.
-- Times are microseconds since 1970 of this database's clock; lifetime is in microseconds, null: does not expire.
create table api_tokens (
    id integer primary key autoincrement,
    name text not null unique,
    hash text not null,
    scopes text not null,
    lifetime integer,
    created_at integer not null,
    expires_at integer,
    used_at integer
);
