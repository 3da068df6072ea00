// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// browserholder DATA_DIR PROFILE: starts the local browser of a profile, says so in one line, and stays until killed.
#include <browser/providers.h>

#include <QCoreApplication>

#include <cstdio>

using namespace pult;

namespace {

QCoro::Task<> hold(browser::Provider &provider, QString profile, CancelToken &token)
{
    const Result<browser::BrowserEndpoint> endpoint = co_await provider.start(profile, {}, token);
    std::puts(endpoint ? qPrintable(QString::number(endpoint->pid)) : qPrintable(toLogString(endpoint.error())));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    browser::ProviderShared shared;
    browser::ProviderConfig config;
    config.name = QStringLiteral("local");
    config.dataDir = app.arguments().value(1);
    const auto provider = browser::makeProvider(config, shared);
    CancelToken token;
    if (!provider)
        return 1;
    const auto task = hold(**provider, app.arguments().value(2), token);
    return app.exec();
}
