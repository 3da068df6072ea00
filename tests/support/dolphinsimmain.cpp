// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pult-dolphin-sim: the simulator as a program, for tests that kill Pult. Prints {"port":N,"pid":N} and stays until
// SIGTERM, or with --until-stdin-closes until its parent is gone.
#include "dolphinsimulator.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>

#include <sys/socket.h>
#include <unistd.h>

using namespace pult;
using namespace Qt::StringLiterals;

namespace {

int signalPipe[2];

void onSignal(int)
{
    const char byte = 0;
    std::ignore = ::write(signalPipe[0], &byte, 1);
}

/// 17=ebusy,slow:3000
void planFromText(test::DolphinSimulator &simulator, const QString &text)
{
    QList<test::DolphinQuirk> quirks;
    for (const QString &item : text.section(u'=', 1).split(u',', Qt::SkipEmptyParts))
        quirks.append({item.section(u':', 0, 0), item.section(u':', 1).toInt()});
    simulator.plan(text.section(u'=', 0, 0), quirks);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"port"_s, u"Port to listen on."_s, u"port"_s, u"0"_s},
                       {u"token"_s, u"Ask for a login with this token."_s, u"token"_s},
                       {u"quirk"_s, u"17=ebusy,slow:3000 or *=429; may be repeated."_s, u"plan"_s},
                       {u"profiles"_s, u"Profiles in the cloud's list."_s, u"count"_s, u"0"_s},
                       {u"ws-url"_s, u"wsEndpoint as a whole address."_s},
                       {u"port-text"_s, u"port as text."_s},
                       {u"until-stdin-closes"_s, u"End with the parent."_s}});
    parser.process(app);
    test::DolphinSimulatorOptions options;
    options.port = quint16(parser.value(u"port"_s).toUShort());
    options.token = parser.value(u"token"_s);
    options.cloudProfiles = parser.value(u"profiles"_s).toInt();
    options.webSocketAsUrl = parser.isSet(u"ws-url"_s);
    options.portAsText = parser.isSet(u"port-text"_s);
    test::DolphinSimulator simulator(options);
    for (const QString &plan : parser.values(u"quirk"_s))
        planFromText(simulator, plan);
    const Result<> started = simulator.start();
    if (!started) {
        std::fprintf(stderr, "%s\n", qPrintable(toLogString(started.error())));
        return 1;
    }
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, signalPipe) != 0)
        return 1;
    QSocketNotifier signalled(signalPipe[1], QSocketNotifier::Read);
    QObject::connect(&signalled, &QSocketNotifier::activated, &app, &QCoreApplication::quit);
    std::signal(SIGTERM, onSignal);
    std::signal(SIGINT, onSignal);
    QSocketNotifier parent(STDIN_FILENO, QSocketNotifier::Read);
    parent.setEnabled(parser.isSet(u"until-stdin-closes"_s));
    QObject::connect(&parent, &QSocketNotifier::activated, &app, [] {
        char byte = 0;
        if (::read(STDIN_FILENO, &byte, 1) <= 0)
            QCoreApplication::quit();
    });
    std::printf("{\"port\":%d,\"pid\":%lld}\n", int(simulator.port()), QCoreApplication::applicationPid());
    std::fflush(stdout);
    return app.exec();
}
