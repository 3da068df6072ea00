// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "benchrequest.h"
#include "modes.h"
#include "overhead.h"

#include <base/logging.h>
#include <common/language.h>

#include <QCoreApplication>

#include <cstdio>

int main(int argc, char *argv[])
{
    const auto parsed = pult::bench::readRequest(argc, argv);
    if (const int *code = std::get_if<int>(&parsed))
        return *code;
    const auto &request = std::get<pult::bench::Request>(parsed);
    if (request.mode == pult::bench::Mode::Overhead)
        return pult::bench::measureOverhead(request.calls);
    QCoreApplication app(argc, argv);
    pult::nameApplication();
    pult::LogOptions log;
    log.level = QtWarningMsg;
    log.toStderr = true;
    const pult::Logging logging(log);
    const auto database = pult::storage::databaseConfigFromUrl(qEnvironmentVariable("DATABASE_URL"));
    if (!database) {
        std::fprintf(stderr, "%s\n", qPrintable(toLogString(database.error())));
        return 2;
    }
    return pult::bench::run(request, *database);
}
