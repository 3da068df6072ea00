// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "stopwish.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <pthread.h>
#include <thread>
#include <unistd.h>

namespace pult::node {

namespace {

constexpr int forcedExit = 3;

// A signal handler may do next to nothing; it writes a byte that a thread waits for.
int writeEnd = -1;
volatile std::sig_atomic_t wishes = 0;

void onSignal(int)
{
    const int saved = errno;
    wishes = wishes + 1;
    if (wishes > 1)
        _exit(forcedExit);
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(writeEnd, &byte, 1);
    errno = saved;
}

void waitForBytes(int readEnd, const std::function<void()> &wish)
{
    char byte = 0;
    for (;;) {
        const ssize_t got = ::read(readEnd, &byte, 1);
        if (got == 1)
            wish();
        else if (got == 0 || errno != EINTR)
            return;
    }
}

} // namespace

void watchStopWishes(std::function<void()> wish)
{
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0)
        return;
    for (const int end : ends)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    writeEnd = ends[1];

    const int signals[] = {SIGTERM, SIGINT, SIGHUP};
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    for (const int signal : signals)
        sigaddset(&blocked, signal);
    // The waiting thread takes no signal itself; it lives as long as the process.
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    std::thread(waitForBytes, ends[0], std::move(wish)).detach();
    pthread_sigmask(SIG_SETMASK, &before, nullptr);

    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    for (const int signal : signals)
        ::sigaction(signal, &action, nullptr);
}

} // namespace pult::node
