// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "relaunch.h"

#include <csignal>
#include <unistd.h>

namespace pult::node {

bool relaunch(const std::vector<std::string> &arguments)
{
    std::vector<char *> list;
    for (const std::string &argument : arguments)
        list.push_back(const_cast<char *>(argument.c_str()));
    list.push_back(nullptr);
    // What this life ignored or blocked, the next is not to.
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    execv(list.front(), list.data());
    return false;
}

} // namespace pult::node
