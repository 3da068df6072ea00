// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/async.h>

#include <QCoroTask>

#include <chrono>
#include <vector>

namespace pult::browser {

class CdpConnection;
class FlowPage;

/// How long a browser and a page may say nothing.
struct FlowWatchLimits
{
    std::chrono::milliseconds pause{5000};   ///< between two questions
    std::chrono::milliseconds silent{15000}; ///< the browser: its own thread always answers, however busy its pages are
    std::chrono::milliseconds hung{30000};   ///< a page: scripts may keep it busy for a while
};

/// Looks after a run beside its steps, which may wait for hours: tells when the browser has gone or says nothing any
/// more (killed, stopped, the connection stalled) and when the page has crashed or hangs. Thread-affine.
class FlowWatch final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FlowWatch)

public:
    FlowWatch(CdpConnection &connection, FlowWatchLimits limits);

    void start();
    /// Which page the present step is about; nullptr: none. It outlives the watch, or is taken back.
    void setPage(FlowPage *page) { m_page = page; }
    /// To be awaited before the connection and the pages go.
    QCoro::Task<> stop();

Q_SIGNALS:
    /// Once: flow_browser_gone, flow_browser_silent(seconds), flow_page_crashed, flow_page_hung(seconds) or
    /// flow_dialog_stuck(message). The step is not known here.
    void lost(const pult::Error &error);

private:
    QCoro::Task<> askBrowser();
    QCoro::Task<> askPage();
    void tell(ErrorKind kind, const char *code, const QStringList &arguments = {});
    void onEvent(const QString &session, const QString &method, const QJsonObject &params);

    CdpConnection &m_connection;
    const FlowWatchLimits m_limits;
    FlowPage *m_page = nullptr;
    CancelToken m_token;
    std::vector<QCoro::Task<>> m_tasks;
    bool m_told = false;
};

} // namespace pult::browser
