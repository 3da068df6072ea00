// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Questions to a browser provider, each on a thread of its own that ends with the answer: a provider needs an event
// loop, and neither the window nor the engine waits for one.
#pragma once

#include <browser/providers.h>

#include <QFuture>

namespace pult::node {

/// Profiles of the provider named in `config`; `shared` is let go before the answer is there.
QFuture<Result<QList<browser::Profile>>> listProfilesOf(const browser::ProviderConfig &config,
                                                        browser::ProviderShared &shared);
/// Whether it could start a profile now.
QFuture<Result<>> checkProviderOf(const browser::ProviderConfig &config, browser::ProviderShared &shared);

} // namespace pult::node
