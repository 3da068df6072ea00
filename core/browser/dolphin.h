// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dolphinapp.h"
#include "provider.h"

namespace pult::browser {

/// Profiles of the Dolphin{anty} app on this computer. Thread-affine; its instances share ProviderShared.
class Dolphin final : public Provider
{
public:
    Dolphin(DolphinConfig config, ProviderShared &shared, net::HttpClient &client);

    QString name() const override { return QStringLiteral("dolphin"); }
    /// From the cloud; without a token only what runs, ids with a note.
    QCoro::Task<Result<QList<Profile>>> profiles(CancelToken &token) override;
    /// Errors: those of DolphinApp::ready and DolphinApp::running.
    QCoro::Task<Result<>> check(CancelToken &token) override;
    /// From the cloud; nothing without a token. Errors: those of the cloud.
    QCoro::Task<Result<std::optional<ProxyAddress>>> proxyOf(QString profileId, CancelToken &token) override;
    /// Errors: dolphin_profile_invalid(id), those of DolphinApp::ready, dolphin_limited(seconds), dolphin_files_locked,
    /// dolphin_start_failed(profile, words), dolphin_start_refused(profile, words), dolphin_start_unknown(profile),
    /// dolphin_no_automation(profile), dolphin_plan_no_automation, dolphin_plan_limit,
    /// dolphin_profile_unknown(profile), dolphin_profile_open(profile), dolphin_profile_busy(profile),
    /// dolphin_port_closed(profile, port), dolphin_stop_failed(profile, words), browser_record_unwritable.
    QCoro::Task<Result<BrowserEndpoint>> start(QString profileId, StartOptions options, CancelToken &token) override;
    QCoro::Task<Result<>> stop(QString profileId, CancelToken &token) override;

private:
    QCoro::Task<Result<QList<Profile>>> runningProfiles(CancelToken &token);

    const DolphinConfig m_config;
    ProviderShared &m_shared;
    net::OutsideClient m_outside;
    DolphinApp m_app;
};

} // namespace pult::browser
