// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowpage.h"

#include "cdpconnection.h"
#include "flowconsole.h"
#include "flowscripts.h"

#include <algorithm>

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr QLatin1StringView objectGroup{"pult"};
constexpr auto setUpLimit = 15s;          ///< of each command that readies a session
constexpr qsizetype longestMessage = 500; ///< of a dialog

} // namespace

FlowPage::FlowPage(CdpConnection &connection, QString targetId, CancelToken &token)
    : m_connection(connection), m_token(token), m_targetId(std::move(targetId)), m_emulation(*this, connection)
{
    connect(&connection, &CdpConnection::event, this, &FlowPage::onEvent);
}

QCoro::Task<Result<>> FlowPage::attach()
{
    const QJsonObject params{{u"targetId"_s, m_targetId}, {u"flatten"_s, true}};
    const Result<QJsonObject> attached =
        co_await m_connection.send({}, u"Target.attachToTarget"_s, params, setUpLimit, &m_token);
    if (!attached)
        co_return fail(attached.error());
    m_session = attached->value(u"sessionId").toString();
    m_sessions.insert(m_session);
    Result<> enabled = co_await enable(m_session);
    co_return enabled;
}

QCoro::Task<> FlowPage::finish()
{
    while (!m_beside.empty()) {
        QCoro::Task<> task = std::move(m_beside.back());
        m_beside.pop_back();
        co_await task;
    }
}

/// Commands go out together; the tab is ready when all are answered.
QCoro::Task<Result<>> FlowPage::enable(QString session)
{
    const QPointer<FlowPage> guard(this);
    const QJsonArray frames{QJsonObject{{u"type"_s, u"iframe"_s}, {u"exclude"_s, false}},
                            QJsonObject{{u"exclude"_s, true}}};
    const QList<std::pair<QString, QJsonObject>> needed{
        {u"Page.enable"_s, {}},
        {u"Page.getFrameTree"_s, {}},
        {u"Page.setLifecycleEventsEnabled"_s, {{u"enabled"_s, true}}},
        {u"Runtime.enable"_s, {}},
        {u"Network.enable"_s, {}},
    };
    const QList<std::pair<QString, QJsonObject>> wished{
        {u"Log.enable"_s, {}},
        {u"Emulation.setAutomationOverride"_s, {{u"enabled"_s, true}}},
        {u"Page.setInterceptFileChooserDialog"_s, {{u"enabled"_s, true}}},
        {u"Target.setAutoAttach"_s,
         {{u"autoAttach"_s, true}, {u"waitForDebuggerOnStart"_s, false}, {u"flatten"_s, true}, {u"filter"_s, frames}}},
    };
    std::vector<QCoro::Task<Result<QJsonObject>>> tasks;
    for (const auto &[method, params] : needed + wished)
        tasks.push_back(m_connection.send(session, method, params, setUpLimit, &m_token));
    for (qsizetype i = 0; i < qsizetype(tasks.size()); ++i) {
        const Result<QJsonObject> answer = co_await tasks.at(size_t(i));
        if (!answer && i < needed.size())
            co_return fail(answer.error());
        if (answer && guard && i == 1)
            m_frames.load(session, answer->value(u"frameTree").toObject());
    }
    co_return {};
}

QCoro::Task<> FlowPage::enableChild(QPointer<FlowPage> page, QString session)
{
    const Result<> enabled = co_await page->enable(session);
    if (page && enabled)
        co_await page->m_emulation.adopt(session);
}

/// A dialog blocks everything else of its page, so it is answered at once: refused, but for leaving a page.
QCoro::Task<> FlowPage::answerDialog(QPointer<FlowPage> page, QString session, QJsonObject dialog)
{
    const QString type = dialog.value(u"type").toString();
    const bool accept = type == "beforeunload"_L1;
    Q_EMIT page->console(QtWarningMsg, u"dialog "_s + type + (accept ? u" accepted: "_s : u" dismissed: "_s) +
                                           dialog.value(u"message").toString().left(longestMessage));
    const QJsonObject params{{u"accept"_s, accept}};
    co_await page->m_connection.send(session, u"Page.handleJavaScriptDialog"_s, params, setUpLimit);
}

