// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "output.h"

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

void addQueues(CommandLine &line)
{
    line.group(u"queues"_s, CtlTr::tr("queues"))
        .example(u"pultctl queues list"_s)
        .example(u"pultctl queues pause mail --reason 'provider is down'"_s)
        .example(u"pultctl queues set mail --concurrency 5 --rate 20/60"_s);
    line.verb(u"queues list"_s, CtlTr::tr("with their counts"));
    line.verb(u"queues pause"_s, CtlTr::tr("start no more of its tasks"))
        .option(u"QUEUE"_s, &Request::name, CtlTr::tr("its name"))
        .required()
        .option(u"--reason"_s, &Request::reason, CtlTr::tr("shown to whoever asks why a task waits"))
        .option(u"--until"_s, &Request::until, CtlTr::tr("the pause ends by itself then (ISO 8601)"))
        .typeName(u"TIME"_s)
        .example(u"pultctl queues pause mail --reason 'provider is down' --until 2030-01-01T08:00:00Z"_s);
    line.verb(u"queues set"_s, CtlTr::tr("limit it over all nodes; \"off\" takes a limit away"))
        .option(u"QUEUE"_s, &Request::name, CtlTr::tr("its name"))
        .required()
        .option(u"--concurrency"_s, &Request::concurrency, CtlTr::tr("at most this many at once"))
        .typeName(u"N|off"_s)
        .option(u"--rate"_s, &Request::rate, CtlTr::tr("at most N starts in S seconds"))
        .typeName(u"N/S|off"_s)
        .rule([](const Request &request) {
            const bool given = !request.concurrency.isEmpty() || !request.rate.isEmpty();
            return given ? QString() : CtlTr::tr("--concurrency or --rate is needed");
        })
        .example(u"pultctl queues set mail --concurrency 5 --rate 20/60"_s);
    line.verb(u"queues resume"_s, CtlTr::tr("start its tasks again"))
        .option(u"QUEUE"_s, &Request::name, CtlTr::tr("its name"))
        .required();
}

void addLocks(CommandLine &line)
{
    line.group(u"locks"_s, CtlTr::tr("leases of running tasks, and other locks"))
        .example(u"pultctl locks list"_s)
        .example(u"pultctl locks cleanup --dry-run"_s);
    line.verb(u"locks list"_s, CtlTr::tr("who holds what, until when"));
    line.verb(u"locks cleanup"_s, CtlTr::tr("free locks that have expired; prints which"))
        .option(u"--dry-run"_s, &Request::dryRun, CtlTr::tr("show them, change nothing"))
        .option(u"--worker-id"_s, &Request::workerId, CtlTr::tr("only of this worker, or of this node"))
        .typeName(u"ID"_s)
        .option(u"--force"_s, &Request::force, CtlTr::tr("also those that it still holds"))
        .needs(u"--worker-id"_s)
        .example(u"pultctl locks cleanup --dry-run"_s)
        .example(u"pultctl locks cleanup --worker-id office-1-a1b2c3/2 --force"_s);
}

void addOperations(CommandLine &line)
{
    line.group(u"operations"_s, CtlTr::tr("changes to all tasks that match a filter"))
        .example(u"pultctl operations list --limit 10"_s)
        .example(u"pultctl operations show 3"_s)
        .example(u"pultctl operations cancel 3"_s);
    line.verb(u"operations list"_s, CtlTr::tr("newest first"))
        .option(u"--limit"_s, &Request::limit, CtlTr::tr("at most this many"))
        .range(1, 10000);
    line.verb(u"operations show"_s, CtlTr::tr("how far they are, what was refused"))
        .option(u"ID"_s, &Request::ids, CtlTr::tr("operations"))
        .required()
        .atLeast(1);
    line.verb(u"operations cancel"_s, CtlTr::tr("stop them; what is done stays done"))
        .option(u"ID"_s, &Request::ids, CtlTr::tr("operations"))
        .required()
        .atLeast(1);
}

} // namespace

void addPlaceArguments(CommandLine &line)
{
    addQueues(line);
    addLocks(line);
    addOperations(line);
}

} // namespace pult::ctl
