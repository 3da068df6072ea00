// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "signals.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pult::node {

namespace {

constexpr int forcedExit = 3;
constexpr std::array<int, 3> stopSignals{SIGTERM, SIGINT, SIGHUP};

// A signal handler may do next to nothing; it writes a byte that the event loop reads.
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

} // namespace

class StopSignals::Private
{
public:
    std::array<int, 2> ends{-1, -1};
    std::unique_ptr<QSocketNotifier> notifier;
};

StopSignals::StopSignals(QObject *parent) : QObject(parent), d(std::make_unique<Private>())
{
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, d->ends.data()) != 0)
        return;
    for (const int end : d->ends)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    writeEnd = d->ends[0];
    d->notifier = std::make_unique<QSocketNotifier>(d->ends[1], QSocketNotifier::Read);
    connect(d->notifier.get(), &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        if (::read(d->ends[1], &byte, 1) == 1)
            Q_EMIT stopWanted();
    });
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    for (const int signal : stopSignals)
        ::sigaction(signal, &action, nullptr);
}

StopSignals::~StopSignals()
{
    for (const int signal : stopSignals)
        std::signal(signal, SIG_DFL);
    d->notifier.reset();
    writeEnd = -1;
    for (const int end : d->ends) {
        if (end >= 0)
            ::close(end);
    }
}

} // namespace pult::node
