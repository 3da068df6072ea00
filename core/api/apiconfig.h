// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "access.h"
#include "server.h"

#include <base/settings.h>

namespace pult::api {

/// What the settings say of the HTTP API. A value.
struct ApiConfig
{
    bool enabled = false;
    ServerOptions server;
    AccessRules access;
    RateLimits::Rules rates;
    QString dataDir;
};

/// API_ENABLED = auto: on in a service, off beside a window. Errors: api_host_invalid(host),
/// proxy_not_network(text).
Result<ApiConfig> readApiConfig(const Settings &settings, bool isService);

} // namespace pult::api
