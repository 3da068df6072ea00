// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowtabs.h"

#include "cdpconnection.h"

#include <algorithm>

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto commandLimit = 15s;
constexpr auto closeLimit = 5s;

} // namespace

FlowTabs::FlowTabs(CdpConnection &connection, CancelToken &token) : m_connection(connection), m_token(token)
{
    connect(&connection, &CdpConnection::event, this, &FlowTabs::onEvent);
}

QCoro::Task<Result<>> FlowTabs::open()
{
    const Result<QJsonObject> existing =
        co_await m_connection.send({}, u"Target.getTargets"_s, {}, commandLimit, &m_token);
    if (!existing)
        co_return fail(existing.error());
    const QJsonArray infos = existing->value(u"targetInfos").toArray();
    for (const QJsonValue &info : infos)
        m_before.insert(info.toObject().value(u"targetId").toString());
    // Discovery may be on since an earlier run: what it told before the list came are others', too.
    m_targets.removeIf([this](const auto &target) { return m_before.contains(target.key()); });
    const QJsonObject discover{{u"discover"_s, true}};
    const Result<QJsonObject> discovering =
        co_await m_connection.send({}, u"Target.setDiscoverTargets"_s, discover, commandLimit, &m_token);
    if (!discovering)
        co_return fail(discovering.error());
    const QJsonObject blank{{u"url"_s, u"about:blank"_s}};
    const Result<QJsonObject> created =
        co_await m_connection.send({}, u"Target.createTarget"_s, blank, commandLimit, &m_token);
    if (!created)
        co_return fail(created.error());
    m_main = add(created->value(u"targetId").toString());
    const Result<> attached = co_await m_main->page->attach();
    m_main->ready = attached.has_value();
    co_return attached;
}

FlowTab *FlowTabs::add(const QString &targetId)
{
    auto &tab = m_tabs[targetId];
    if (!tab) {
        tab = std::make_unique<FlowTab>(std::make_unique<FlowPage>(m_connection, targetId, m_token));
        connect(tab->page.get(), &FlowPage::console, this, &FlowTabs::console);
        m_order.append(targetId);
    }
    return tab.get();
}

QCoro::Task<> FlowTabs::settleFront()
{
    const QStringList order = m_order;
    bool isFront = true;
    for (auto id = order.crbegin(); id != order.crend(); ++id) {
        FlowTab &tab = *m_tabs.at(*id);
        if (tab.page->isGone() || !tab.ready)
            continue;
        if (std::exchange(isFront, false))
            co_await tab.page->emulation().ensureVisible();
        else
            co_await tab.page->emulation().stopShowing();
    }
}

/// Popups are attached at once: a dialog in one is to be answered too.
QCoro::Task<> FlowTabs::attach(QPointer<FlowTabs> tabs, QString targetId)
{
    FlowTab *tab = tabs->add(targetId);
    const Result<> attached = co_await tab->page->attach();
    if (!tabs)
        co_return;
    if (attached) {
        tab->ready = true;
    } else if (!tab->page->isGone()) {
        Q_EMIT tabs->console(QtWarningMsg, u"popup: "_s + toLogString(attached.error()));
    }
}

void FlowTabs::onEvent(const QString &session, const QString &method, const QJsonObject &params)
{
    if (!session.isEmpty())
        return;
    if (method == "Target.targetCreated"_L1 || method == "Target.targetInfoChanged"_L1) {
        const QJsonObject info = params.value(u"targetInfo").toObject();
        const QString id = info.value(u"targetId").toString();
        if (m_before.contains(id))
            return;
        const bool isNew = !m_targets.contains(id);
        m_targets.insert(
            id, {info.value(u"type").toString(), info.value(u"url").toString(), info.value(u"openerId").toString()});
        if (isNew && info.value(u"type").toString() == "page"_L1 && m_tabs.contains(info.value(u"openerId").toString()))
            m_attaching.push_back(attach(this, id));
    } else if (method == "Target.targetDestroyed"_L1) {
        m_targets.remove(params.value(u"targetId").toString());
    }
}

QCoro::Task<Result<FlowTab *>> FlowTabs::find(QString url, QString *frameId, std::chrono::milliseconds limit)
{
    const QDeadlineTimer deadline(limit);
    for (;;) {
        QString found;
        for (auto it = m_targets.cbegin(); it != m_targets.cend(); ++it) {
            // The run's own kin before a tab that only came up meanwhile.
            if (it->type == "page"_L1 && it->url == url && (found.isEmpty() || m_tabs.contains(it.key())))
                found = it.key();
        }
        if (!found.isEmpty()) {
            if (!m_tabs.contains(found))
                m_attaching.push_back(attach(this, found));
            FlowTab *tab = m_tabs.at(found).get();
            if (tab->ready)
                co_return tab;
        }
        const QString remote = m_main->page->frames().remoteFrame(url, m_main->page->session());
        if (found.isEmpty() && !remote.isEmpty()) {
            *frameId = remote;
            co_return m_main;
        }
        if (deadline.hasExpired())
            co_return fail(ErrorKind::Timeout, "target_missing", {url});
        const Result<> slept = co_await sleepFor(25ms, m_token);
        if (!slept)
            co_return fail(slept.error());
    }
}

QCoro::Task<> FlowTabs::closeAll()
{
    QStringList ids;
    for (const auto &[id, tab] : m_tabs) {
        if (!tab->page->isGone())
            ids.append(id);
    }
    for (const QString &id : std::as_const(ids)) {
        const QJsonObject params{{u"targetId"_s, id}};
        co_await m_connection.send({}, u"Target.closeTarget"_s, params, closeLimit);
    }
    // The answer comes before the tab has gone.
    CancelToken unstoppable;
    const QDeadlineTimer deadline(closeLimit);
    const auto isLeft = [this](const QString &id) { return m_connection.isOpen() && !m_tabs.at(id)->page->isGone(); };
    while (std::any_of(ids.cbegin(), ids.cend(), isLeft) && !deadline.hasExpired())
        co_await sleepFor(10ms, unstoppable);
    while (!m_attaching.empty()) {
        QCoro::Task<> task = std::move(m_attaching.back());
        m_attaching.pop_back();
        co_await task;
    }
    for (const auto &[id, tab] : m_tabs)
        co_await tab->page->finish();
}

} // namespace pult::browser
