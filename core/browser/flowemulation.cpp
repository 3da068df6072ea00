// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowemulation.h"

#include "cdpconnection.h"
#include "flowpage.h"

#include <algorithm>

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto setUpLimit = 15s; ///< of each command that nobody else gives a limit
constexpr auto visibilityLimit = 1s;
constexpr auto reloadLimit = 30s; ///< puppeteer's default for navigations

} // namespace

QCoro::Task<> FlowEmulation::ensureVisible()
{
    if (m_shown || m_page.isGone() || m_page.isCrashed())
        co_return;
    const QJsonObject question{{u"expression"_s, u"document.visibilityState"_s}, {u"returnByValue"_s, true}};
    const Result<QJsonObject> answer =
        co_await m_connection.send(m_page.session(), u"Runtime.evaluate"_s, question, visibilityLimit, &m_page.token());
    if (!answer || answer->value(u"result").toObject().value(u"value").toString() != "hidden"_L1)
        co_return;
    m_shown = true;
    const QJsonObject enabled{{u"enabled"_s, true}};
    co_await m_connection.send(m_page.session(), u"Emulation.setFocusEmulationEnabled"_s, enabled, setUpLimit,
                               &m_page.token());
}

QCoro::Task<> FlowEmulation::stopShowing()
{
    if (!std::exchange(m_shown, false) || m_page.isGone() || m_page.isCrashed())
        co_return;
    const QJsonObject disabled{{u"enabled"_s, false}};
    co_await m_connection.send(m_page.session(), u"Emulation.setFocusEmulationEnabled"_s, disabled, setUpLimit,
                               &m_page.token());
}

QCoro::Task<Result<>> FlowEmulation::setViewport(QJsonObject viewport, std::chrono::milliseconds limit)
{
    const bool mobile = viewport.value(u"isMobile").toBool();
    const bool touch = viewport.value(u"hasTouch").toBool();
    const bool landscape = viewport.value(u"isLandscape").toBool();
    const QJsonObject orientation{{u"angle"_s, landscape ? 90 : 0},
                                  {u"type"_s, landscape ? u"landscapePrimary"_s : u"portraitPrimary"_s}};
    const QJsonObject metrics{{u"mobile"_s, mobile},
                              {u"width"_s, viewport.value(u"width")},
                              {u"height"_s, viewport.value(u"height")},
                              {u"deviceScaleFactor"_s, viewport.value(u"deviceScaleFactor")},
                              {u"screenOrientation"_s, orientation}};
    const Result<QJsonObject> sized = co_await m_page.send({}, u"Emulation.setDeviceMetricsOverride"_s, metrics, limit);
    if (!sized && !sized.error().arguments.value(1).contains(u"Target does not support metrics override"))
        co_return fail(sized.error());
    const QJsonObject touching{{u"enabled"_s, touch}};
    const Result<QJsonObject> touched =
        co_await m_page.send({}, u"Emulation.setTouchEmulationEnabled"_s, touching, limit);
    if (!touched)
        co_return fail(touched.error());
    if (m_mobile == mobile && m_touch == touch)
        co_return {};
    m_mobile = mobile;
    m_touch = touch;
    NavigationWatch watch(m_page.frames(), m_page.frames().mainFrame(),
                          std::max<std::chrono::milliseconds>(reloadLimit, limit));
    const Result<QJsonObject> reloaded = co_await m_page.send({}, u"Page.reload"_s, {}, reloadLimit);
    if (!reloaded)
        co_return fail(reloaded.error());
    Result<> finished = co_await watch.finished(NavigationWatch::NewDocument, m_page.token());
    co_return finished;
}

QCoro::Task<Result<>> FlowEmulation::emulateNetwork(QJsonObject conditions, std::chrono::milliseconds limit)
{
    m_network = conditions;
    const QSet<QString> sessions = m_page.sessions();
    for (const QString &session : sessions) {
        const Result<QJsonObject> set = co_await m_connection.send(session, u"Network.emulateNetworkConditions"_s,
                                                                   conditions, limit, &m_page.token());
        if (!set && session == m_page.session())
            co_return fail(set.error());
    }
    co_return {};
}

QCoro::Task<> FlowEmulation::adopt(QString session)
{
    if (!m_network.isEmpty())
        co_await m_connection.send(session, u"Network.emulateNetworkConditions"_s, m_network, setUpLimit);
}

} // namespace pult::browser
