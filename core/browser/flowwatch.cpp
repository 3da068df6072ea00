// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowwatch.h"

#include "cdpconnection.h"
#include "flowpage.h"

namespace pult::browser {

using namespace Qt::StringLiterals;

namespace {

/// A page that opens so many while it is asked one question does nothing else.
constexpr int manyDialogs = 3;

QString seconds(std::chrono::milliseconds time)
{
    return QString::number(std::chrono::ceil<std::chrono::seconds>(time).count());
}

} // namespace

FlowWatch::FlowWatch(CdpConnection &connection, FlowWatchLimits limits) : m_connection(connection), m_limits(limits)
{
    connect(&connection, &CdpConnection::closed, this, [this] { tell(ErrorKind::Network, "flow_browser_gone"); });
    connect(&connection, &CdpConnection::event, this, &FlowWatch::onEvent);
}

void FlowWatch::start()
{
    m_tasks.push_back(askBrowser());
    m_tasks.push_back(askPage());
}

QCoro::Task<> FlowWatch::stop()
{
    m_told = true;
    m_page = nullptr;
    m_token.cancel({ErrorKind::Cancelled, u"cancelled"_s, {}, {}});
    while (!m_tasks.empty()) {
        QCoro::Task<> task = std::move(m_tasks.back());
        m_tasks.pop_back();
        co_await task;
    }
}

void FlowWatch::tell(ErrorKind kind, const char *code, const QStringList &arguments)
{
    if (!std::exchange(m_told, true))
        Q_EMIT lost({kind, QString::fromLatin1(code), arguments, {}});
}

void FlowWatch::onEvent(const QString &session, const QString &method, const QJsonObject &params)
{
    if (!m_page)
        return;
    const bool crashed =
        (method == "Inspector.targetCrashed"_L1 && session == m_page->session()) ||
        (method == "Target.targetCrashed"_L1 && params.value(u"targetId").toString() == m_page->targetId());
    if (crashed)
        tell(ErrorKind::Network, "flow_page_crashed");
}

QCoro::Task<> FlowWatch::askBrowser()
{
    while (!m_told) {
        const Result<> slept = co_await sleepFor(m_limits.pause, m_token);
        if (!slept)
            co_return;
        const Result<QJsonObject> answer =
            co_await m_connection.send({}, u"Browser.getVersion"_s, {}, m_limits.silent, &m_token);
        if (!answer && answer.error().code == "cdp_timeout"_L1)
            tell(ErrorKind::Timeout, "flow_browser_silent", {seconds(m_limits.silent)});
    }
}

/// Any answer will do, an error too: the page is between two documents then.
QCoro::Task<> FlowWatch::askPage()
{
    const QJsonObject question{{u"expression"_s, u"0"_s}, {u"returnByValue"_s, true}};
    while (!m_told) {
        const Result<> slept = co_await sleepFor(m_limits.pause, m_token);
        if (!slept)
            co_return;
        FlowPage *const page = m_page;
        if (!page || page->isCrashed() || page->isGone())
            continue;
        const int dialogs = page->dialogs();
        const Result<QJsonObject> answer =
            co_await m_connection.send(page->session(), u"Runtime.evaluate"_s, question, m_limits.hung, &m_token);
        if (answer || answer.error().code != "cdp_timeout"_L1 || page != m_page)
            continue;
        if (page->dialogs() - dialogs >= manyDialogs)
            tell(ErrorKind::Timeout, "flow_dialog_stuck", {page->lastDialog()});
        else
            tell(ErrorKind::Timeout, "flow_page_hung", {seconds(m_limits.hung)});
    }
}

} // namespace pult::browser
