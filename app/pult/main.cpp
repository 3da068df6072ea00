// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <api/apiservice.h>
#include <common/arguments.h>
#include <common/language.h>
#include <node/healthcheck.h>
#include <node/serviceapp.h>
#include <windowapp.h>

#include <QApplication>

namespace {

int runService(int argc, char *argv[], const pult::node::StartOptions &options)
{
    QCoreApplication app(argc, argv);
    pult::nameApplication();
    pult::installLanguage(app, options.lang);
    if (!options.healthcheck.isEmpty())
        return pult::node::checkHealth(options);
    pult::node::ServiceApp service(options, pult::api::makeApiService);
    return service.run();
}

/// Without a display the platform plugin would abort; say what to do instead.
bool isDisplayMissing()
{
#ifdef Q_OS_LINUX
    return qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") &&
           qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
#else
    return false;
#endif
}

int sayDisplayMissing(int argc, char *argv[], const pult::node::StartOptions &options)
{
    QCoreApplication app(argc, argv);
    pult::installLanguage(app, options.lang);
    pult::node::tellError({pult::ErrorKind::Invalid, QStringLiteral("display_missing"), {}, {}}, options.json);
    return pult::node::exitWrongUse;
}

} // namespace

int main(int argc, char *argv[])
{
    const auto arguments = pult::readArguments(argc, argv, false);
    if (const int *code = std::get_if<int>(&arguments))
        return *code;
    const auto &options = std::get<pult::node::StartOptions>(arguments);
    if (options.service || !options.healthcheck.isEmpty())
        return runService(argc, argv, options);
    if (isDisplayMissing())
        return sayDisplayMissing(argc, argv, options);
    QApplication app(argc, argv);
    pult::nameApplication();
    pult::ui::WindowApp window(options, options.lang, pult::api::makeApiService);
    return window.run();
}
