// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "remoteverbs.h"

#include <node/startoptions.h>

#include <QDeadlineTimer>
#include <QJsonDocument>

#include <thread>

namespace pult::ctl {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString sentence(const node::Commands::Idle &idle)
{
    return idle.idle ? CtlTr::tr("Idle: %1 completed, %2 failed.")
                     : CtlTr::tr("Still busy: %1 completed, %2 failed so far.");
}

constexpr std::chrono::milliseconds pollInterval = 300ms;
/// Far enough below the API's limit of requests for others to have their share.
constexpr std::chrono::milliseconds remotePollInterval = 1s;

/// Tasks that were discarded while this waits make the exit code 1; those from before do not count.
Result<int> waitUntilIdle(const Request &request, std::chrono::milliseconds pause,
                          const std::function<Result<node::Commands::Idle>()> &look)
{
    QDeadlineTimer deadline(QDeadlineTimer::Forever);
    if (request.timeout)
        deadline.setRemainingTime(qint64(*request.timeout * 1000));
    node::Commands::Idle idle;
    for (;;) {
        const auto now = look();
        if (!now)
            return fail(now.error());
        idle = *now;
        if (idle.idle || deadline.hasExpired())
            break;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline.remainingTimeAsDuration());
        std::this_thread::sleep_for(deadline.isForever() ? pause : std::min(pause, left));
    }
    if (request.json)
        printJson({{u"idle"_s, idle.idle}, {u"completed"_s, idle.completed}, {u"discarded"_s, idle.discarded}});
    else
        printLine(sentence(idle).arg(idle.completed).arg(idle.discarded));
    if (!idle.idle)
        return int(node::exitTimeout);
    return int(idle.discarded > 0 ? node::exitFailed : node::exitDone);
}

Result<int> waitHere(Session &session, const Request &request)
{
    const auto since = Session::await(session.commands().databaseNow());
    if (!since)
        return fail(since.error());
    return waitUntilIdle(request, pollInterval,
                         [&session, since] { return Session::await(session.commands().idle(*since)); });
}

/// The first answer names the time from which the others count. Over the limit of requests it goes on as it was.
Result<int> waitRemotely(const Request &request)
{
    QString since;
    node::Commands::Idle known;
    return waitUntilIdle(request, remotePollInterval, [&]() -> Result<node::Commands::Idle> {
        QUrlQuery query;
        if (!since.isEmpty())
            query.addQueryItem(u"since"_s, since);
        const Result<RemoteAnswer> reply = callNode(request, {"GET", u"/api/v1/tasks/idle"_s, query, {}});
        if (!reply && !since.isEmpty() && reply.error().kind == ErrorKind::Limited)
            return known;
        if (!reply)
            return fail(reply.error());
        const QJsonObject now = QJsonDocument::fromJson(reply->body).object();
        since = now[u"since"].toString();
        known = {now[u"idle"].toBool(), now[u"discarded"].toInteger(), now[u"completed"].toInteger()};
        return known;
    });
}

} // namespace

void addWaitVerbs(Verbs &verbs)
{
    verbs.insert(u"wait"_s, withSession(waitHere));
}

void addRemoteWaitVerbs(Verbs &verbs)
{
    verbs.insert(u"wait"_s, waitRemotely);
}

} // namespace pult::ctl
