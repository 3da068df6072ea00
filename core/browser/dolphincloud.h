// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dolphinjson.h"

#include <net/outsideclient.h>

namespace pult::browser {

inline constexpr auto dolphinCloudBase = "https://dolphin-anty-api.com";

/// All profiles of the account that `apiToken` belongs to, page by page.
/// Errors: dolphin_token_expired(date), dolphin_token_invalid, dolphin_limited(seconds), dolphin_cloud_failed(status,
/// words), dolphin_reply_unreadable(what), and the outside client's.
QCoro::Task<Result<QList<Profile>>> listCloudProfiles(net::OutsideClient &client, QString base, QString apiToken,
                                                      CancelToken &token);

/// The proxy of one profile, with its login; nullopt: it has none. Errors: as above, and soon.
QCoro::Task<Result<std::optional<ProxyAddress>>> cloudProxyOf(net::OutsideClient &client, QString base,
                                                              QString apiToken, QString profileId, CancelToken &token);

} // namespace pult::browser