void FlowPage::onEvent(const QString &session, const QString &method, const QJsonObject &params)
{
    if (session.isEmpty()) {
        if (method == "Target.targetDestroyed"_L1 && params.value(u"targetId").toString() == m_targetId)
            m_gone = true;
        return;
    }
    if (!m_sessions.contains(session))
        return;
    m_frames.onEvent(session, method, params);
    if (method == "Target.attachedToTarget"_L1) {
        const QString child = params.value(u"sessionId").toString();
        m_sessions.insert(child);
        m_frames.adopt(params.value(u"targetInfo").toObject().value(u"targetId").toString(), child);
        m_beside.push_back(enableChild(this, child));
    } else if (method == "Target.detachedFromTarget"_L1) {
        m_sessions.remove(params.value(u"sessionId").toString());
    } else if (method == "Page.javascriptDialogOpening"_L1) {
        ++m_dialogs;
        m_lastDialog = params.value(u"message").toString().left(longestMessage);
        m_beside.push_back(answerDialog(this, session, params));
    } else if (method == "Inspector.targetCrashed"_L1 && session == m_session) {
        m_crashed = true;
    } else if (method == "Inspector.targetReloadedAfterCrash"_L1 && session == m_session) {
        m_crashed = false;
    } else if (const auto line = consoleLine(method, params)) {
        Q_EMIT console(line->level, line->text);
    }
}

QString FlowPage::sessionOf(const QString &frameId) const
{
    const FlowFrame *frame = m_frames.frame(frameId);
    return frame && !frame->session.isEmpty() ? frame->session : m_session;
}

QCoro::Task<Result<QJsonObject>> FlowPage::send(QString frameId, QString method, QJsonObject params,
                                                std::chrono::milliseconds limit)
{
    Result<QJsonObject> result = co_await m_connection.send(sessionOf(frameId), method, params, limit, &m_token);
    co_return result;
}

/// The context of a world in the frame's present document; a document that is on its way is waited for.
QCoro::Task<Result<int>> FlowPage::context(QString frameId, FlowWorld world, std::chrono::milliseconds limit)
{
    const QDeadlineTimer deadline(limit);
    for (;;) {
        const FlowFrame *frame = m_frames.frame(frameId);
        if (!frame)
            co_return fail(ErrorKind::NotFound, "frame_gone");
        if (m_crashed)
            co_return fail(ErrorKind::Network, "cdp_page_crashed", {u"evaluate"_s});
        if (world == FlowWorld::Isolated && frame->isolatedContext != 0)
            co_return frame->isolatedContext;
        if (frame->mainContext != 0) {
            if (world == FlowWorld::Page)
                co_return frame->mainContext;
            break;
        }
        if (deadline.hasExpired())
            co_return fail(ErrorKind::Timeout, "cdp_timeout", {u"Runtime.executionContextCreated"_s});
        const Result<> slept = co_await sleepFor(15ms, m_token);
        if (!slept)
            co_return fail(slept.error());
    }
    const QJsonObject newWorld{{u"frameId"_s, frameId}, {u"worldName"_s, u"pult"_s}, {u"grantUniveralAccess"_s, true}};
    const Result<QJsonObject> created = co_await send(frameId, u"Page.createIsolatedWorld"_s, newWorld, limit);
    if (!created)
        co_return fail(created.error());
    const int id = created->value(u"executionContextId").toInt();
    const QJsonObject install{{u"contextId"_s, id}, {u"expression"_s, QString::fromUtf16(scripts::helper)}};
    const Result<QJsonObject> installed = co_await send(frameId, u"Runtime.evaluate"_s, install, limit);
    if (!installed)
        co_return fail(installed.error());
    m_frames.setIsolatedContext(frameId, id);
    co_return id;
}

QCoro::Task<Result<QJsonObject>> FlowPage::call(QString frameId, FlowWorld world, QString function,
                                                QJsonArray arguments, bool byValue, std::chrono::milliseconds limit)
{
    const Result<int> id = co_await context(frameId, world, limit);
    if (!id)
        co_return fail(id.error());
    const QJsonObject params{
        {u"functionDeclaration"_s, function},
        {u"executionContextId"_s, *id},
        {u"arguments"_s, arguments},
        {u"returnByValue"_s, byValue},
        {u"awaitPromise"_s, true},
        {u"userGesture"_s, true},
        {u"objectGroup"_s, QString(objectGroup)},
    };
    const Result<QJsonObject> answer = co_await send(frameId, u"Runtime.callFunctionOn"_s, params, limit);
    if (!answer)
        co_return fail(answer.error());
    const QJsonObject thrown = answer->value(u"exceptionDetails").toObject();
    if (!thrown.isEmpty()) {
        const QJsonObject exception = thrown.value(u"exception").toObject();
        QString text = exception.value(u"description").toString(exception.value(u"value").toString());
        if (text.isEmpty())
            text = thrown.value(u"text").toString();
        co_return fail(ErrorKind::Invalid, "script_failed", {text.section(u'\n', 0, 0).left(500)});
    }
    co_return answer->value(u"result").toObject();
}

