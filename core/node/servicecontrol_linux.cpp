// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// systemd, by its own program: what an administrator would type.
#include "servicecommand.h"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace pult::node {

namespace {

ServiceAnswer systemctl(const std::string &verb, const std::string &name = {})
{
    std::vector<std::string> line{"systemctl", "--no-ask-password", verb};
    if (!name.empty())
        line.push_back(name + ".service");
    return runProgram(line);
}

/// The value of `key=value` in the lines of `systemctl show`.
std::string property(const std::string &lines, const std::string &key)
{
    const std::string start = key + '=';
    std::size_t at = 0;
    while (at < lines.size()) {
        const std::size_t end = std::min(lines.find('\n', at), lines.size());
        if (lines.compare(at, start.size(), start) == 0)
            return lines.substr(at + start.size(), end - at - start.size());
        at = end + 1;
    }
    return {};
}

ServiceState stateOf(const std::string &loaded, const std::string &active)
{
    if (loaded == "not-found")
        return ServiceState::Missing;
    if (active == "active")
        return ServiceState::Running;
    if (active == "failed")
        return ServiceState::Failed;
    return active == "inactive" || active.empty() ? ServiceState::Stopped : ServiceState::Changing;
}

} // namespace

bool hasServiceManager()
{
    return ::access("/run/systemd/system", F_OK) == 0; // sd_booted(3)
}

std::string serviceDefinitionPath(const std::string &name)
{
    return "/etc/systemd/system/" + name + ".service";
}

ServiceAnswer installService(const ServiceInstallation &installation)
{
    const ServiceAnswer written = writeDefinition(serviceDefinitionPath(installation.name), installation.definition);
    if (!written.good)
        return written;
    const ServiceAnswer read = systemctl("daemon-reload");
    return read.good ? systemctl("enable", installation.name) : read;
}

ServiceAnswer uninstallService(const std::string &name)
{
    if (const ServiceAnswer stopped = systemctl("stop", name); !stopped.good)
        return stopped;
    if (const ServiceAnswer disabled = systemctl("disable", name); !disabled.good)
        return disabled;
    if (const ServiceAnswer removed = removeDefinition(serviceDefinitionPath(name)); !removed.good)
        return removed;
    return systemctl("daemon-reload");
}

ServiceAnswer startService(const std::string &name)
{
    return systemctl("start", name);
}

ServiceAnswer stopService(const std::string &name)
{
    return systemctl("stop", name);
}

ServiceAnswer restartService(const std::string &name)
{
    return systemctl("restart", name);
}

ServiceCondition serviceCondition(const std::string &name)
{
    const ServiceAnswer shown = runProgram(
        {"systemctl", "show", "--property=LoadState,ActiveState,UnitFileState,MainPID,StatusText", name + ".service"});
    if (!shown.good)
        return {ServiceState::Missing, false, 0, shown.words};
    ServiceCondition condition;
    condition.state = stateOf(property(shown.words, "LoadState"), property(shown.words, "ActiveState"));
    condition.atBoot = property(shown.words, "UnitFileState") == "enabled";
    condition.pid = std::atoll(property(shown.words, "MainPID").c_str());
    condition.words = property(shown.words, "StatusText");
    return condition;
}

} // namespace pult::node
