// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <api/apiservice.h>
#include <common/arguments.h>
#include <common/language.h>
#include <node/healthcheck.h>
#include <node/serviceapp.h>

#include <QCoreApplication>

int main(int argc, char *argv[])
{
    const auto arguments = pult::readArguments(argc, argv, true);
    if (const int *code = std::get_if<int>(&arguments))
        return *code;
    QCoreApplication app(argc, argv);
    pult::nameApplication();
    const auto &options = std::get<pult::node::StartOptions>(arguments);
    pult::installLanguage(app, options.lang);
    if (!options.healthcheck.isEmpty())
        return pult::node::checkHealth(options);
    pult::node::ServiceApp service(options, pult::api::makeApiService);
    return service.run();
}