QCoro::Task<Result<QJsonObject>> FlowPage::helper(QString frameId, QString name, QJsonArray arguments, bool byValue,
                                                  std::chrono::milliseconds limit)
{
    const QString function = u"(...args) => pult."_s + name + u"(...args)"_s;
    Result<QJsonObject> result = co_await call(frameId, FlowWorld::Isolated, function, arguments, byValue, limit);
    co_return result;
}

QCoro::Task<Result<QString>> FlowPage::transfer(QString frameId, QString objectId, FlowWorld world,
                                                std::chrono::milliseconds limit)
{
    const QJsonObject params{{u"objectId"_s, objectId}};
    const Result<QJsonObject> described = co_await send(frameId, u"DOM.describeNode"_s, params, limit);
    if (!described)
        co_return fail(described.error());
    const int node = described->value(u"node").toObject().value(u"backendNodeId").toInt();
    Result<QString> result = co_await resolve(frameId, node, world, limit);
    co_return result;
}

QCoro::Task<Result<QString>> FlowPage::resolve(QString frameId, int backendNodeId, FlowWorld world,
                                               std::chrono::milliseconds limit)
{
    const Result<int> id = co_await context(frameId, world, limit);
    if (!id)
        co_return fail(id.error());
    const QJsonObject params{
        {u"backendNodeId"_s, backendNodeId}, {u"executionContextId"_s, *id}, {u"objectGroup"_s, QString(objectGroup)}};
    const Result<QJsonObject> resolved = co_await send(frameId, u"DOM.resolveNode"_s, params, limit);
    if (!resolved)
        co_return fail(resolved.error());
    co_return resolved->value(u"object").toObject().value(u"objectId").toString();
}

QCoro::Task<Result<QByteArray>> FlowPage::screenshot(std::chrono::milliseconds limit)
{
    const QJsonObject params{{u"format"_s, u"png"_s}};
    const Result<QJsonObject> taken = co_await m_connection.send(m_session, u"Page.captureScreenshot"_s, params, limit);
    if (!taken)
        co_return fail(taken.error());
    co_return QByteArray::fromBase64(taken->value(u"data").toString().toLatin1());
}

QCoro::Task<Result<QString>> FlowPage::html(std::chrono::milliseconds limit)
{
    const QString expression = u"(document.doctype ? '<!doctype html>\\n' : '') + document.documentElement.outerHTML"_s;
    const QJsonObject params{{u"expression"_s, expression}, {u"returnByValue"_s, true}};
    const Result<QJsonObject> answer = co_await m_connection.send(m_session, u"Runtime.evaluate"_s, params, limit);
    if (!answer)
        co_return fail(answer.error());
    co_return answer->value(u"result").toObject().value(u"value").toString();
}

QCoro::Task<> FlowPage::releaseObjects()
{
    if (m_gone || m_crashed)
        co_return;
    const QSet<QString> sessions = m_sessions;
    const QJsonObject params{{u"objectGroup"_s, QString(objectGroup)}};
    for (const QString &session : sessions)
        co_await m_connection.send(session, u"Runtime.releaseObjectGroup"_s, params, 2s, &m_token);
}

bool FlowPage::isPassing(const Error &error)
{
    if (error.code == "frame_gone"_L1)
        return true;
    if (error.code != "cdp_error"_L1)
        return false;
    static const QStringList signs{u"navigated or closed"_s,
                                   u"Cannot find context"_s,
                                   u"Could not find node"_s,
                                   u"context was destroyed"_s,
                                   u"No frame for given id"_s,
                                   u"Could not find object"_s,
                                   u"No node with given id"_s,
                                   u"does not belong to the document"_s,
                                   u"No node found for given backend id"_s,
                                   u"Node with given id"_s,
                                   u"uniqueContextId"_s};
    const QString message = error.arguments.value(1);
    return std::any_of(signs.begin(), signs.end(), [&message](const QString &sign) { return message.contains(sign); });
}

} // namespace pult::browser
