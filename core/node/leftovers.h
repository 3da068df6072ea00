// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a node's life may leave behind, and who clears it away.
#pragma once

#include "nodeconfig.h"
#include "observation.h"

#include <base/async.h>
#include <browser/providers.h>
#include <storage/pool.h>

#include <QStringList>

namespace pult::node {

/// Closes the browsers of an earlier life, then takes back the tasks it held: in this order, so that no profile is
/// started while its old browser still runs.
QCoro::Task<> recoverEarlierLife(NodeConfig config, browser::ProviderShared *shared, storage::Pool *pool,
                                 Observation *observation);

/// Stops the browsers of runs that hang: by what is recorded, not by way of the provider that started them, whose
/// thread may hang, too.
QCoro::Task<> stopBrowsers(NodeConfig config, browser::ProviderShared *shared, QStringList profiles);

} // namespace pult::node
