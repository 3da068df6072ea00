// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processinfo.h"

#include <filesystem>
#include <memory>

#include <windows.h>

#include <tlhelp32.h>

namespace pult::browser {

namespace fs = std::filesystem;

namespace {

struct CloseHandleLater
{
    void operator()(HANDLE handle) const { ::CloseHandle(handle); }
};
using Handle = std::unique_ptr<void, CloseHandleLater>;

Handle openProcess(std::int64_t pid, DWORD access)
{
    return Handle(pid > 0 ? ::OpenProcess(access, FALSE, static_cast<DWORD>(pid)) : nullptr);
}

/// Creation time in 100 ns since 1601; 0 when the process does not run.
std::uint64_t creationTime(std::int64_t pid)
{
    const Handle process = openProcess(pid, PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE);
    FILETIME created{};
    FILETIME exited{};
    FILETIME kernel{};
    FILETIME user{};
    // The object of an ended process stays while someone holds a handle: it is signalled then.
    if (!process || ::WaitForSingleObject(process.get(), 0) == WAIT_OBJECT_0 ||
        !::GetProcessTimes(process.get(), &created, &exited, &kernel, &user))
        return 0;
    return (static_cast<std::uint64_t>(created.dwHighDateTime) << 32) | created.dwLowDateTime;
}

/// `root` and its living descendants, children last. A parent's id may have been given anew: a child is younger.
std::vector<std::int64_t> processTree(std::int64_t root)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> childToParent;
    HANDLE raw = ::CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    if (raw == INVALID_HANDLE_VALUE)
        return {root};
    const Handle snapshot(raw);
    PROCESSENTRY32W entry{};
    entry.dwSize = sizeof entry;
    for (BOOL more = ::Process32FirstW(raw, &entry); more; more = ::Process32NextW(raw, &entry))
        childToParent.emplace_back(entry.th32ProcessID, entry.th32ParentProcessID);
    std::vector<std::int64_t> tree{root};
    for (std::size_t i = 0; i < tree.size(); ++i) {
        const std::uint64_t parentCreated = creationTime(tree[i]);
        for (const auto &[child, parent] : childToParent) {
            if (parent == tree[i] && child != root && parentCreated != 0 && creationTime(child) >= parentCreated)
                tree.push_back(child);
        }
    }
    return tree;
}

BOOL CALLBACK closeWindowOf(HWND window, LPARAM wanted)
{
    DWORD owner = 0;
    ::GetWindowThreadProcessId(window, &owner);
    if (owner == static_cast<DWORD>(wanted))
        ::PostMessageW(window, WM_CLOSE, 0, 0);
    return TRUE;
}

fs::path fromUtf8(const std::string &text)
{
    return fs::path(std::u8string(text.begin(), text.end()));
}

} // namespace

std::string processMark(std::int64_t pid)
{
    const std::uint64_t created = creationTime(pid);
    return created == 0 ? std::string() : std::to_string(created);
}

std::vector<std::int64_t> processesWithArgument(const std::string &)
{
    return {};
}

void requestProcessEnd(std::int64_t pid)
{
    ::EnumWindows(&closeWindowOf, static_cast<LPARAM>(pid));
}

void killProcessGroup(std::int64_t pid)
{
    for (const std::int64_t member : processTree(pid)) {
        if (const Handle process = openProcess(member, PROCESS_TERMINATE))
            ::TerminateProcess(process.get(), 1);
    }
}

bool processGroupRuns(std::int64_t pid)
{
    return creationTime(pid) != 0;
}

void becomeIndependent() {}

bool processUsesFolder(std::int64_t pid, const std::string &)
{
    return creationTime(pid) != 0;
}

std::int64_t dataFolderHolder(const std::string &folder)
{
    // Chromium keeps `lockfile` open without sharing; Windows deletes it with the last handle.
    const fs::path lock = fromUtf8(folder) / L"lockfile";
    HANDLE file = ::CreateFileW(lock.c_str(), GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file != INVALID_HANDLE_VALUE) {
        ::CloseHandle(file);
        return 0;
    }
    return ::GetLastError() == ERROR_SHARING_VIOLATION ? -1 : 0;
}

void clearDataFolderMarks(const std::string &folder)
{
    std::error_code ignored;
    fs::remove(fromUtf8(folder) / L"DevToolsActivePort", ignored);
}

bool hasFreeDescriptors(int)
{
    return true; // handles are limited by memory alone
}

bool runsAsRoot()
{
    return false;
}

} // namespace pult::browser
