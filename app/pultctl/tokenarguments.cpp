// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "output.h"

namespace pult::ctl {

using namespace Qt::StringLiterals;

void addTokenArguments(CommandLine &line)
{
    line.group(u"token"_s, CtlTr::tr("who may use the HTTP API"))
        .example(u"pultctl token create grafana --scope metrics --expires-in 365d"_s)
        .example(u"pultctl token list"_s)
        .example(u"pultctl token revoke grafana"_s);
    line.verb(u"token create"_s, CtlTr::tr("prints the token, this once"))
        .option(u"NAME"_s, &Request::name, CtlTr::tr("its name, shown wherever it is used"))
        .required()
        .option(u"--scope"_s, &Request::scopes,
                CtlTr::tr("what it allows: read, operate, admin, metrics; by default read"))
        .option(u"--expires-in"_s, &Request::expiresIn, CtlTr::tr("it ends after so long; by default never"))
        .typeName(u"90d|12h|30m"_s)
        .example(u"pultctl token create grafana --scope metrics --expires-in 365d"_s);
    line.verb(u"token list"_s, CtlTr::tr("what they allow, when they end, when they were used"));
    line.verb(u"token rotate"_s, CtlTr::tr("prints a new one under the same name; the old one counts no more"))
        .option(u"NAME"_s, &Request::name, CtlTr::tr("its name"))
        .required();
    line.verb(u"token revoke"_s, CtlTr::tr("it counts no more"))
        .option(u"NAME"_s, &Request::name, CtlTr::tr("its name"))
        .required();
}

} // namespace pult::ctl
