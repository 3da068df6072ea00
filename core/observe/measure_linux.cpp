// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <optional>

#include <dirent.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

namespace pult::observe {

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

std::string procFile(std::int64_t pid, const char *name)
{
    return "/proc/" + std::to_string(pid) + '/' + name;
}

/// The number behind `key` in lines of "key:   123 kB", in bytes.
std::optional<std::uint64_t> kilobytes(const std::string &text, const char *key)
{
    const auto at = text.find(key);
    if (at == std::string::npos)
        return std::nullopt;
    return std::strtoull(text.c_str() + at + std::strlen(key), nullptr, 10) * 1024;
}

/// Numbers separated by blanks, from `from` on; what is no number (the state's letter) reads 0.
std::vector<std::uint64_t> numbers(const std::string &text, std::size_t from)
{
    std::vector<std::uint64_t> found;
    const char *place = text.c_str() + from;
    while (*place != '\0' && *place != '\n') {
        if (*place == ' ') {
            ++place;
            continue;
        }
        found.push_back(std::strtoull(place, nullptr, 10));
        while (*place != '\0' && *place != ' ' && *place != '\n')
            ++place;
    }
    return found;
}

std::uint64_t microsOfTicks(std::uint64_t ticks)
{
    static const auto perSecond = static_cast<std::uint64_t>(std::max(1L, ::sysconf(_SC_CLK_TCK)));
    return ticks * 1'000'000 / perSecond;
}

/// nullopt: no such process, or one that ended and was not yet waited for.
std::optional<ProcessRow> readRow(std::int64_t pid)
{
    const std::string text = readAll(procFile(pid, "stat"));
    const auto end = text.rfind(')'); // the name before it may hold blanks and parentheses
    if (end == std::string::npos || end + 2 >= text.size() || text[end + 2] == 'Z' || text[end + 2] == 'X')
        return std::nullopt;
    const std::vector<std::uint64_t> fields = numbers(text, end + 1); // from the third (state) on
    if (fields.size() < 20)
        return std::nullopt;
    ProcessRow row;
    row.pid = pid;
    row.parent = static_cast<std::int64_t>(fields[1]);
    row.session = static_cast<std::int64_t>(fields[3]);
    row.cpuMicros = microsOfTicks(fields[11] + fields[12] + fields[13] + fields[14]);
    row.start = fields[19];
    return row;
}

std::uint64_t countDescriptors(std::int64_t pid)
{
    DIR *folder = ::opendir(procFile(pid, "fd").c_str());
    if (!folder)
        return 0;
    std::uint64_t count = 0;
    while (const dirent *entry = ::readdir(folder))
        count += entry->d_name[0] != '.';
    ::closedir(folder);
    return count;
}

std::uint64_t pageSize()
{
    static const auto size = static_cast<std::uint64_t>(std::max(1L, ::sysconf(_SC_PAGESIZE)));
    return size;
}

void applyLimit(const std::string &folder, MachineUse &machine)
{
    const std::string limit = readAll(folder + "/memory.max");
    const std::uint64_t most = limit.empty() || limit[0] == 'm' ? 0 : std::strtoull(limit.c_str(), nullptr, 10);
    if (most == 0 || most >= machine.totalBytes)
        return;
    const std::uint64_t used = std::strtoull(readAll(folder + "/memory.current").c_str(), nullptr, 10);
    const std::string detail = readAll(folder + "/memory.stat");
    const char *const key = "\ninactive_file ";
    const auto cache = detail.find(key);
    // Given back when it is needed.
    const std::uint64_t given =
        cache == std::string::npos ? 0 : std::strtoull(detail.c_str() + cache + std::strlen(key), nullptr, 10);
    const std::uint64_t held = used - std::min(used, given);
    machine.totalBytes = most;
    machine.availableBytes = std::min(machine.availableBytes, most - std::min(most, held));
}

/// A container, or a service with MemoryMax=, has less than the computer: the tightest limit on the way to the root.
void applyControlGroup(MachineUse &machine)
{
    std::string group = readAll("/proc/self/cgroup");
    const auto at = group.find("0::/");
    if (at == std::string::npos)
        return;
    group = group.substr(at + 3);
    group.erase(std::min(group.find('\n'), group.size()));
    if (group == "/")
        group.clear();
    for (;;) {
        applyLimit("/sys/fs/cgroup" + group, machine);
        const auto last = group.rfind('/');
        if (last == std::string::npos)
            return;
        group.resize(last);
    }
}

} // namespace

std::vector<ProcessRow> listProcesses()
{
    std::vector<ProcessRow> rows;
    DIR *folder = ::opendir("/proc");
    if (!folder)
        return rows;
    while (const dirent *entry = ::readdir(folder)) {
        const std::int64_t pid = std::strtoll(entry->d_name, nullptr, 10);
        if (const std::optional<ProcessRow> row = pid > 0 ? readRow(pid) : std::nullopt)
            rows.push_back(*row);
    }
    ::closedir(folder);
    return rows;
}

std::uint64_t processStart(std::int64_t pid)
{
    const std::optional<ProcessRow> row = pid > 0 ? readRow(pid) : std::nullopt;
    return row ? row->start : 0;
}

ProcessUse measureProcess(const ProcessRow &row)
{
    ProcessUse use;
    use.descriptors = countDescriptors(row.pid);
    const std::optional<std::uint64_t> pss = kilobytes(readAll(procFile(row.pid, "smaps_rollup")), "\nPss:");
    if (pss) {
        use.memoryBytes = *pss;
        return use;
    }
    const std::vector<std::uint64_t> pages = numbers(readAll(procFile(row.pid, "statm")), 0);
    use.measure = MemoryMeasure::Unshared;
    if (pages.size() > 2 && pages[1] > pages[2])
        use.memoryBytes = (pages[1] - pages[2]) * pageSize();
    return use;
}

SelfUse measureSelf()
{
    SelfUse use;
    const std::vector<std::uint64_t> pages = numbers(readAll("/proc/self/statm"), 0);
    use.residentBytes = pages.size() > 1 ? pages[1] * pageSize() : 0;
    rusage times{};
    if (::getrusage(RUSAGE_SELF, &times) == 0) {
        use.cpuMicros = static_cast<std::uint64_t>(times.ru_utime.tv_sec + times.ru_stime.tv_sec) * 1'000'000 +
                        static_cast<std::uint64_t>(times.ru_utime.tv_usec + times.ru_stime.tv_usec);
    }
    use.descriptors = countDescriptors(::getpid());
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        use.descriptorLimit = limit.rlim_cur;
    return use;
}

void releaseFreedMemory()
{
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

MachineUse measureMachine()
{
    MachineUse machine;
    const std::string memory = readAll("/proc/meminfo");
    machine.totalBytes = kilobytes(memory, "MemTotal:").value_or(0);
    machine.availableBytes = kilobytes(memory, "MemAvailable:").value_or(0);
    machine.processors = static_cast<int>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    const std::vector<std::uint64_t> ticks = numbers(readAll("/proc/stat"), 3); // after "cpu"
    // user nice system idle iowait irq softirq steal; what follows (guest) is counted in user already
    for (std::size_t i = 0; i < std::min<std::size_t>(ticks.size(), 8); ++i) {
        const std::uint64_t micros = microsOfTicks(ticks[i]);
        machine.cpuTotalMicros += micros;
        if (i != 3 && i != 4)
            machine.cpuBusyMicros += micros;
    }
    applyControlGroup(machine);
    return machine;
}

} // namespace pult::observe
