// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flowinput.h"
#include "flowpage.h"

#include <map>
#include <vector>

namespace pult::browser {

/// A tab with what is held down in it.
struct FlowTab
{
    explicit FlowTab(std::unique_ptr<FlowPage> tab) : page(std::move(tab)), input(*page) {}

    std::unique_ptr<FlowPage> page;
    FlowInput input;
    bool ready = false;
};

/// The tabs of one run: its own, and what those open. Thread-affine.
class FlowTabs final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FlowTabs)

public:
    FlowTabs(CdpConnection &connection, CancelToken &token);

    /// Opens the run's own tab.
    QCoro::Task<Result<>> open();
    FlowTab *main() const { return m_main; }
    /// A tab, not there before the run, that shows `url`; nullptr in time's absence. A frame that is a target of its
    /// own counts too: then the main tab is returned and `frameId` says which.
    QCoro::Task<Result<FlowTab *>> find(QString url, QString *frameId, std::chrono::milliseconds limit);
    /// As with people, the newest tab is in front and hides the others until it is closed.
    QCoro::Task<> settleFront();
    /// Closes what the run opened. Not stopped by the token.
    QCoro::Task<> closeAll();
    bool isClosed(const FlowTab &tab) const { return tab.page->isGone(); }

Q_SIGNALS:
    void console(QtMsgType level, const QString &text);

private:
    struct Target
    {
        QString type;
        QString url;
        QString openerId;
    };
    FlowTab *add(const QString &targetId);
    static QCoro::Task<> attach(QPointer<FlowTabs> tabs, QString targetId);
    void onEvent(const QString &session, const QString &method, const QJsonObject &params);

    CdpConnection &m_connection;
    CancelToken &m_token;
    QSet<QString> m_before; ///< targets of others
    QHash<QString, Target> m_targets;
    std::map<QString, std::unique_ptr<FlowTab>> m_tabs;
    QStringList m_order; ///< of the tabs, the newest last
    std::vector<QCoro::Task<>> m_attaching;
    FlowTab *m_main = nullptr;
};

} // namespace pult::browser
