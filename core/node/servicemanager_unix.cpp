// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "servicemanager.h"

#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace pult::node {

void tellServiceManager(const std::string &words)
{
    const char *const path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (!path || (path[0] != '/' && path[0] != '@') || std::strlen(path) >= sizeof(address.sun_path))
        return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path, std::strlen(path));
    if (path[0] == '@')
        address.sun_path[0] = '\0'; // a name without a file
    const int line = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    if (line < 0)
        return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
    // Nothing hangs on whether it is heard.
    [[maybe_unused]] const ssize_t sent =
        ::sendto(line, words.data(), words.size(), MSG_DONTWAIT, reinterpret_cast<const sockaddr *>(&address), size);
    ::close(line);
}

std::chrono::milliseconds signOfLifeInterval()
{
    const char *const micros = std::getenv("WATCHDOG_USEC");
    const char *const process = std::getenv("WATCHDOG_PID");
    if (!micros || (process && std::atoll(process) != ::getpid()))
        return std::chrono::milliseconds(0);
    return std::chrono::milliseconds(std::atoll(micros) / 1000 / 2);
}

} // namespace pult::node
