// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flow.h"
#include "flowwatch.h"

#include <base/async.h>
#include <queue/types.h>

#include <QCoroTask>

#include <chrono>
#include <functional>
#include <memory>

namespace pult::browser {

class CdpConnection;

/// What the player tells while it plays; called on the player's thread.
class FlowObserver
{
public:
    virtual ~FlowObserver() = default;
    virtual void stepStarted(int index, int count, const FlowStep &step) = 0;
    virtual void stepFinished(int index, std::chrono::milliseconds duration) = 0;
    /// After the target was found and before the page is touched; an error stops the flow without touching it.
    virtual QCoro::Task<Result<>> beforeCommit(int index, QByteArray screenshotPng) = 0;
    virtual QCoro::Task<Result<>> afterCommit(int index) = 0;
    /// A `screenshot` step's picture.
    virtual void screenshotTaken(const QString &name, const QByteArray &png) = 0;
    /// Console lines, dialogs answered, retries; for the attempt's log.
    virtual void note(QtMsgType level, const QString &text) = 0;
};

/// How a flow ended. Beside the steps' own errors: flow_browser_gone(step, type), flow_browser_silent(step, type,
/// seconds), flow_page_crashed(step, type), flow_page_hung(step, type, seconds), flow_dialog_stuck(step, type,
/// message).
struct FlowRun
{
    std::optional<Error> error; ///< `step_failed` &c. with arguments: step from 1, type, selector tried, reason
    int failedStep = -1;        ///< from 0
    bool commitBegun = false;
    bool commitFinished = false; ///< every commit step that began has ended well
    int lastStep = -1;           ///< last step that ended well
    QByteArray steps;            ///< JSON for Attempt::steps
    /// On failure, and when it was cut off after it began to commit: failure.png, page.html, flight.json, console.txt;
    /// then the screenshot steps' pictures.
    QList<queue::Artifact> artifacts;
};

struct FlowOptions
{
    std::chrono::milliseconds defaultTimeout{5000}; ///< of a step, as @puppeteer/replay's
    /// Awaited before every `navigate`, on top of the step's time: politeness towards the site. Empty: no waiting.
    std::function<QCoro::Task<Result<>>(QString host, CancelToken &token)> pace{};
    FlowWatchLimits watch;
    bool record = true; ///< keep what a flight record is made of
};

/// Plays `flow` (already filled) in a new tab of the browser's default context, and closes the tabs it opened.
/// Same outcome as @puppeteer/replay 3.1.3 with puppeteer 24.43.1, but for the differences named in the README.
QCoro::Task<FlowRun> playFlow(CdpConnection &connection, Flow flow, FlowOptions options, FlowObserver &observer,
                              CancelToken &token);

} // namespace pult::browser
