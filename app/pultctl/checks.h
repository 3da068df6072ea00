// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session.h"

namespace pult::ctl {

/// Elsewhere: only the node itself can find out.
enum class CheckLevel { Elsewhere, Ok, Warn, Fail };
/// "skip", "ok", "warn", "fail".
QString nameOf(CheckLevel level);

/// One line of `pultctl check`. A value.
struct CheckLine
{
    QString subject; ///< database, clock, disk …: as --json names it
    CheckLevel level = CheckLevel::Ok;
    QString sentence;
    QString advice; ///< what to do; empty when all is well
};
using CheckLines = QList<CheckLine>;

/// What is known without the database.
struct CheckPlace
{
    const Settings &settings;
    const node::NodeConfig &config;
};

CheckLines checkSettings(const CheckPlace &place);
CheckLines checkValues(const CheckPlace &place); ///< of settings, without the files they stand in
CheckLines checkAccess(const CheckPlace &place); ///< tokens, TLS
CheckLines checkComputer(const CheckPlace &place, const QList<queue::NodeInfo> &nodes); ///< disk, descriptors, service
CheckLines checkBrowsers(const CheckPlace &place);
CheckLines checkNodes(const QList<queue::NodeInfo> &nodes);
/// The server's settings, schema, indexes, connections, backups, clock.
CheckLines checkDatabase(storage::Connection &connection, const CheckPlace &place, const QList<queue::NodeInfo> &nodes);

/// What the node at --url can be asked.
Result<CheckLines> checkRemotely(const Request &request);

} // namespace pult::ctl
