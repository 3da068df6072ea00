// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "leftovers.h"

#include "logging.h"

#include <browser/forcedstop.h>
#include <browser/orphans.h>
#include <queue/taskstore.h>

#include <QTimer>

namespace pult::node {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto orphanLimit = 30s;
constexpr auto rescueLimit = 60s;
constexpr auto forcedStopLimit = 20s;

} // namespace

QCoro::Task<> recoverEarlierLife(NodeConfig config, browser::ProviderShared *shared, storage::Pool *pool,
                                 Observation *observation)
{
    CancelToken token;
    QTimer::singleShot(orphanLimit, &token, [&token] {
        token.cancel({ErrorKind::Timeout, u"orphans_timeout"_s, {}, {}});
    });
    Result<std::unique_ptr<browser::Provider>> provider = browser::makeProvider(config.provider, *shared);
    browser::Provider *const dolphin = provider && config.provider.name == "dolphin"_L1 ? provider->get() : nullptr;
    const browser::ReapReport report = co_await browser::reapOrphans(config.dataDir, shared->session(), dolphin, token);
    observation->orphansReaped(report.closed);
    if (report.closed > 0)
        qCInfo(lcNode).nospace() << "closed left-over browsers count=" << report.closed;
    if (!report.left.isEmpty())
        qCWarning(lcNode).noquote() << "left-over browsers not closed:" << report.left.join(u", "_s);

    const auto taken =
        pool->run<QList<queue::Id>>([id = config.id, session = shared->session()](storage::Connection &c) {
            return queue::rescueEarlierSessions(c, id, session);
        });
    const Result<QList<queue::Id>> rescued =
        co_await awaitFuture<QList<queue::Id>>(taken, rescueLimit, "database_timeout");
    if (!rescued)
        qCWarning(lcNode).noquote() << "tasks of an earlier start not taken back yet:" << toLogString(rescued.error());
    else if (!rescued->isEmpty())
        qCInfo(lcNode).nospace() << "took back tasks of an earlier start count=" << rescued->size();
}

QCoro::Task<> stopBrowsers(NodeConfig config, browser::ProviderShared *shared, QStringList profiles)
{
    CancelToken token;
    QTimer::singleShot(forcedStopLimit, &token, [&token] {
        token.cancel({ErrorKind::Timeout, u"browser_stop_timeout"_s, {}, {}});
    });
    std::unique_ptr<browser::Provider> dolphin;
    if (config.provider.name == "dolphin"_L1) {
        if (Result<std::unique_ptr<browser::Provider>> made = browser::makeProvider(config.provider, *shared))
            dolphin = std::move(*made);
    }
    co_await browser::stopRecorded(config.dataDir, shared->session(), profiles, dolphin.get(), token);
}

} // namespace pult::node
