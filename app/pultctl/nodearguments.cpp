// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "output.h"

namespace pult::ctl {

using namespace Qt::StringLiterals;

void addNodeArguments(CommandLine &line)
{
    line.group(u"nodes"_s, CtlTr::tr("nodes on this database"))
        .example(u"pultctl nodes list"_s)
        .example(u"pultctl nodes drain office-2"_s)
        .example(u"pultctl nodes restart --rolling --group blue"_s);
    line.verb(u"nodes list"_s, CtlTr::tr("state and workers"));
    const auto verb = [&line](const QString &name, const QString &text) -> VerbSpec & {
        return line.verb(name, text)
            .option(u"NODE"_s, &Request::name, CtlTr::tr("its name or id; this data folder's if not given"))
            .option(u"--no-wait"_s, &Request::wait, CtlTr::tr("do not wait for its answer"));
    };
    for (VerbSpec *made : {&verb(u"nodes drain"_s, CtlTr::tr("take no more tasks, let the running ones end")),
                           &verb(u"nodes resume"_s, CtlTr::tr("take tasks again")),
                           &verb(u"nodes kill"_s, CtlTr::tr("hand back what runs at once, then end it; a worker is "
                                                            "replaced"))})
        made->option(u"--worker"_s, &Request::worker, CtlTr::tr("only this worker of it, from 1")).atLeast(1);
    verb(u"nodes stop"_s, CtlTr::tr("drain it, then end it"));
    verb(u"nodes pause"_s, CtlTr::tr("take no more tasks, without an end"));
    verb(u"nodes restart"_s, CtlTr::tr("drain it, then begin it anew"))
        .option(u"--rolling"_s, &Request::rolling,
                CtlTr::tr("all nodes, one at a time, each only while the ones before are well"))
        .excludes(u"NODE"_s)
        .excludes(u"--no-wait"_s)
        .option(u"--group"_s, &Request::group, CtlTr::tr("only those of this NODE_GROUP"))
        .needs(u"--rolling"_s)
        .option(u"--timeout"_s, &Request::timeout, CtlTr::tr("seconds for each; else DRAIN_TIMEOUT_SECS and a minute"))
        .typeName(u"S"_s)
        .atLeast(1)
        .needs(u"--rolling"_s)
        .example(u"pultctl nodes restart --rolling"_s);
    line.verb(u"nodes switch"_s, CtlTr::tr("blue-green: one group takes over, then the others drain"))
        .option(u"--to"_s, &Request::group, CtlTr::tr("NODE_GROUP that takes over"))
        .required()
        .typeName(u"GROUP"_s)
        .option(u"--from"_s, &Request::fromGroup, CtlTr::tr("NODE_GROUP that drains; all others if not given"))
        .typeName(u"GROUP"_s)
        .option(u"--stop"_s, &Request::stopOld, CtlTr::tr("end the drained nodes"))
        .option(u"--timeout"_s, &Request::timeout, CtlTr::tr("seconds; else DRAIN_TIMEOUT_SECS and a minute"))
        .typeName(u"S"_s)
        .atLeast(1)
        .example(u"NODE_GROUP=green WORKER_BASE_PORT=9088 pultd --data-dir /var/lib/pult-green"_s)
        .example(u"pultctl nodes switch --to green --from blue --stop"_s);
}

} // namespace pult::ctl
