// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "stopwish.h"

#include <atomic>
#include <cstdlib>
#include <thread>
#include <windows.h>

namespace pult::node {

namespace {

constexpr UINT forcedExit = 3;
/// Windows ends the process some seconds after the handler of a close or logoff returns; until then it may clean up.
constexpr DWORD cleanUpMillis = 30000;
constexpr DWORD tickMillis = 1000;
/// A service tells this often that it still is at it, and that it needs so much more.
constexpr DWORD waitHintMillis = 5000;
constexpr wchar_t serviceName[] = L"Pult";
constexpr wchar_t windowClass[] = L"PultSessionEnd";
constexpr wchar_t blockReason[] = L"Pult hands back its tasks and closes its browsers";

std::function<void()> onWish;
std::atomic<int> wishes = 0;
SERVICE_STATUS_HANDLE service = nullptr;

/// Called on any thread of the system's.
void wishOnce(bool secondForces)
{
    const int before = wishes++;
    if (before == 0)
        onWish();
    else if (secondForces)
        ExitProcess(forcedExit);
}

BOOL WINAPI onConsoleEvent(DWORD event)
{
    const bool typed = event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;
    wishOnce(typed);
    if (!typed)
        Sleep(cleanUpMillis);
    return TRUE;
}

/// The session ends: a hidden window is told before the process is, and may say why it needs a moment.
LRESULT CALLBACK onWindowMessage(HWND window, UINT message, WPARAM wide, LPARAM longer)
{
    if (message == WM_QUERYENDSESSION) {
        ShutdownBlockReasonCreate(window, blockReason);
        wishOnce(false);
        return TRUE;
    }
    if (message == WM_ENDSESSION) {
        if (wide)
            Sleep(cleanUpMillis); // the process ends by itself before this does
        else
            ShutdownBlockReasonDestroy(window);
        return 0;
    }
    return DefWindowProcW(window, message, wide, longer);
}

void watchSession()
{
    WNDCLASSW type = {};
    type.lpfnWndProc = onWindowMessage;
    type.hInstance = GetModuleHandleW(nullptr);
    type.lpszClassName = windowClass;
    if (!RegisterClassW(&type))
        return;
    // A message-only window would not be told.
    if (!CreateWindowW(windowClass, L"", 0, 0, 0, 0, 0, nullptr, nullptr, type.hInstance, nullptr))
        return; // a service has no session
    MSG message;
    while (GetMessageW(&message, nullptr, 0, 0) > 0) {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

void tellService(DWORD state, DWORD checkPoint)
{
    SERVICE_STATUS status = {};
    status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
    status.dwCurrentState = state;
    status.dwControlsAccepted = state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PRESHUTDOWN : 0;
    status.dwCheckPoint = checkPoint;
    status.dwWaitHint = state == SERVICE_STOP_PENDING ? waitHintMillis : 0;
    SetServiceStatus(service, &status);
}

/// Counts up as long as the stop goes on, so that the system does not take it for hung.
void tellStopPending()
{
    for (DWORD step = 1;; ++step) {
        tellService(SERVICE_STOP_PENDING, step);
        Sleep(tickMillis);
    }
}

DWORD WINAPI onServiceControl(DWORD control, DWORD, void *, void *)
{
    if (control == SERVICE_CONTROL_INTERROGATE)
        return NO_ERROR;
    if (control != SERVICE_CONTROL_STOP && control != SERVICE_CONTROL_PRESHUTDOWN)
        return ERROR_CALL_NOT_IMPLEMENTED;
    if (wishes == 0)
        std::thread(tellStopPending).detach();
    wishOnce(false);
    return NO_ERROR;
}

void WINAPI serviceMain(DWORD, wchar_t **)
{
    service = RegisterServiceCtrlHandlerExW(serviceName, onServiceControl, nullptr);
    if (service)
        tellService(SERVICE_RUNNING, 0);
}

/// Only a process that the service manager started gets an answer; any other goes on without.
void watchService()
{
    wchar_t name[] = L"Pult";
    SERVICE_TABLE_ENTRYW table[] = {{name, serviceMain}, {nullptr, nullptr}};
    StartServiceCtrlDispatcherW(table);
}

void tellServiceStopped()
{
    if (service)
        tellService(SERVICE_STOPPED, 0);
}

} // namespace

void watchStopWishes(std::function<void()> wish, std::function<void()>)
{
    onWish = std::move(wish);
    SetConsoleCtrlHandler(onConsoleEvent, TRUE);
    std::thread(watchSession).detach();
    std::thread(watchService).detach();
    std::atexit(tellServiceStopped);
}

} // namespace pult::node
