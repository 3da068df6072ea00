// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browserrecord.h"
#include "provider.h"
#include "startgate.h"

#include <QProcess>

#include <map>

namespace pult::browser {

/// Where Chrome or Chromium is: `configured` (BROWSER_PATH: a path or a name in PATH), else the usual names and places.
/// Errors: browser_path_invalid(path), browser_not_found(names tried).
Result<QString> findBrowser(const QString &configured);

struct LocalChromeConfig
{
    QString dataDir;
    QString profilesRoot; ///< one folder per profile; empty: <dataDir>/profiles
    QString browserPath;  ///< BROWSER_PATH
    QString session;      ///< this life of the node
    std::chrono::milliseconds poll{50};
    std::chrono::milliseconds stopGrace{5000}; ///< from the request to end until it is ended
};

/// Chrome or Chromium of this computer, with a data folder of its own per profile. Thread-affine.
class LocalChrome final : public Provider
{
public:
    LocalChrome(LocalChromeConfig config, StartGate &starts);
    /// Ends at once what still runs.
    ~LocalChrome() override;

    QString name() const override { return QStringLiteral("local"); }
    QCoro::Task<Result<QList<Profile>>> profiles(CancelToken &token) override;
    /// Errors: browser_not_found, browser_path_invalid.
    QCoro::Task<Result<>> check(CancelToken &token) override;
    QCoro::Task<Result<std::optional<ProxyAddress>>> proxyOf(QString profileId, CancelToken &token) override;
    /// Errors: profile_id_invalid(id), browser_not_found, browser_path_invalid, browser_already_running(profile),
    /// browser_profile_locked(profile, pid), profile_folder_unusable(path), browser_record_unwritable,
    /// browser_not_started(path, reason), browser_exited(profile, code), browser_start_timeout(profile, seconds).
    QCoro::Task<Result<BrowserEndpoint>> start(QString profileId, StartOptions options, CancelToken &token) override;
    QCoro::Task<Result<>> stop(QString profileId, CancelToken &token) override;

private:
    QString folderOf(const QString &profileId) const;
    QString logOf(const QString &profileId) const;
    Result<BrowserRecord> prepare(const QString &profileId);
    QStringList argumentsFor(const BrowserRecord &record, bool headless) const;
    QCoro::Task<Result<>> launch(QString program, QStringList arguments, BrowserRecord &record, CancelToken &token);
    QCoro::Task<Result<BrowserEndpoint>> awaitEndpoint(BrowserRecord record, std::chrono::milliseconds limit,
                                                       CancelToken &token);
    Error exited(const QString &profileId, const QProcess &process) const;

    const LocalChromeConfig m_config;
    StartGate &m_starts;
    std::map<QString, std::unique_ptr<QProcess>> m_processes;
};

/// Ends a recorded local browser if it still is the same process: asks, waits `grace`, then ends its group. Always ends
/// it, when cancelled without waiting. Thread: any with an event loop.
QCoro::Task<> endRecordedBrowser(BrowserRecord record, std::chrono::milliseconds grace, std::chrono::milliseconds poll,
                                 CancelToken &token);

} // namespace pult::browser
