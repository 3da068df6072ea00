// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browsersessions.h"

namespace pult::jobs {

using namespace Qt::StringLiterals;

BrowserSessions::BrowserSessions(Config config) : m_config(std::move(config)) {}

BrowserSessions::~BrowserSessions() = default;

Result<browser::Provider *> BrowserSessions::provider(const QString &name)
{
    if (browser::Provider *const made = m_providers.value(name))
        return made;
    // Local browsers are always to be had; another provider only where the node was settled on it.
    if (name != "local"_L1 && name != m_config.provider.name)
        return fail(ErrorKind::Unavailable, "provider_not_here", {name});
    browser::ProviderConfig config = m_config.provider;
    config.name = name;
    Result<std::unique_ptr<browser::Provider>> provider = browser::makeProvider(config, *m_config.shared);
    if (!provider)
        return fail(provider.error());
    m_owned.push_back(std::move(*provider));
    m_providers.insert(name, m_owned.back().get());
    return m_owned.back().get();
}

} // namespace pult::jobs
