// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/settings.h>

#include <chrono>
#include <functional>
#include <memory>

namespace pult::node {

class Node;

/// What a program runs beside its node and above it, such as the HTTP API. Lives on the main thread.
class Companion
{
public:
    Companion() = default;
    virtual ~Companion() = default;
    Q_DISABLE_COPY_MOVE(Companion)

    /// Before the node starts: takes what may be taken already by others, so that nothing runs when it is.
    virtual Result<> prepare() = 0;
    /// After the node has started.
    virtual Result<> start() = 0;
    /// The settings were read again: takes over what may change while it runs (SettingSpec::needsRestart is false).
    virtual Result<> apply(const Settings &settings) = 0;
    /// The node begins to stop: tells those that can be told, and goes on.
    virtual void announceEnd() = 0;
    /// When the node has stopped: how much longer this is to go on, so that others have had `notice` to see it.
    virtual std::chrono::milliseconds noticeLeft(std::chrono::milliseconds notice) const = 0;
    /// After the node has stopped, before it goes.
    virtual void stop() = 0;
};

/// `isService`: without a window. A companion that is switched off is null.
using MakeCompanion =
    std::function<Result<std::unique_ptr<Companion>>(Node &node, const Settings &settings, bool isService)>;

} // namespace pult::node
