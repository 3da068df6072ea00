// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "output.h"

namespace pult::ctl {

using namespace Qt::StringLiterals;

void addScheduleArguments(CommandLine &line)
{
    line.group(u"schedules"_s, CtlTr::tr("tasks that come by the clock"))
        .example(u"pultctl schedules add morning --cron '0 8 * * 1-5' --tz Europe/Berlin --kind http_request"_s)
        .example(u"pultctl schedules run morning"_s)
        .example(u"pultctl schedules pause morning"_s);
    VerbSpec &add = line.verb(u"schedules add"_s, CtlTr::tr("add one"));
    add.option(u"NAME,--name"_s, &Request::name, CtlTr::tr("its name"))
        .required()
        .option(u"--cron"_s, &Request::cron,
                CtlTr::tr("minute hour day-of-month month day-of-week, or @hourly, @daily …"))
        .required()
        .option(u"--time-zone,--tz"_s, &Request::timeZone,
                CtlTr::tr("like Europe/Berlin; this computer's if not given"))
        .option(u"--overlap"_s, &Request::overlap,
                CtlTr::tr("while the last one is not finished: skip, queue or replace"))
        .oneOf({u"skip"_s, u"queue"_s, u"replace"_s})
        .option(u"--missed"_s, &Request::missed, CtlTr::tr("times that no node was there for: skip, once or all"))
        .oneOf({u"skip"_s, u"once"_s, u"all"_s})
        .option(u"--kind"_s, &Request::kind, CtlTr::tr("kind of work: browser_flow, http_request …"))
        .required();
    addTaskOptions(add).example(
        u"pultctl schedules add morning --cron '0 8 * * 1-5' --tz Europe/Berlin --kind http_request"_s);
    line.verb(u"schedules list"_s, CtlTr::tr("with the next times and what the last one did"));
    const auto named = [&line](const QString &name, const QString &text) {
        line.verb(name, text).option(u"NAME"_s, &Request::name, CtlTr::tr("its name or number")).required();
    };
    named(u"schedules pause"_s, CtlTr::tr("let its times go by"));
    named(u"schedules resume"_s, CtlTr::tr("go on with the next time"));
    named(u"schedules run"_s, CtlTr::tr("a task of it now; prints the id"));
    named(u"schedules remove"_s, CtlTr::tr("remove it; its tasks stay"));
}

} // namespace pult::ctl
