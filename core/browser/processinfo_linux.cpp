// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processinfo.h"

#include <cctype>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace pult::browser {

namespace fs = std::filesystem;

namespace {

std::string readAll(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The fields of /proc/<pid>/stat from the third (state) on; the second may hold blanks and parentheses.
std::vector<std::string> statFields(std::int64_t pid)
{
    const std::string text = readAll("/proc/" + std::to_string(pid) + "/stat");
    const auto end = text.rfind(')');
    if (end == std::string::npos)
        return {};
    std::istringstream rest(text.substr(end + 1));
    return {std::istream_iterator<std::string>(rest), {}};
}

bool isRunning(const std::vector<std::string> &fields)
{
    return fields.size() > 19 && fields[0] != "Z" && fields[0] != "X";
}

template<typename Visit>
void forEachProcess(Visit visit)
{
    std::error_code error;
    for (const auto &entry : fs::directory_iterator("/proc", error)) {
        const std::string name = entry.path().filename().string();
        if (!name.empty() && std::isdigit(static_cast<unsigned char>(name[0])))
            visit(std::stoll(name));
    }
}

} // namespace

std::string processMark(std::int64_t pid)
{
    const auto fields = statFields(pid);
    if (pid <= 0 || !isRunning(fields))
        return {};
    std::string boot = readAll("/proc/sys/kernel/random/boot_id");
    boot.erase(boot.find_last_not_of(" \n") + 1);
    return boot + ':' + fields[19]; // field 22: ticks from boot to the start
}

std::vector<std::int64_t> processesWithArgument(const std::string &argument)
{
    const std::string wanted = argument + '\0';
    std::vector<std::int64_t> found;
    forEachProcess([&](std::int64_t pid) {
        const std::string line = readAll("/proc/" + std::to_string(pid) + "/cmdline");
        const auto at = line.find(wanted);
        if (at != std::string::npos && (at == 0 || line[at - 1] == '\0'))
            found.push_back(pid);
    });
    return found;
}

bool processGroupRuns(std::int64_t pid)
{
    if (pid <= 1 || ::kill(static_cast<pid_t>(-pid), 0) != 0)
        return false;
    // A member that ended and was not waited for answers the signal, too.
    bool runs = false;
    forEachProcess([&](std::int64_t member) {
        const auto fields = statFields(member);
        runs = runs || (isRunning(fields) && fields[2] == std::to_string(pid));
    });
    return runs;
}

} // namespace pult::browser
