// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctlarguments.h"
#include "verbs.h"

#include <base/logging.h>
#include <common/language.h>

#include <QCoreApplication>

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    pult::nameApplication();
    pult::installLanguage(app, pult::ctl::languageAsked(argc, argv));
    const auto parsed = pult::ctl::readRequest(pult::ctl::CommandLine(), argc, argv);
    if (const int *code = std::get_if<int>(&parsed))
        return *code;
    const auto &request = std::get<pult::ctl::Request>(parsed);
    pult::LogOptions log;
    log.level = QtWarningMsg;
    log.toStderr = true;
    log.stderrJson = request.json;
    const pult::Logging logging(log);
    return pult::ctl::run(request);
}
