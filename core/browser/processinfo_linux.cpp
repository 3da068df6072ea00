// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processinfo.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <sstream>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace pult::browser {

namespace {

/// Not through a stream: a process that ends while its file is read makes streams throw.
std::string readAll(const std::string &path)
{
    std::string text;
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return text;
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(file, buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(count));
    ::close(file);
    return text;
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
    DIR *folder = ::opendir("/proc");
    if (!folder)
        return;
    while (const dirent *entry = ::readdir(folder)) {
        const std::int64_t pid = std::strtoll(entry->d_name, nullptr, 10);
        if (pid > 0)
            visit(pid);
    }
    ::closedir(folder);
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
    // Chromium writes its own command line anew at some moment, with spaces where the ends of the arguments were.
    const auto ends = [](char c) { return c == '\0' || c == ' '; };
    std::vector<std::int64_t> found;
    forEachProcess([&](std::int64_t pid) {
        const std::string line = readAll("/proc/" + std::to_string(pid) + "/cmdline");
        const auto at = line.find(argument);
        const auto after = at == std::string::npos ? at : at + argument.size();
        // A child between its fork and its exec still shows its parent's arguments; only the leader of the group was
        // started.
        const bool leads = ::getpgid(static_cast<pid_t>(pid)) == static_cast<pid_t>(pid);
        const bool isThere = at != std::string::npos && (at == 0 || ends(line[at - 1]));
        if (leads && isThere && (after == line.size() || ends(line[after])))
            found.push_back(pid);
    });
    return found;
}

bool processUsesFolder(std::int64_t pid, const std::string &folder)
{
    std::error_code error;
    const std::string below = std::filesystem::weakly_canonical(folder, error).string() + '/';
    const std::string files = "/proc/" + std::to_string(pid) + "/fd";
    DIR *open = ::opendir(files.c_str());
    if (!open)
        return errno != ENOENT; // another user's
    bool uses = false;
    while (const dirent *entry = ::readdir(open)) {
        const auto target = std::filesystem::read_symlink(files + '/' + entry->d_name, error).string();
        uses = uses || target.compare(0, below.size(), below) == 0;
    }
    ::closedir(open);
    return uses;
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
