// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "provider.h"

namespace pult::browser {

/// Whether the proxy is there and lets us in: connects, and says what its kind of proxy begins with. An HTTP proxy is
/// asked for `target` (host:port), and any answer but a refused login will do: that the target is away is not the
/// proxy's fault. Nothing of the profile's is sent but its login at the proxy.
/// Errors: proxy_away(address, reason), proxy_silent(address, seconds), proxy_denied(address),
/// proxy_strange(address, kind): something answers that is no such proxy; the token's.
QCoro::Task<Result<>> checkProxy(ProxyAddress proxy, QString target, std::chrono::milliseconds limit,
                                 CancelToken &token);

} // namespace pult::browser
