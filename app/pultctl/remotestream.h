// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "remotecall.h"

#include <functional>

namespace pult::ctl {

/// Follows a stream of Server-Sent Events of the node at --url, from the event after `lastId` on, until `take` has had
/// enough (false). A connection that ends is opened again where it was left; when that fails several times running, its
/// error ends it.
Result<int> followNode(const Request &request, const RemoteCall &call, QByteArray lastId,
                       const std::function<bool(const QByteArray &data)> &take);

} // namespace pult::ctl
