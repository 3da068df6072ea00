// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "output.h"

namespace pult::ctl {

using namespace Qt::StringLiterals;

void addBreakerArguments(CommandLine &line)
{
    line.group(u"breakers"_s, CtlTr::tr("what keeps calls away from programs and services that fail"))
        .example(u"pultctl breakers list"_s)
        .example(u"pultctl breakers open dolphin --reason 'update of the app' --for 30m"_s)
        .example(u"pultctl breakers close dolphin"_s);
    line.verb(u"breakers list"_s, CtlTr::tr("state, rates, trips"));
    const auto named = [&line](const QString &name, const QString &text) -> VerbSpec & {
        return line.verb(name, text)
            .option(u"NAME"_s, &Request::name, CtlTr::tr("its name: dolphin, telegram …"))
            .required();
    };
    named(u"breakers open"_s, CtlTr::tr("let no call pass, on any node"))
        .option(u"--reason"_s, &Request::reason, CtlTr::tr("why; shown to everybody"))
        .required()
        .option(u"--for"_s, &Request::duration, CtlTr::tr("for how long: 90, 30m, 2h"))
        .required()
        .typeName(u"TIME"_s)
        .example(u"pultctl breakers open dolphin --reason 'update of the app' --for 30m"_s);
    named(u"breakers close"_s, CtlTr::tr("let calls pass and count anew"));
    named(u"breakers half-open"_s, CtlTr::tr("do not wait any longer: try it with the next calls"));
    named(u"breakers reset"_s, CtlTr::tr("counters and trips to nought"));
    named(u"breakers disable"_s, CtlTr::tr("let all calls pass, whatever becomes of them"))
        .option(u"--reason"_s, &Request::reason, CtlTr::tr("why; shown to everybody"));
}

} // namespace pult::ctl
