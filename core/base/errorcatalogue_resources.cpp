// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What keeps a node from beginning tasks though it has free slots (queue::IntakeStop), and errors of what watches over
// its resources.
#include "errorcatalogue.h"

#include <QtGlobal>

namespace pult {

namespace {

// clang-format off
constexpr ErrorWords rows[] = {
    {"profile_costs_unwritable",
     QT_TRANSLATE_NOOP("pult::Core", "What the browsers of profiles use could not be written to %1: %2"),
     QT_TRANSLATE_NOOP("pult::Core", "Check the free space and the rights of the data folder.")},
    // Why a task waits
    {"wait_node_memory",
     QT_TRANSLATE_NOOP("pult::Core", "%1 takes no tasks: Pult uses %2 MB of memory there, MEMORY_LIMIT_MB allows %3"), ""},
    {"wait_node_browser_memory",
     QT_TRANSLATE_NOOP("pult::Core", "%1 starts no browsers: those that run use %2 MB of memory, BROWSER_MEMORY_LIMIT_MB allows %3"), ""},
    {"wait_node_free_memory",
     QT_TRANSLATE_NOOP("pult::Core", "%1 starts no browsers: %2 MB of its memory are free, %3 MB must stay free"), ""},
    {"wait_node_disk",
     QT_TRANSLATE_NOOP("pult::Core", "the disk of %1 is nearly full: %2 MB are free, %3 MB are needed"), ""},
    {"wait_node_browser_disk",
     QT_TRANSLATE_NOOP("pult::Core", "%1 starts no browsers: its disk has %2 MB left, a browser needs at least %3 MB"), ""},
    {"wait_node_files",
     QT_TRANSLATE_NOOP("pult::Core", "%1 takes no tasks: %2 files are open there, at most %3 may be"), ""},
    {"wait_node_cpu",
     QT_TRANSLATE_NOOP("pult::Core", "%1 starts no browsers: its processors have been busy at %2 % for a minute"), ""},
    {"wait_no_room",
     QT_TRANSLATE_NOOP("pult::Core", "%1 has no room for the next browser (%2): it needs about %3 MB, %4 MB are left"), ""},
};
// clang-format on

} // namespace

std::span<const ErrorWords> resourceErrors()
{
    return rows;
}

} // namespace pult
