// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "output.h"

namespace pult::ctl {

using namespace Qt::StringLiterals;

void addReportArguments(CommandLine &line)
{
    line.group(u"report"_s, CtlTr::tr("tables over a range of time, for spreadsheet programs, or as JSON"))
        .example(u"pultctl report tasks --from yesterday --to today -o ."_s)
        .example(u"pultctl report errors --from 7d --format json -o errors.json"_s);
    const auto report = [&line](const QString &name, const QString &text) -> VerbSpec & {
        return line.verb(name, text)
            .option(u"--from"_s, &Request::from,
                    CtlTr::tr("begin: a day, a moment (ISO 8601), today, yesterday, 36h, 7d; 24h if not given"))
            .typeName(u"TIME"_s)
            .option(u"--to"_s, &Request::to, CtlTr::tr("end, not included; now if not given"))
            .typeName(u"TIME"_s)
            .option(u"--format"_s, &Request::format, CtlTr::tr("csv or json"))
            .oneOf({u"csv"_s, u"json"_s})
            .option(u"--output,-o"_s, &Request::output,
                    CtlTr::tr("file, or folder; pult_REPORT_FROM_TO.csv if not given"))
            .option(u"--columns"_s, &Request::columns, CtlTr::tr("columns by comma, in this order; all if not given"))
            .delimiter(u',')
            .option(u"--separator"_s, &Request::separator,
                    CtlTr::tr("semicolon (1,5) or comma (1.5); as the language has it if not given"))
            .oneOf({u"semicolon"_s, u"comma"_s})
            .option(u"--titles"_s, &Request::titles, CtlTr::tr("headers for people instead of names"));
    };
    report(u"report tasks"_s, CtlTr::tr("tasks that were created or ended then"))
        .example(u"pultctl report tasks --from yesterday --to today -o ."_s);
    report(u"report metrics"_s, CtlTr::tr("what each node used and did, by minute, hour or day"));
    report(u"report profiles"_s, CtlTr::tr("runs, successes and times of each profile"));
    report(u"report errors"_s, CtlTr::tr("what failed how often"));
}

} // namespace pult::ctl
