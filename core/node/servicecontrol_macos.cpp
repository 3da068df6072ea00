// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// launchd, by launchctl: a daemon for root, an agent of the session for anybody else.
#include "servicecommand.h"

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

namespace pult::node {

namespace {

bool isRoot()
{
    return ::geteuid() == 0;
}

std::string domain()
{
    return isRoot() ? "system" : "gui/" + std::to_string(::getuid());
}

std::string target(const std::string &name)
{
    return domain() + '/' + name;
}

std::string folder()
{
    const char *const home = std::getenv("HOME");
    return isRoot() ? "/Library/LaunchDaemons" : std::string(home ? home : "") + "/Library/LaunchAgents";
}

/// The value in a line "	key = value" of `launchctl print`.
std::string property(const std::string &lines, const std::string &key)
{
    const std::string start = "\t" + key + " = ";
    const std::size_t at = lines.find(start);
    if (at == std::string::npos)
        return {};
    const std::size_t from = at + start.size();
    return lines.substr(from, lines.find('\n', from) - from);
}

bool isLoaded(const std::string &name)
{
    return runProgram({"launchctl", "print", target(name)}).good;
}

} // namespace

bool hasServiceManager()
{
    return true;
}

std::string serviceDefinitionPath(const std::string &name)
{
    return folder() + '/' + name + ".plist";
}

/// RunAtLoad would start it at once: it is loaded with the first start, and with the system.
ServiceAnswer installService(const ServiceInstallation &installation)
{
    ::mkdir(folder().c_str(), 0755); // there already, but for a new user's
    return writeDefinition(serviceDefinitionPath(installation.name), installation.definition);
}

ServiceAnswer uninstallService(const std::string &name)
{
    if (isLoaded(name)) {
        if (const ServiceAnswer stopped = stopService(name); !stopped.good)
            return stopped;
    }
    return removeDefinition(serviceDefinitionPath(name));
}

ServiceAnswer startService(const std::string &name)
{
    if (isLoaded(name))
        return runProgram({"launchctl", "kickstart", target(name)});
    return runProgram({"launchctl", "bootstrap", domain(), serviceDefinitionPath(name)});
}

ServiceAnswer stopService(const std::string &name)
{
    return runProgram({"launchctl", "bootout", target(name)});
}

ServiceAnswer restartService(const std::string &name)
{
    if (!isLoaded(name))
        return startService(name);
    return runProgram({"launchctl", "kickstart", "-k", target(name)});
}

ServiceCondition serviceCondition(const std::string &name)
{
    ServiceCondition condition;
    condition.atBoot = ::access(serviceDefinitionPath(name).c_str(), F_OK) == 0;
    const ServiceAnswer printed = runProgram({"launchctl", "print", target(name)});
    condition.pid = printed.good ? std::atoll(property(printed.words, "pid").c_str()) : 0;
    condition.state = condition.pid > 0  ? ServiceState::Running
                      : condition.atBoot ? ServiceState::Stopped
                                         : ServiceState::Missing;
    return condition;
}

} // namespace pult::node
