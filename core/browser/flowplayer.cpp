// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowplayer.h"

#include "flowrunner.h"

namespace pult::browser {

QCoro::Task<FlowRun> playFlow(CdpConnection &connection, Flow flow, FlowOptions options, FlowObserver &observer,
                              CancelToken &token)
{
    FlowRunner runner(connection, std::move(flow), options, observer, token);
    FlowRun run = co_await runner.play();
    co_return run;
}

} // namespace pult::browser
