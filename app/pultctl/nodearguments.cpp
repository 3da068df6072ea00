// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "output.h"

namespace pult::ctl {

using namespace Qt::StringLiterals;

void addNodeArguments(CommandLine &line)
{
    line.group(u"nodes"_s, CtlTr::tr("nodes on this database"));
    line.verb(u"nodes list"_s, CtlTr::tr("state and workers"));
    const auto verb = [&line](const QString &name, const QString &text) -> VerbSpec & {
        return line.verb(name, text)
            .option(u"NODE"_s, &Request::name, CtlTr::tr("its name or id; this data folder's if not given"))
            .option(u"--no-wait"_s, &Request::wait, CtlTr::tr("do not wait for its answer"));
    };
    for (VerbSpec *made : {&verb(u"nodes drain"_s, CtlTr::tr("take no more tasks, let the running ones end")),
                           &verb(u"nodes resume"_s, CtlTr::tr("take tasks again"))})
        made->option(u"--worker"_s, &Request::worker, CtlTr::tr("only this worker of it, from 1")).atLeast(1);
    verb(u"nodes stop"_s, CtlTr::tr("drain it, then end it"));
    verb(u"nodes restart"_s, CtlTr::tr("drain it, then begin it anew"));
}

} // namespace pult::ctl
