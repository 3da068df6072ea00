// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Started by `pult-bench ui`, not by people: the window as `pult` opens it, measured.
#include "windowbench.h"

#include <common/language.h>
#include <responsiveness.h>
#include <windowapp.h>

#include <cstdio>

int main(int argc, char *argv[])
{
    if (argc != 7) {
        std::fputs("pult-bench-ui is started by: pult-bench ui\n", stderr);
        return pult::node::exitWrongUse;
    }
    if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") &&
        qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    pult::ui::ProbedApplication app(argc, argv);
    pult::nameApplication();
    const QStringList given = QCoreApplication::arguments();
    pult::node::StartOptions options;
    options.dataDir = given.at(1);
    pult::ui::WindowApp window(options, QStringLiteral("ru"));
    pult::bench::WindowBench bench(app, {options.dataDir, given.at(2).toInt(), given.at(3).toInt(), given.at(4).toInt(),
                                         given.at(5).toInt(), given.at(6).toLongLong()});
    QMetaObject::invokeMethod(&bench, &pult::bench::WindowBench::begin, Qt::QueuedConnection);
    return window.run();
}
