// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dolphinlocal.h"
#include "dolphintimings.h"
#include "providershared.h"

namespace pult::browser {

struct DolphinConfig
{
    QString dataDir;
    QString host;  ///< empty: look for it on this computer's ports
    QString token; ///< empty: the app's own login must do
    QString cloudHost;
    bool takeOverRunning = true; ///< see ProviderConfig
    quint16 firstPort = 3001;    ///< where the app listens when nothing else does; if taken, on the next free one
    int ports = 10;
    DolphinTimings timings;
};

/// The app as one reaches it: where it is, whether it knows our token, and what may be asked twice. Thread-affine; what
/// it learns it tells the other threads' through ProviderShared.
class DolphinApp final
{
public:
    DolphinApp(const DolphinConfig &config, ProviderShared &shared, net::OutsideClient &client);

    /// Finds the app; `always`: also while its breaker is open. Errors: dolphin_away(host), breaker_open.
    QCoro::Task<Result<>> locate(CancelToken &token, bool always = false);
    /// Finds it and makes sure of the login. Errors: dolphin_away(host), dolphin_token_expired(date),
    /// dolphin_token_invalid, dolphin_login_failed(status, words).
    QCoro::Task<Result<>> ready(CancelToken &token);
    /// After a 401 with the login that was `generation`. Errors: as ready, and dolphin_token_missing.
    QCoro::Task<Result<>> loginAgain(quint64 generation, CancelToken &token);

    /// Errors: dolphin_away(host), dolphin_reply_unreadable, the HTTP client's.
    QCoro::Task<Result<QStringList>> running(CancelToken &token);
    /// Stops a profile, one after the other over all threads, `tries` times at most. Fine when it does not run.
    /// Errors: as loginAgain, and dolphin_stop_failed(profile, words).
    QCoro::Task<Result<>> stop(QString profileId, int tries, std::chrono::milliseconds limit, CancelToken &token);

    DolphinLocalApi &api() { return m_api; }
    /// `error`, or that the app is away where the error says so.
    Error judged(Error error);

private:
    QCoro::Task<Result<>> login(CancelToken &token);
    QCoro::Task<Result<>> look(CancelToken &token);
    QCoro::Task<bool> isDolphin(QString base, CancelToken &token);
    QCoro::Task<Result<StopAnswer>> stopOnce(QString profileId, std::chrono::milliseconds limit, CancelToken &token);

    const DolphinConfig &m_config;
    ProviderShared &m_shared;
    DolphinLocalApi m_api;
    net::OutsideClient &m_client;
};

} // namespace pult::browser
