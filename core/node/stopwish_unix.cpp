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

constexpr char stopByte = 1;
constexpr char hangUpByte = 2;

// A signal handler may do next to nothing; it writes a byte that a thread waits for.
int writeEnd = -1;
volatile std::sig_atomic_t wishes = 0;

void onStop(int)
{
    const int saved = errno;
    wishes = wishes + 1;
    if (wishes > 1)
        _exit(forcedExit);
    [[maybe_unused]] const ssize_t written = ::write(writeEnd, &stopByte, 1);
    errno = saved;
}

void onHangUp(int)
{
    const int saved = errno;
    [[maybe_unused]] const ssize_t written = ::write(writeEnd, &hangUpByte, 1);
    errno = saved;
}

bool hasTerminal()
{
    const int terminal = ::open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (terminal >= 0)
        ::close(terminal);
    return terminal >= 0;
}

struct Listeners
{
    std::function<void()> wish;
    std::function<void()> reload;
    bool hadTerminal = false;

    void onByte(char byte) const
    {
        // A terminal that was there and is not any more has hung up; any other SIGHUP was sent on purpose.
        if (byte == hangUpByte && (!hadTerminal || hasTerminal()))
            reload();
        else
            wish();
    }
};

void waitForBytes(int readEnd, const Listeners &listeners)
{
    char byte = 0;
    for (;;) {
        const ssize_t got = ::read(readEnd, &byte, 1);
        if (got == 1)
            listeners.onByte(byte);
        else if (got == 0 || errno != EINTR)
            return;
    }
}

void handle(int signal, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigaction(signal, &action, nullptr);
}

} // namespace

void watchStopWishes(std::function<void()> wish, std::function<void()> reload)
{
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0)
        return;
    for (const int end : ends)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    writeEnd = ends[1];

    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&blocked, signal);
    // The waiting thread takes no signal itself; it lives as long as the process.
    const bool reloads = reload != nullptr;
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    std::thread(waitForBytes, ends[0], Listeners{std::move(wish), std::move(reload), hasTerminal()}).detach();
    pthread_sigmask(SIG_SETMASK, &before, nullptr);

    handle(SIGTERM, onStop);
    handle(SIGINT, onStop);
    handle(SIGHUP, reloads ? onHangUp : onStop);
}

} // namespace pult::node
