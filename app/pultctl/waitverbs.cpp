// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "verbs.h"

#include <node/startoptions.h>

#include <QDeadlineTimer>

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

/// Tasks that were discarded while this waits make the exit code 1; those from before do not count.
Result<int> waitUntilIdle(Session &session, const Request &request)
{
    const auto since = Session::await(session.commands().databaseNow());
    if (!since)
        return fail(since.error());
    QDeadlineTimer deadline(QDeadlineTimer::Forever);
    if (request.timeout)
        deadline.setRemainingTime(qint64(*request.timeout * 1000));
    node::Commands::Idle idle;
    for (;;) {
        const auto now = Session::await(session.commands().idle(*since));
        if (!now)
            return fail(now.error());
        idle = *now;
        if (idle.idle || deadline.hasExpired())
            break;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline.remainingTimeAsDuration());
        std::this_thread::sleep_for(deadline.isForever() ? pollInterval : std::min(pollInterval, left));
    }
    if (request.json)
        printJson({{u"idle"_s, idle.idle}, {u"completed"_s, idle.completed}, {u"discarded"_s, idle.discarded}});
    else
        printLine(sentence(idle).arg(idle.completed).arg(idle.discarded));
    if (!idle.idle)
        return int(node::exitTimeout);
    return int(idle.discarded > 0 ? node::exitFailed : node::exitDone);
}

} // namespace

void addWaitVerbs(Verbs &verbs)
{
    verbs.insert(u"wait"_s, withSession(waitUntilIdle));
}

} // namespace pult::ctl
