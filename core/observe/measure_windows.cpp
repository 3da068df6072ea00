// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure.h"

#include <algorithm>
#include <cstring>

#include <windows.h>

#include <psapi.h>

namespace pult::observe {

namespace {

/// One entry of SystemProcessInformation, as far as it is used: winternl.h hides most of its fields. The only place
/// that tells the private working set of all processes at once; the task manager reads the same.
struct ProcessEntry
{
    ULONG nextEntryOffset;
    ULONG threads;
    LARGE_INTEGER privateWorkingSet;
    ULONG hardFaults;
    ULONG mostThreads;
    ULONGLONG cycles;
    LARGE_INTEGER createTime;
    LARGE_INTEGER userTime;
    LARGE_INTEGER kernelTime;
    USHORT nameLength;
    USHORT nameCapacity;
    PWSTR name;
    LONG basePriority;
    HANDLE processId;
    HANDLE parentId;
    ULONG handles;
};

constexpr LONG lengthMismatch = static_cast<LONG>(0xC0000004);
constexpr ULONG systemProcessInformation = 5;

std::vector<unsigned char> readEntries()
{
    using Query = LONG(NTAPI *)(ULONG, PVOID, ULONG, PULONG);
    // Through a neutral pointer: a cast between function types is warned of.
    void *const found =
        reinterpret_cast<void *>(::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "NtQuerySystemInformation"));
    const auto query = reinterpret_cast<Query>(found);
    std::vector<unsigned char> buffer(256 * 1024);
    for (int tries = 0; query && tries < 8; ++tries) {
        ULONG needed = 0;
        const LONG status = query(systemProcessInformation, buffer.data(), static_cast<ULONG>(buffer.size()), &needed);
        if (status >= 0)
            return buffer;
        if (status != lengthMismatch)
            break;
        buffer.resize(std::max<std::size_t>(needed, buffer.size()) + 64 * 1024); // more start in between
    }
    return {};
}

template<typename Visit>
void forEachEntry(Visit visit)
{
    const std::vector<unsigned char> buffer = readEntries();
    for (std::size_t at = 0; at + sizeof(ProcessEntry) <= buffer.size();) {
        ProcessEntry entry;
        std::memcpy(&entry, buffer.data() + at, sizeof entry);
        visit(entry);
        if (entry.nextEntryOffset == 0)
            break;
        at += entry.nextEntryOffset;
    }
}

std::int64_t idOf(HANDLE handle)
{
    return static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(handle));
}

std::uint64_t number(const FILETIME &time)
{
    return (static_cast<std::uint64_t>(time.dwHighDateTime) << 32) | time.dwLowDateTime;
}

/// Times are in 100 ns.
std::uint64_t micros(LONGLONG time)
{
    return static_cast<std::uint64_t>(time) / 10;
}

} // namespace

std::vector<ProcessRow> listProcesses()
{
    std::vector<ProcessRow> rows;
    forEachEntry([&rows](const ProcessEntry &entry) {
        ProcessRow row;
        row.pid = idOf(entry.processId);
        row.parent = idOf(entry.parentId);
        row.start = static_cast<std::uint64_t>(entry.createTime.QuadPart);
        row.cpuMicros = micros(entry.userTime.QuadPart + entry.kernelTime.QuadPart);
        row.use = {static_cast<std::uint64_t>(entry.privateWorkingSet.QuadPart), MemoryMeasure::PrivateWorkingSet,
                   entry.handles};
        rows.push_back(row);
    });
    return rows;
}

std::uint64_t processStart(std::int64_t pid)
{
    std::uint64_t start = 0;
    forEachEntry([pid, &start](const ProcessEntry &entry) {
        if (pid > 0 && idOf(entry.processId) == pid)
            start = static_cast<std::uint64_t>(entry.createTime.QuadPart);
    });
    return start;
}

ProcessUse measureProcess(const ProcessRow &row)
{
    return row.use;
}

SelfUse measureSelf()
{
    SelfUse use;
    PROCESS_MEMORY_COUNTERS memory{};
    if (::K32GetProcessMemoryInfo(::GetCurrentProcess(), &memory, sizeof memory))
        use.residentBytes = memory.WorkingSetSize;
    FILETIME created{};
    FILETIME exited{};
    FILETIME kernel{};
    FILETIME user{};
    if (::GetProcessTimes(::GetCurrentProcess(), &created, &exited, &kernel, &user))
        use.cpuMicros = (number(kernel) + number(user)) / 10;
    DWORD handles = 0;
    if (::GetProcessHandleCount(::GetCurrentProcess(), &handles))
        use.descriptors = handles;
    return use; // handles are limited by memory alone
}

void releaseFreedMemory()
{
    ::HeapCompact(::GetProcessHeap(), 0);
}

MachineUse measureMachine()
{
    MachineUse machine;
    MEMORYSTATUSEX memory{};
    memory.dwLength = sizeof memory;
    if (::GlobalMemoryStatusEx(&memory)) {
        machine.totalBytes = memory.ullTotalPhys;
        machine.availableBytes = memory.ullAvailPhys;
    }
    SYSTEM_INFO system{};
    ::GetSystemInfo(&system);
    machine.processors = std::max(1, static_cast<int>(system.dwNumberOfProcessors));
    FILETIME idle{};
    FILETIME kernel{}; // with the idle time
    FILETIME user{};
    if (::GetSystemTimes(&idle, &kernel, &user)) {
        machine.cpuTotalMicros = (number(kernel) + number(user)) / 10;
        machine.cpuBusyMicros = machine.cpuTotalMicros - number(idle) / 10;
    }
    return machine;
}

} // namespace pult::observe
