// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "autostart.h"

#include <windows.h>

namespace pult::ui {

namespace {

constexpr wchar_t runKey[] = L"Software\\Microsoft\\Windows\\CurrentVersion\\Run";
/// Where the task manager keeps what the person switched off: an odd first byte.
constexpr wchar_t approvedKey[] = L"Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\StartupApproved\\Run";
constexpr wchar_t valueName[] = L"Pult";

std::wstring wide(const std::string &text)
{
    const int length = MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), nullptr, 0);
    std::wstring result(static_cast<std::size_t>(length), L'\0');
    MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), result.data(), length);
    return result;
}

/// One argument as CommandLineToArgvW reads it: backslashes count before a quote only.
std::wstring quoted(const std::wstring &argument)
{
    std::wstring text = L"\"";
    std::size_t backslashes = 0;
    for (const wchar_t c : argument) {
        if (c == L'"')
            text.append(backslashes + 1, L'\\');
        backslashes = c == L'\\' ? backslashes + 1 : 0;
        text += c;
    }
    text.append(backslashes, L'\\');
    return text + L'"';
}

bool isSwitchedOff()
{
    BYTE state[64];
    DWORD size = sizeof state;
    return RegGetValueW(HKEY_CURRENT_USER, approvedKey, valueName, RRF_RT_REG_BINARY, nullptr, state, &size) ==
               ERROR_SUCCESS &&
           size > 0 && (state[0] & 1) != 0;
}

} // namespace

bool Autostart::isOn()
{
    DWORD size = 0;
    return RegGetValueW(HKEY_CURRENT_USER, runKey, valueName, RRF_RT_REG_SZ, nullptr, nullptr, &size) ==
               ERROR_SUCCESS &&
           !isSwitchedOff();
}

bool Autostart::turnOn(const Entry &entry)
{
    std::wstring line = quoted(wide(entry.program)) + L" --minimized";
    if (!entry.dataDir.empty())
        line += L" --data-dir " + quoted(wide(entry.dataDir));
    const DWORD bytes = static_cast<DWORD>((line.size() + 1) * sizeof(wchar_t));
    if (RegSetKeyValueW(HKEY_CURRENT_USER, runKey, valueName, REG_SZ, line.c_str(), bytes) != ERROR_SUCCESS)
        return false;
    // Switched on here, the person wants it again.
    RegDeleteKeyValueW(HKEY_CURRENT_USER, approvedKey, valueName);
    return true;
}

bool Autostart::turnOff()
{
    const LSTATUS status = RegDeleteKeyValueW(HKEY_CURRENT_USER, runKey, valueName);
    return status == ERROR_SUCCESS || status == ERROR_FILE_NOT_FOUND;
}

} // namespace pult::ui
