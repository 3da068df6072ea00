// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/async.h>
#include <base/result.h>

#include <QUrl>

namespace pult::browser {

/// Asks a DevTools port of this computer who it is; yields its WebSocket,
/// ws://127.0.0.1:<port>/devtools/browser/<guid>. Errors: devtools_silent(port).
QCoro::Task<Result<QUrl>> probeDevTools(quint16 port, std::chrono::milliseconds limit, CancelToken &token);

} // namespace pult::browser
