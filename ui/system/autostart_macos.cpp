// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "autostart.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

namespace pult::ui {

namespace {

constexpr char label[] = "org.pult.pult";

std::string agentsFolder()
{
    const char *home = std::getenv("HOME");
    return std::string(home ? home : "") + "/Library/LaunchAgents";
}

std::string agentPath()
{
    return agentsFolder() + "/" + label + ".plist";
}

std::string escaped(const std::string &text)
{
    std::string result;
    for (const char c : text) {
        if (c == '&')
            result += "&amp;";
        else if (c == '<')
            result += "&lt;";
        else
            result += c;
    }
    return result;
}

std::string stringElement(const std::string &text)
{
    return "<string>" + escaped(text) + "</string>\n";
}

} // namespace

bool Autostart::isOn()
{
    return ::access(agentPath().c_str(), R_OK) == 0;
}

bool Autostart::turnOn(const Entry &entry)
{
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict>\n"
                       "<key>Label</key>" +
                       stringElement(label) + "<key>RunAtLoad</key><true/>\n<key>ProgramArguments</key><array>\n" +
                       stringElement(entry.program) + stringElement("--minimized");
    if (!entry.dataDir.empty())
        text += stringElement("--data-dir") + stringElement(entry.dataDir);
    text += "</array></dict></plist>\n";
    if (::mkdir(agentsFolder().c_str(), 0755) != 0 && errno != EEXIST)
        return false;
    // Whole or not at all: launchd may read it at any time.
    const std::string draft = agentPath() + ".new";
    std::FILE *file = std::fopen(draft.c_str(), "w");
    if (!file)
        return false;
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    const bool closed = std::fclose(file) == 0;
    return written && closed && std::rename(draft.c_str(), agentPath().c_str()) == 0;
}

bool Autostart::turnOff()
{
    return ::unlink(agentPath().c_str()) == 0 || errno == ENOENT;
}

} // namespace pult::ui
