// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure.h"

#include <algorithm>

#include <libproc.h>
#include <mach/mach.h>
#include <mach/mach_time.h>
#include <malloc/malloc.h>
#include <sys/resource.h>
#include <sys/sysctl.h>
#include <sys/types.h>
#include <unistd.h>

namespace pult::observe {

namespace {

/// rusage counts processor time in units of the machine's clock.
std::uint64_t microsOfMachTime(std::uint64_t time)
{
    static const mach_timebase_info_data_t base = [] {
        mach_timebase_info_data_t info{1, 1};
        ::mach_timebase_info(&info);
        return info;
    }();
    return time / 1000 * base.numer / base.denom;
}

bool readUsage(std::int64_t pid, rusage_info_v2 &info)
{
    return ::proc_pid_rusage(static_cast<int>(pid), RUSAGE_INFO_V2, reinterpret_cast<rusage_info_t *>(&info)) == 0;
}

std::uint64_t startOf(const kinfo_proc &info)
{
    const timeval &start = info.kp_proc.p_starttime;
    return static_cast<std::uint64_t>(start.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(start.tv_usec);
}

std::uint64_t countDescriptors(std::int64_t pid)
{
    const int bytes = ::proc_pidinfo(static_cast<int>(pid), PROC_PIDLISTFDS, 0, nullptr, 0);
    if (bytes <= 0)
        return 0;
    std::vector<proc_fdinfo> files(static_cast<std::size_t>(bytes) / sizeof(proc_fdinfo));
    const int filled = ::proc_pidinfo(static_cast<int>(pid), PROC_PIDLISTFDS, 0, files.data(),
                                      static_cast<int>(files.size() * sizeof(proc_fdinfo)));
    return filled <= 0 ? 0 : static_cast<std::uint64_t>(filled) / sizeof(proc_fdinfo);
}

} // namespace

std::vector<ProcessRow> listProcesses()
{
    int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_ALL, 0};
    std::size_t size = 0;
    if (::sysctl(name, 4, nullptr, &size, nullptr, 0) != 0)
        return {};
    std::vector<kinfo_proc> all(size / sizeof(kinfo_proc) + 16); // some may start in between
    size = all.size() * sizeof(kinfo_proc);
    if (::sysctl(name, 4, all.data(), &size, nullptr, 0) != 0)
        return {};
    all.resize(size / sizeof(kinfo_proc));
    std::vector<ProcessRow> rows;
    for (const kinfo_proc &info : all) {
        if (info.kp_proc.p_stat == SZOMB)
            continue;
        ProcessRow row;
        row.pid = info.kp_proc.p_pid;
        row.parent = info.kp_eproc.e_ppid;
        row.session = std::max(0, ::getsid(info.kp_proc.p_pid));
        row.start = startOf(info);
        rusage_info_v2 usage{};
        if (readUsage(row.pid, usage))
            row.cpuMicros = microsOfMachTime(usage.ri_user_time + usage.ri_system_time + usage.ri_child_user_time +
                                             usage.ri_child_system_time);
        rows.push_back(row);
    }
    return rows;
}

std::uint64_t processStart(std::int64_t pid)
{
    int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_PID, static_cast<int>(pid)};
    kinfo_proc info{};
    std::size_t size = sizeof info;
    if (pid <= 0 || ::sysctl(name, 4, &info, &size, nullptr, 0) != 0 || size == 0 || info.kp_proc.p_stat == SZOMB)
        return 0;
    return startOf(info);
}

ProcessUse measureProcess(const ProcessRow &row)
{
    ProcessUse use;
    use.measure = MemoryMeasure::Footprint;
    rusage_info_v2 usage{};
    if (readUsage(row.pid, usage))
        use.memoryBytes = usage.ri_phys_footprint;
    use.descriptors = countDescriptors(row.pid);
    return use;
}

SelfUse measureSelf()
{
    SelfUse use;
    rusage_info_v2 usage{};
    if (readUsage(::getpid(), usage)) {
        use.residentBytes = usage.ri_resident_size;
        use.cpuMicros = microsOfMachTime(usage.ri_user_time + usage.ri_system_time);
    }
    use.descriptors = countDescriptors(::getpid());
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        use.descriptorLimit = limit.rlim_cur;
    return use;
}

void releaseFreedMemory()
{
    ::malloc_zone_pressure_relief(nullptr, 0);
}

MachineUse measureMachine()
{
    MachineUse machine;
    std::uint64_t total = 0;
    std::size_t size = sizeof total;
    if (::sysctlbyname("hw.memsize", &total, &size, nullptr, 0) == 0)
        machine.totalBytes = total;
    machine.processors = static_cast<int>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    const mach_port_t host = ::mach_host_self();
    vm_statistics64_data_t memory{};
    mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;
    if (::host_statistics64(host, HOST_VM_INFO64, reinterpret_cast<host_info64_t>(&memory), &count) == KERN_SUCCESS) {
        // Speculative pages are counted among the free ones already, purgeable ones among the others.
        const auto pages = static_cast<std::uint64_t>(memory.free_count) + memory.inactive_count;
        machine.availableBytes = pages * static_cast<std::uint64_t>(::getpagesize());
    }
    host_cpu_load_info_data_t load{};
    count = HOST_CPU_LOAD_INFO_COUNT;
    if (::host_statistics(host, HOST_CPU_LOAD_INFO, reinterpret_cast<host_info_t>(&load), &count) == KERN_SUCCESS) {
        const auto perSecond = static_cast<std::uint64_t>(std::max(1L, ::sysconf(_SC_CLK_TCK)));
        for (int state = 0; state < CPU_STATE_MAX; ++state) {
            const std::uint64_t micros = std::uint64_t{load.cpu_ticks[state]} * 1'000'000 / perSecond;
            machine.cpuTotalMicros += micros;
            machine.cpuBusyMicros += state == CPU_STATE_IDLE ? 0 : micros;
        }
    }
    ::mach_port_deallocate(::mach_task_self(), host);
    return machine;
}

} // namespace pult::observe
