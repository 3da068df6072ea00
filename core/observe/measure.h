// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the operating system knows of memory, processors, open files and disks. One file per system behind it; no Qt, so
// that each is small to port.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pult::observe {

/// How the memory of a process was counted. Never as a sum of resident sizes: what processes share would count once for
/// each of them.
enum class MemoryMeasure {
    Proportional,      ///< Linux: shared pages are divided by the number of those who share them (PSS)
    PrivateWorkingSet, ///< Windows
    Footprint,         ///< macOS: what the system itself charges the process with
    Unshared,          ///< Linux, where PSS may not be read (another user's, hardened kernel): resident without shared
};

struct ProcessUse
{
    std::uint64_t memoryBytes = 0;
    MemoryMeasure measure = MemoryMeasure::Proportional;
    std::uint64_t descriptors = 0; ///< open files, or handles
};

/// One running process, as the system lists it.
struct ProcessRow
{
    std::int64_t pid = 0;
    std::int64_t parent = 0;
    std::int64_t session = 0;    ///< process id of the session's leader; 0 where there is no such thing
    std::uint64_t start = 0;     ///< moment of its start, in units of the system's own
    std::uint64_t cpuMicros = 0; ///< with that of its children that have ended, where the system tells
    ProcessUse use;              ///< where the list brings it; otherwise measureProcess asks
};

/// The process that a tree is counted from. A process id alone may be another program's by now.
struct ProcessRoot
{
    std::int64_t pid = 0;
    std::uint64_t start = 0; ///< of ProcessRow; 0: whoever has the id
};

/// A process with all that it has started.
struct TreeUse
{
    int processes = 0; ///< 0: does not run any more
    std::uint64_t memoryBytes = 0;
    MemoryMeasure measure = MemoryMeasure::Proportional; ///< the coarsest that took part
    std::uint64_t cpuMicros = 0;
    std::uint64_t descriptors = 0;
};

/// This process.
struct SelfUse
{
    std::uint64_t residentBytes = 0;
    std::uint64_t cpuMicros = 0;
    std::uint64_t descriptors = 0;
    std::uint64_t descriptorLimit = 0; ///< 0: none worth naming
};

/// The computer, or the part of it that this process may use (a container's limit).
struct MachineUse
{
    std::uint64_t totalBytes = 0;
    std::uint64_t availableBytes = 0; ///< to be had without swapping
    std::uint64_t cpuBusyMicros = 0;  ///< over all processors, since some moment
    std::uint64_t cpuTotalMicros = 0;
    int processors = 1;
};

struct DiskUse
{
    std::uint64_t totalBytes = 0; ///< 0: could not be told
    std::uint64_t freeBytes = 0;  ///< for this user
};

SelfUse measureSelf();
MachineUse measureMachine();
/// The disk that holds `path` (UTF-8).
DiskUse measureDisk(const std::string &path);

/// Gives memory that was freed but is still held back to the system, as far as that is possible.
void releaseFreedMemory();

/// Start of a running process for ProcessRoot; 0 when there is none.
std::uint64_t processStart(std::int64_t pid);
/// One look over all processes, then one at each member. Expensive on Linux (the kernel walks the page tables of each
/// for its PSS): about a millisecond a process, so pace it. In the order of `roots`.
std::vector<TreeUse> measureTrees(const std::vector<ProcessRoot> &roots);

/// What each system's file brings for measureTrees.
std::vector<ProcessRow> listProcesses();
ProcessUse measureProcess(const ProcessRow &row);
/// Members of the tree of `root` among `rows`: descendants, and those of the session that it leads; empty when it does
/// not run. A pure function.
std::vector<const ProcessRow *> treeOf(const ProcessRoot &root, const std::vector<ProcessRow> &rows);

} // namespace pult::observe
