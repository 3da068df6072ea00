// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace pult::node {

/// What is to be installed. On Linux and macOS `definition` is the unit or property list; Windows has none and takes
/// program and data folder. A value; no Qt, one file per system.
struct ServiceInstallation
{
    std::string name; ///< letters, digits, '-', '_' and '.'
    std::string definition;
    std::string program;
    std::string dataDir;
};

/// How it went, and what the system said about it.
struct ServiceAnswer
{
    bool good = false;
    std::string words;
};

enum class ServiceState { Missing, Stopped, Changing, Running, Failed };

struct ServiceCondition
{
    ServiceState state = ServiceState::Missing;
    bool atBoot = false;
    long long pid = 0; ///< 0: not running, or not told
    std::string words; ///< what the node says of itself, where the system keeps that
};

/// Whether this system has a service manager that can be asked.
bool hasServiceManager();
/// Where the definition goes; empty on Windows.
std::string serviceDefinitionPath(const std::string &name);

/// Registers it and has it begin with the system; it is not started.
ServiceAnswer installService(const ServiceInstallation &installation);
/// Stops it and forgets it; its data stay.
ServiceAnswer uninstallService(const std::string &name);
ServiceAnswer startService(const std::string &name);
/// Returns when it has ended.
ServiceAnswer stopService(const std::string &name);
ServiceAnswer restartService(const std::string &name);
ServiceCondition serviceCondition(const std::string &name);

} // namespace pult::node
