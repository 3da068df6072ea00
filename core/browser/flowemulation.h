// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/async.h>

#include <QJsonObject>

namespace pult::browser {

class CdpConnection;
class FlowPage;

/// What a tab is told of the world around it: its size, its network, whether it is seen. Part of a FlowPage, on whose
/// thread it lives.
class FlowEmulation final
{
public:
    /// Both outlive this.
    FlowEmulation(FlowPage &page, CdpConnection &connection) : m_page(page), m_connection(connection) {}
    FlowEmulation(const FlowEmulation &) = delete;
    FlowEmulation &operator=(const FlowEmulation &) = delete;

    /// Size, and whether the page had to be loaded anew for it.
    QCoro::Task<Result<>> setViewport(QJsonObject viewport, std::chrono::milliseconds limit);
    /// For the tab in front of its window: when the window itself is covered or minimised, the page draws nothing, and
    /// whatever waits for that would wait for ever; then it is told that it is seen.
    QCoro::Task<> ensureVisible();
    /// Another tab has come in front.
    QCoro::Task<> stopShowing();
    QCoro::Task<Result<>> emulateNetwork(QJsonObject conditions, std::chrono::milliseconds limit);
    /// Tells a session that came later what is in force.
    QCoro::Task<> adopt(QString session);

private:
    FlowPage &m_page;
    CdpConnection &m_connection;
    QJsonObject m_network; ///< conditions in force
    bool m_mobile = false;
    bool m_touch = false;
    bool m_shown = false; ///< told that it is seen
};

} // namespace pult::browser
