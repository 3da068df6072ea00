// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processinfo.h"

#include <sys/sysctl.h>
#include <sys/types.h>

namespace pult::browser {

namespace {

bool readProcess(std::int64_t pid, kinfo_proc &info)
{
    int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_PID, static_cast<int>(pid)};
    std::size_t size = sizeof info;
    return ::sysctl(name, 4, &info, &size, nullptr, 0) == 0 && size > 0 && info.kp_proc.p_stat != SZOMB;
}

std::vector<kinfo_proc> readProcesses(int what, int value)
{
    int name[] = {CTL_KERN, KERN_PROC, what, value};
    std::size_t size = 0;
    if (::sysctl(name, 4, nullptr, &size, nullptr, 0) != 0)
        return {};
    std::vector<kinfo_proc> all(size / sizeof(kinfo_proc) + 16); // some may start in between
    size = all.size() * sizeof(kinfo_proc);
    if (::sysctl(name, 4, all.data(), &size, nullptr, 0) != 0)
        return {};
    all.resize(size / sizeof(kinfo_proc));
    return all;
}

/// The arguments of a process, each ended by a zero byte.
std::string argumentsOf(int pid)
{
    int name[] = {CTL_KERN, KERN_PROCARGS2, pid};
    std::size_t size = 0;
    if (::sysctl(name, 3, nullptr, &size, nullptr, 0) != 0)
        return {};
    std::string buffer(size, '\0');
    if (::sysctl(name, 3, buffer.data(), &size, nullptr, 0) != 0)
        return {};
    buffer.resize(size);
    return buffer;
}

} // namespace

std::string processMark(std::int64_t pid)
{
    kinfo_proc info{};
    if (pid <= 0 || !readProcess(pid, info))
        return {};
    const timeval &start = info.kp_proc.p_starttime; // wall clock, so it tells boots apart, too
    return std::to_string(start.tv_sec) + '.' + std::to_string(start.tv_usec);
}

std::vector<std::int64_t> processesWithArgument(const std::string &argument)
{
    const std::string wanted = '\0' + argument + '\0';
    std::vector<std::int64_t> found;
    for (const kinfo_proc &info : readProcesses(KERN_PROC_ALL, 0)) {
        const int pid = info.kp_proc.p_pid;
        // A child between its fork and its exec still shows its parent's arguments; only the leader of the group was
        // started.
        if (info.kp_proc.p_stat != SZOMB && info.kp_eproc.e_pgid == pid &&
            argumentsOf(pid).find(wanted) != std::string::npos)
            found.push_back(pid);
    }
    return found;
}

bool processUsesFolder(std::int64_t pid, const std::string &folder)
{
    return argumentsOf(static_cast<int>(pid)).find(folder) != std::string::npos;
}

bool processGroupRuns(std::int64_t pid)
{
    if (pid <= 1)
        return false;
    for (const kinfo_proc &info : readProcesses(KERN_PROC_PGRP, static_cast<int>(pid))) {
        if (info.kp_proc.p_stat != SZOMB)
            return true;
    }
    return false;
}

} // namespace pult::browser
