// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange.h"
#include "healthboard.h"

#include <base/settings.h>
#include <node/node.h>

#include <chrono>
#include <functional>

namespace pult::api {

/// What a node's routes answer from.
struct RouteSources
{
    node::Node *node = nullptr;              ///< started; outlives the routes and every answer that is under way
    std::function<int()> port;               ///< that the server listens on, for the status; thread-safe
    std::function<void(bool)> readyAnswered; ///< told what `/readyz` says; thread-safe
    std::function<Settings()> settings;      ///< as they were last read; thread-safe
    HealthPace health;
    std::chrono::milliseconds eventHeartbeat{15'000}; ///< between two signs of life on a silent event stream
    std::chrono::milliseconds eventPace{500};         ///< at most so often events are looked for
};

/// Every route of a node's HTTP API, with the OpenAPI document made from them as the last. What they share (a thread
/// of their own named "routes", caches, event streams) lives as long as any of their handlers does; let them go on a
/// thread other than that one.
QList<Route> makeRoutes(const RouteSources &sources);

/// The OpenAPI 3.1 document of these routes.
QJsonObject openApiDocument(const QList<Route> &routes);

} // namespace pult::api
