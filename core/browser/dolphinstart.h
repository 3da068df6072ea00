// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dolphinapp.h"
#include "dolphinstartrecord.h"

namespace pult::browser {

/// One decision to start a profile, to its end: what Dolphin's failures mean and what is done about them. A start is
/// sent again only when the one before is known to have failed, or its browser has been stopped.
///
/// Lives in the coroutine that runs it; used once.
class DolphinStart final
{
public:
    DolphinStart(const DolphinConfig &config, ProviderShared &shared, DolphinApp &app, QString profileId,
                 StartOptions options, CancelToken &token);

    /// Leaves no browser behind unless it yields one, or the app can no longer be told: then the record stays.
    QCoro::Task<Result<BrowserEndpoint>> run();

private:
    /// Engaged: that is the end. Empty: send another start.
    using Step = std::optional<Result<BrowserEndpoint>>;

    QCoro::Task<Result<BrowserEndpoint>> untilDecided();
    QCoro::Task<Result<>> settleEarlierStart();
    QCoro::Task<Result<net::HttpReply>> sendStart();
    QCoro::Task<Step> judge(Result<net::HttpReply> reply);
    QCoro::Task<Step> onStarted(StartAnswer answer);
    QCoro::Task<Step> onUnknown(Error cause);
    QCoro::Task<Step> onDuplicate();
    QCoro::Task<Step> onUnauthorized(quint64 generation);
    Step onTooMany(int retryAfterSeconds);
    std::chrono::milliseconds lockedWait() const;
    QCoro::Task<Step> retryAfterFailure(StartAnswer answer, bool again, std::chrono::milliseconds wait);
    QCoro::Task<Step> retryAfter(std::chrono::milliseconds wait);
    QCoro::Task<Step> stopThenRetryAfter(std::chrono::milliseconds wait);
    QCoro::Task<Result<QUrl>> awaitPort(quint16 port);
    QCoro::Task<Result<BrowserEndpoint>> reattach();
    QCoro::Task<Result<>> stopBrowser();
    Result<> checkPause() const;
    void tell(const QString &stage) const;

    const DolphinConfig &m_config;
    ProviderShared &m_shared;
    DolphinApp &m_app;
    const QString m_profileId;
    const StartOptions m_options;
    CancelToken &m_token;
    DolphinStartRecord m_record;
    bool m_mayRun = false;    ///< a browser that this start opened may be running
    bool m_stopped = false;   ///< we have stopped the profile since
    quint64 m_generation = 0; ///< of the login that the last start was sent with
    int m_unknowns = 0;
    int m_duplicates = 0;
    int m_locks = 0;
    int m_initFailures = 0;
    int m_closedPorts = 0;
    bool m_loggedInAgain = false;
};

} // namespace pult::browser
