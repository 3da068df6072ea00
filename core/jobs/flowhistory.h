// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <queue/flowtimes.h>

namespace pult::jobs {

/// The name under which a flow's times are kept: the same for every task whose steps are the same before their values
/// are filled in, whatever profile, caption or media.
QString flowKey(const QByteArray &flow);

/// How long the task's flow takes when it goes well, for comparison; nullopt: it plays none, or it never went well.
Result<std::optional<queue::FlowTimes>> lastGoodRunOf(storage::Connection &connection, const queue::Task &task);

} // namespace pult::jobs
