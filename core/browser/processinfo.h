// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the operating system knows about processes. One file per system behind it; no Qt, so that each is small to port.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pult::browser {

/// When the process started, as an opaque mark that no other process of this computer ever has with the same id, also
/// after a reboot. Empty when no such process runs (one that ended and was not yet waited for does not run).
std::string processMark(std::int64_t pid);

/// Leaders of process groups that were started with exactly this argument. Empty where the system does not tell
/// (Windows).
std::vector<std::int64_t> processesWithArgument(const std::string &argument);

/// Asks the process to end: SIGTERM; on Windows its windows are closed.
void requestProcessEnd(std::int64_t pid);

/// Ends the process and what it started at once: its process group; on Windows its tree.
void killProcessGroup(std::int64_t pid);

/// Whether anything of the group still runs.
bool processGroupRuns(std::int64_t pid);

/// For the child between fork and exec: it leads a session, hence a group, of its own, and takes none of our open files
/// and sockets with it. A browser that held a listening socket of ours would keep the port busy for as long as it
/// lives.
void becomeIndependent();

/// Whether the process works with files below the folder, as far as this system tells; in doubt it does.
bool processUsesFolder(std::int64_t pid, const std::string &folder);

/// The process that holds a Chromium data folder (UTF-8 path): 0 none, -1 one that cannot be named (another computer's,
/// or on Windows any).
std::int64_t dataFolderHolder(const std::string &folder);

/// Removes the marks that a browser left in its data folder when it died. Only when nobody holds the folder.
void clearDataFolderMarks(const std::string &folder);

/// Whether so many files and sockets could be opened now.
bool hasFreeDescriptors(int count);

/// root, under which Chromium refuses to start with its sandbox.
bool runsAsRoot();

} // namespace pult::browser
