// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"
#include "output.h"

#include <QRegularExpression>

namespace pult::ctl {

using namespace Qt::StringLiterals;

void addServiceArguments(CommandLine &line)
{
    line.group(u"service"_s, CtlTr::tr("the node as a service of this computer"))
        .example(u"pultctl service install"_s)
        .example(u"pultctl service start"_s)
        .example(u"pultctl service status"_s);
    const auto verb = [&line](const QString &name, const QString &text) -> VerbSpec & {
        return line.verb(name, text)
            .option(u"--name"_s, &Request::service, CtlTr::tr("its name, for more than one on a computer"))
            .typeName(u"NAME"_s)
            .rule([](const Request &request) {
                static const QRegularExpression form(u"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"_s);
                return form.match(request.service).hasMatch()
                           ? QString()
                           : CtlTr::tr("--name takes letters, digits, '-', '_' and '.'");
            });
    };
    verb(u"service install"_s, CtlTr::tr("have it begin with the system; it is not started yet"))
        .option(u"--program"_s, &Request::program, CtlTr::tr("pultd beside pultctl if not given"))
        .typeName(u"FILE"_s)
        .option(u"--user"_s, &Request::user, CtlTr::tr("runs as this user; one of its own if not given"))
        .option(u"--env-file"_s, &Request::envFile, CtlTr::tr("settings, /etc/pult/NAME.env if not given"))
        .typeName(u"FILE"_s)
        .option(u"--print"_s, &Request::dryRun, CtlTr::tr("print what would be installed"))
        .example(u"pultctl service install"_s)
        .example(u"pultctl service install --name pult-green --data-dir /srv/pult-green --user pult"_s);
    verb(u"service uninstall"_s, CtlTr::tr("end it and forget it; its data stay"));
    verb(u"service start"_s, CtlTr::tr("start it"));
    verb(u"service stop"_s, CtlTr::tr("end it; what runs is handed back"));
    verb(u"service restart"_s, CtlTr::tr("end it and start it again"));
    verb(u"service status"_s, CtlTr::tr("how it is; exit code 1 when it does not run"));
}

} // namespace pult::ctl
