// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <browser/flowplayer.h>
#include <browser/provider.h>
#include <browser/providers.h>

#include <QHash>

#include <memory>

namespace pult::jobs {

/// The providers of one worker, made when a task first needs them. Thread-affine to the worker.
class BrowserSessions final
{
public:
    struct Config
    {
        browser::ProviderConfig provider; ///< `name` is the settled one; others are made from the same settings
        browser::ProviderShared *shared = nullptr; ///< outlives the workers
        bool headless = true;
        std::chrono::milliseconds hostPause{0}; ///< FLOW_HOST_PAUSE_MS
    };
    explicit BrowserSessions(Config config);
    ~BrowserSessions();

    /// The provider a task recorded. A task never falls over to another: provider_not_here(name) when this node has
    /// none.
    Result<browser::Provider *> provider(const QString &name);
    bool headless() const { return m_config.headless; }
    /// How flows of this node wait between two navigations to one host, over all its workers; empty: they do not.
    decltype(browser::FlowOptions::pace) pace() const;

private:
    const Config m_config;
    QHash<QString, browser::Provider *> m_providers;
    std::vector<std::unique_ptr<browser::Provider>> m_owned;
};

} // namespace pult::jobs
