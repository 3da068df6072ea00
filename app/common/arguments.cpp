// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "arguments.h"

#include <CLI/CLI.hpp>

#include <iostream>

namespace pult {

std::variant<node::StartOptions, int> readArguments(int argc, char **argv, bool alwaysService)
{
    CLI::App app{alwaysService ? "Pult: a node of the control center without a window"
                               : "Pult: control center for browser-profile automation and its job queues"};
    app.set_version_flag("--version", PULT_VERSION);
    std::string dataDir;
    std::string lang;
    std::string healthcheck;
    std::vector<std::string> settings;
    node::StartOptions options;
    options.service = alwaysService;
    app.add_option("--data-dir", dataDir, "folder for everything Pult keeps")->type_name("DIR");
    app.add_option("--lang", lang, "language: ru or en")->check(CLI::IsMember({"ru", "en"}));
    app.add_flag("--json", options.json, "errors as JSON");
    app.add_flag("--demo", options.demo, "three uploads to a small site of its own, in real browsers");
    app.add_flag("--until-idle", options.untilIdle, "end when no task is left to run (1 when one failed for good)");
    app.add_option("--set", settings, "a setting for this start, NAME=VALUE")->type_name("NAME=VALUE");
    app.add_option("--healthcheck", healthcheck, "say how the node of this data folder is: exit code 0 or 1")
        ->check(CLI::IsMember({"live", "ready"}))
        ->type_name("live|ready");
    app.add_flag("--service", options.service, "without a window");
    if (!alwaysService)
        app.add_flag("--minimized", options.minimized, "the window begins in the tray");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error, std::cout, std::cerr) == 0 ? node::exitDone : node::exitWrongUse;
    }
    options.dataDir = QString::fromStdString(dataDir);
    options.healthcheck = QString::fromStdString(healthcheck);
    options.lang = QString::fromStdString(lang);
    for (const std::string &setting : settings) {
        const QString text = QString::fromStdString(setting);
        const qsizetype split = text.indexOf(u'=');
        if (split <= 0) {
            std::cerr << "--set " << setting << ": NAME=VALUE is expected\n";
            return node::exitWrongUse;
        }
        options.settings.insert(text.left(split), text.mid(split + 1));
    }
    if (options.untilIdle && !options.service) {
        std::cerr << "--until-idle goes with --service\n";
        return node::exitWrongUse;
    }
    return options;
}

} // namespace pult
