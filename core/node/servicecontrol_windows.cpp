// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The service control manager. The service itself answers it in stopwish_windows.cpp.
#include "servicecontrol.h"

#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>

#include <memory>

namespace pult::node {

namespace {

constexpr DWORD stopMillis = 60'000; // SHUTDOWN_TIMEOUT_SECS and some more
constexpr DWORD lookMillis = 250;
constexpr DWORD restartMillis = 5'000;

struct CloseService
{
    using pointer = SC_HANDLE;
    void operator()(SC_HANDLE handle) const { CloseServiceHandle(handle); }
};
using ServiceHandle = std::unique_ptr<SC_HANDLE, CloseService>;

std::wstring wide(const std::string &text)
{
    const int size = MultiByteToWideChar(CP_UTF8, 0, text.data(), int(text.size()), nullptr, 0);
    std::wstring result(std::size_t(size), L'\0');
    MultiByteToWideChar(CP_UTF8, 0, text.data(), int(text.size()), result.data(), size);
    return result;
}

std::string narrow(const wchar_t *text)
{
    const int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
    std::string result(std::size_t(size > 0 ? size : 1), '\0');
    WideCharToMultiByte(CP_UTF8, 0, text, -1, result.data(), size, nullptr, nullptr);
    result.pop_back(); // the terminating zero
    return result;
}

/// What the system says about its last refusal.
ServiceAnswer refusal()
{
    const DWORD code = GetLastError();
    wchar_t *text = nullptr;
    FormatMessageW(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr,
                   code, 0, reinterpret_cast<wchar_t *>(&text), 0, nullptr);
    std::string words = text ? narrow(text) : "error " + std::to_string(code);
    LocalFree(text);
    while (!words.empty() && (words.back() == '\n' || words.back() == '\r' || words.back() == ' '))
        words.pop_back();
    return {false, words};
}

ServiceHandle openManager(DWORD access)
{
    return ServiceHandle(OpenSCManagerW(nullptr, nullptr, access));
}

/// Null with the system's last error.
ServiceHandle openService(const std::string &name, DWORD access)
{
    const ServiceHandle manager = openManager(SC_MANAGER_CONNECT);
    return ServiceHandle(manager ? OpenServiceW(manager.get(), wide(name).c_str(), access) : nullptr);
}

/// Begun anew after a crash, at most three times in a row.
void setRestarts(SC_HANDLE service)
{
    SC_ACTION actions[] = {{SC_ACTION_RESTART, restartMillis},
                           {SC_ACTION_RESTART, restartMillis},
                           {SC_ACTION_RESTART, restartMillis},
                           {SC_ACTION_NONE, 0}};
    SERVICE_FAILURE_ACTIONSW failure = {};
    failure.dwResetPeriod = 600;
    failure.cActions = 4;
    failure.lpsaActions = actions;
    ChangeServiceConfig2W(service, SERVICE_CONFIG_FAILURE_ACTIONS, &failure);
}

std::wstring commandLine(const ServiceInstallation &installation)
{
    return L'"' + wide(installation.program) + L"\" --data-dir \"" + wide(installation.dataDir) + L'"';
}

bool isStopped(SC_HANDLE service)
{
    SERVICE_STATUS status = {};
    return QueryServiceStatus(service, &status) && status.dwCurrentState == SERVICE_STOPPED;
}

} // namespace

bool hasServiceManager()
{
    return true;
}

std::string serviceDefinitionPath(const std::string &)
{
    return {};
}

ServiceAnswer installService(const ServiceInstallation &installation)
{
    const ServiceHandle manager = openManager(SC_MANAGER_CREATE_SERVICE);
    if (!manager)
        return refusal();
    const std::wstring name = wide(installation.name);
    const std::wstring title = L"Pult (" + name + L')';
    const ServiceHandle service(CreateServiceW(manager.get(), name.c_str(), title.c_str(), SERVICE_ALL_ACCESS,
                                               SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_NORMAL,
                                               commandLine(installation).c_str(), nullptr, nullptr, nullptr,
                                               L"NT AUTHORITY\\LocalService", nullptr));
    if (!service)
        return refusal();
    setRestarts(service.get());
    SERVICE_DELAYED_AUTO_START_INFO delayed = {TRUE}; // the network first
    ChangeServiceConfig2W(service.get(), SERVICE_CONFIG_DELAYED_AUTO_START_INFO, &delayed);
    return {true, {}};
}

ServiceAnswer uninstallService(const std::string &name)
{
    const ServiceHandle service = openService(name, SERVICE_STOP | SERVICE_QUERY_STATUS | DELETE);
    if (!service)
        return refusal();
    if (!isStopped(service.get())) {
        if (const ServiceAnswer stopped = stopService(name); !stopped.good)
            return stopped;
    }
    return DeleteService(service.get()) ? ServiceAnswer{true, {}} : refusal();
}

ServiceAnswer startService(const std::string &name)
{
    const ServiceHandle service = openService(name, SERVICE_START);
    if (!service || !StartServiceW(service.get(), 0, nullptr))
        return refusal();
    return {true, {}};
}

ServiceAnswer stopService(const std::string &name)
{
    const ServiceHandle service = openService(name, SERVICE_STOP | SERVICE_QUERY_STATUS);
    SERVICE_STATUS status = {};
    if (!service || !ControlService(service.get(), SERVICE_CONTROL_STOP, &status))
        return refusal();
    for (DWORD waited = 0; waited < stopMillis; waited += lookMillis) {
        if (isStopped(service.get()))
            return {true, {}};
        Sleep(lookMillis);
    }
    SetLastError(ERROR_SERVICE_REQUEST_TIMEOUT);
    return refusal();
}

ServiceAnswer restartService(const std::string &name)
{
    if (serviceCondition(name).state != ServiceState::Stopped) {
        if (const ServiceAnswer stopped = stopService(name); !stopped.good)
            return stopped;
    }
    return startService(name);
}

ServiceCondition serviceCondition(const std::string &name)
{
    const ServiceHandle service = openService(name, SERVICE_QUERY_STATUS);
    ServiceCondition condition;
    if (!service)
        return condition;
    SERVICE_STATUS_PROCESS status = {};
    DWORD needed = 0;
    if (!QueryServiceStatusEx(service.get(), SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE *>(&status), sizeof status,
                              &needed))
        return condition;
    condition.atBoot = true;
    condition.pid = status.dwProcessId;
    condition.state = status.dwCurrentState == SERVICE_RUNNING   ? ServiceState::Running
                      : status.dwCurrentState == SERVICE_STOPPED ? ServiceState::Stopped
                                                                 : ServiceState::Changing;
    return condition;
}

} // namespace pult::node
