// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "output.h"

namespace pult::ctl {

using namespace Qt::StringLiterals;

void addStatusArguments(CommandLine &line)
{
    line.verb(u"status"_s, CtlTr::tr("nodes, queues and what stands open, in a few lines"))
        .example(u"pultctl status"_s)
        .example(u"pultctl --url http://office-2:8088 --token … --json status | jq .resource_usage"_s);
    line.verb(u"health"_s, CtlTr::tr("what is well and what is not; exit code 1 when it is not"))
        .example(u"pultctl health || systemctl restart pultd"_s);
    line.verb(u"logs"_s, CtlTr::tr("the log of this data folder's node; with --json as JSON lines"))
        .option(u"--node"_s, &Request::node, CtlTr::tr("of this node, as far as the database has it: the last day"))
        .typeName(u"NODE"_s)
        .option(u"-n,--lines"_s, &Request::lines, CtlTr::tr("the newest N lines"))
        .range(0, 1000000)
        .option(u"-f,--follow"_s, &Request::follow, CtlTr::tr("go on with what comes, until Ctrl+C"))
        .example(u"pultctl logs -f -n 20"_s)
        .example(u"pultctl --json logs | jq -r 'select(.task_id==17) | .msg'"_s);
    line.verb(u"migrate"_s, CtlTr::tr("bring the database to this version's schema"))
        .option(u"--dry-run"_s, &Request::dryRun, CtlTr::tr("say what would be done"))
        .example(u"pultctl migrate --dry-run"_s);
    line.verb(u"check"_s, CtlTr::tr("whether this installation is ready for production; exit code 1 when it is not"))
        .example(u"pultctl check"_s)
        .example(u"pultctl --url http://office-2:8088 check"_s)
        .example(u"pultctl --json check | jq -r '.items[] | select(.level!=\"ok\") | .message'"_s);
    line.verb(u"completion"_s, CtlTr::tr("a script that completes pultctl's words in a shell"))
        .option(u"SHELL"_s, &Request::name, CtlTr::tr("bash, zsh or fish"))
        .required()
        .oneOf({u"bash"_s, u"zsh"_s, u"fish"_s})
        .example(u"source <(pultctl completion bash)"_s)
        .example(u"pultctl completion zsh > ~/.zshrc.pultctl"_s)
        .example(u"pultctl completion fish > ~/.config/fish/completions/pultctl.fish"_s);
}

} // namespace pult::ctl
