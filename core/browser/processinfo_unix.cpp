// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What Linux and macOS have in common.
#include "processinfo.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace pult::browser {

namespace fs = std::filesystem;

void requestProcessEnd(std::int64_t pid)
{
    if (pid > 1)
        ::kill(static_cast<pid_t>(pid), SIGTERM);
}

void killProcessGroup(std::int64_t pid)
{
    if (pid > 1)
        ::kill(static_cast<pid_t>(-pid), SIGKILL);
}

void becomeIndependent()
{
    ::setsid();
    constexpr int firstOwn = STDERR_FILENO + 1;
#ifdef CLOSE_RANGE_CLOEXEC
    if (::close_range(firstOwn, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
        return;
#endif
    const int end = static_cast<int>(std::min(::sysconf(_SC_OPEN_MAX), 65536L));
    for (int file = firstOwn; file < end; ++file) {
        const int flags = ::fcntl(file, F_GETFD);
        if (flags >= 0)
            ::fcntl(file, F_SETFD, flags | FD_CLOEXEC);
    }
}

std::int64_t dataFolderHolder(const std::string &folder)
{
    std::error_code error;
    const std::string target = fs::read_symlink(fs::path(folder) / "SingletonLock", error).string();
    const auto dash = target.rfind('-');
    if (error || dash == std::string::npos)
        return 0;
    char host[256] = {};
    ::gethostname(host, sizeof host - 1);
    if (target.substr(0, dash) != host)
        return -1;
    const std::int64_t pid = std::strtoll(target.c_str() + dash + 1, nullptr, 10);
    // The id may belong to another program by now.
    return !processMark(pid).empty() && processUsesFolder(pid, folder) ? pid : 0;
}

/// The socket by which a second start would find the first has a temporary folder of its own, which headless Chromium
/// leaves behind: one for each start.
static void removeSocketFolder(const fs::path &folder)
{
    std::error_code error;
    const fs::path place = fs::read_symlink(folder / "SingletonSocket", error).parent_path();
    const std::string name = place.filename().string();
    const bool isChromes =
        name.find("org.chromium.") != std::string::npos || name.find("com.google.") != std::string::npos;
    if (error || !place.is_absolute() || !isChromes)
        return;
    for (const char *file : {"SingletonSocket", "SingletonCookie"})
        fs::remove(place / file, error);
    fs::remove(place, error); // only when nothing else is in it
}

void clearDataFolderMarks(const std::string &folder)
{
    removeSocketFolder(folder);
    std::error_code ignored;
    for (const char *name : {"SingletonLock", "SingletonSocket", "SingletonCookie", "DevToolsActivePort"})
        fs::remove(fs::path(folder) / name, ignored);
}

bool hasFreeDescriptors(int count)
{
    std::vector<int> taken;
    while (std::cmp_less(taken.size(), count)) {
        const int one = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
        if (one < 0)
            break;
        taken.push_back(one);
    }
    for (const int one : taken)
        ::close(one);
    return std::cmp_equal(taken.size(), count);
}

bool runsAsRoot()
{
    return ::geteuid() == 0;
}

} // namespace pult::browser
