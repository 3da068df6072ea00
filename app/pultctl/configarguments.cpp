// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "output.h"

namespace pult::ctl {

using namespace Qt::StringLiterals;

void addConfigArguments(CommandLine &line)
{
    line.group(u"config"_s, CtlTr::tr("settings of this data folder"))
        .example(u"pultctl config show --changed"_s)
        .example(u"pultctl config show LOG_LEVEL DATABASE_URL"_s)
        .example(u"pultctl config check"_s);
    line.verb(u"config show"_s, CtlTr::tr("each value and where it comes from; secrets are masked"))
        .option(u"NAME"_s, &Request::names, CtlTr::tr("only these"))
        .option(u"--changed"_s, &Request::changedOnly, CtlTr::tr("only those that were given"))
        .example(u"pultctl config show --changed"_s)
        .example(u"pultctl --json config show | jq '.items[] | select(.name==\"LOG_LEVEL\")'"_s);
    line.verb(u"config check"_s, CtlTr::tr("every fault with its place; exit code 2 when there is one"));
}

} // namespace pult::ctl
