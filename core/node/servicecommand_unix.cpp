// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "servicecommand.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace pult::node {

namespace {

std::string readAll(int end)
{
    std::string text;
    char buffer[4096];
    for (;;) {
        const ssize_t got = ::read(end, buffer, sizeof buffer);
        if (got > 0)
            text.append(buffer, std::size_t(got));
        else if (got == 0 || errno != EINTR)
            return text;
    }
}

bool writeAll(int file, const std::string &text)
{
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t put = ::write(file, text.data() + done, text.size() - done);
        if (put < 0 && errno != EINTR)
            return false;
        done += put > 0 ? std::size_t(put) : 0;
    }
    return true;
}

std::string trimmed(std::string text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    return text;
}

ServiceAnswer systemFault(const std::string &what)
{
    return {false, what + ": " + std::strerror(errno)};
}

} // namespace

ServiceAnswer runProgram(const std::vector<std::string> &line)
{
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0)
        return systemFault("pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    std::vector<char *> arguments;
    for (const std::string &argument : line)
        arguments.push_back(const_cast<char *>(argument.c_str()));
    arguments.push_back(nullptr);
    pid_t child = 0;
    const int failed = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (failed != 0) {
        ::close(ends[0]);
        return {false, line[0] + ": " + std::strerror(failed)};
    }
    const std::string words = trimmed(readAll(ends[0]));
    ::close(ends[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return {WIFEXITED(status) && WEXITSTATUS(status) == 0, words};
}

ServiceAnswer writeDefinition(const std::string &path, const std::string &text)
{
    const std::string fresh = path + ".new";
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0)
        return systemFault(fresh);
    const bool written = writeAll(file, text) && ::fsync(file) == 0;
    ServiceAnswer answer = written ? ServiceAnswer{true, {}} : systemFault(fresh);
    ::close(file);
    if (written && std::rename(fresh.c_str(), path.c_str()) != 0)
        answer = systemFault(path);
    if (!answer.good)
        ::unlink(fresh.c_str());
    return answer;
}

ServiceAnswer removeDefinition(const std::string &path)
{
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        return systemFault(path);
    return {true, {}};
}

} // namespace pult::node
