// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// launchd, by launchctl: a daemon for root, an agent of the session for anybody else.
#include "servicecommand.h"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <thread>
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

/// launchd starts nothing whose working folder or log file it cannot open (exit status 78, EX_CONFIG), and it makes
/// neither.
ServiceAnswer makeFolders(const std::string &path)
{
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const std::string part = path.substr(0, end);
        const mode_t mode = end == std::string::npos ? 0700 : 0755;
        if (::mkdir(part.c_str(), mode) != 0 && errno != EEXIST && ::access(part.c_str(), F_OK) != 0)
            return {false, part + ": " + std::strerror(errno)};
        if (end == std::string::npos)
            return {true, {}};
    }
}

/// `bootout` may return (36, "Operation now in progress") before the process has ended, which has ExitTimeOut for it.
bool awaitUnloaded(const std::string &name)
{
    constexpr int looks = 175;
    for (int look = 0; look < looks && isLoaded(name); ++look)
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    return !isLoaded(name);
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
    if (const ServiceAnswer made = makeFolders(installation.dataDir); !made.good)
        return made;
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
    runProgram({"launchctl", "enable", target(name)}); // one that was disabled would not be loaded
    return runProgram({"launchctl", "bootstrap", domain(), serviceDefinitionPath(name)});
}

ServiceAnswer stopService(const std::string &name)
{
    if (!isLoaded(name))
        return {true, {}};
    const ServiceAnswer asked = runProgram({"launchctl", "bootout", target(name)});
    return awaitUnloaded(name) ? ServiceAnswer{true, {}} : ServiceAnswer{false, asked.words};
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
