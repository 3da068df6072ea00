// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowframes.h"

#include <QJsonArray>

#include <algorithm>

namespace pult::browser {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

void FlowFrames::onEvent(const QString &session, const QString &method, const QJsonObject &params)
{
    const QString id = params.value(u"frameId").toString();
    const auto found = m_frames.find(id);
    if (method == "Page.frameAttached"_L1) {
        onAttached(session, id, params.value(u"parentFrameId").toString());
    } else if (method == "Page.frameNavigated"_L1) {
        onNavigated(session, params.value(u"frame").toObject(), params.value(u"type").toString());
    } else if (method == "Page.navigatedWithinDocument"_L1 && found != m_frames.end()) {
        found->url = params.value(u"url").toString();
        Q_EMIT navigatedWithinDocument(id);
    } else if (method == "Page.frameDetached"_L1 && found != m_frames.end()) {
        if (params.value(u"reason").toString() == "swap"_L1)
            Q_EMIT swapped(id);
        else
            remove(id);
    } else if (method == "Page.frameStartedLoading"_L1 && found != m_frames.end()) {
        found->hasStartedLoading = true;
    } else if (method == "Page.frameStoppedLoading"_L1 && found != m_frames.end()) {
        found->lifecycle += {u"DOMContentLoaded"_s, u"load"_s};
        Q_EMIT lifecycleChanged();
    } else if (method == "Page.lifecycleEvent"_L1 && found != m_frames.end()) {
        const QString name = params.value(u"name").toString();
        if (name == "init"_L1) {
            found->loaderId = params.value(u"loaderId").toString();
            found->lifecycle.clear();
        }
        found->lifecycle.insert(name);
        Q_EMIT lifecycleChanged();
    } else if (method == "Runtime.executionContextCreated"_L1) {
        onContext(session, params.value(u"context").toObject());
    } else if (method == "Runtime.executionContextDestroyed"_L1) {
        forgetContexts(session, params.value(u"executionContextId").toInt());
    } else if (method == "Runtime.executionContextsCleared"_L1) {
        forgetContexts(session, 0);
    }
}

void FlowFrames::onAttached(const QString &session, const QString &id, const QString &parentId)
{
    if (!m_frames.contains(id)) {
        FlowFrame frame;
        frame.id = id;
        frame.session = session;
        m_frames.insert(id, frame);
    } else if (m_frames.contains(parentId) && m_frames.value(parentId).session == session &&
               m_frames.value(id).session != session) {
        // A frame of another process that comes home is announced by its parent before its own session ends.
        adopt(id, session);
    }
    const auto parent = m_frames.find(parentId);
    if (parent == m_frames.end())
        return;
    m_frames[id].parentId = parentId;
    if (!parent->children.contains(id))
        parent->children.append(id);
}

void FlowFrames::onNavigated(const QString &session, const QJsonObject &frame, const QString &type)
{
    const QString id = frame.value(u"id").toString();
    const QString parentId = frame.value(u"parentId").toString();
    if (m_frames.contains(id)) {
        const QStringList children = m_frames.value(id).children;
        for (const QString &child : children)
            remove(child);
    } else {
        onAttached(session, id, parentId);
    }
    if (parentId.isEmpty())
        m_main = id;
    FlowFrame &known = m_frames[id];
    if (known.session != session && parentId.isEmpty())
        known.session = session;
    known.url = frame.value(u"url").toString() + frame.value(u"urlFragment").toString();
    if (known.loaderId.isEmpty())
        known.loaderId = frame.value(u"loaderId").toString();
    if (type == "BackForwardCacheRestore"_L1)
        Q_EMIT swapped(id);
    Q_EMIT lifecycleChanged();
}

void FlowFrames::load(const QString &session, const QJsonObject &tree)
{
    const QJsonObject frame = tree.value(u"frame").toObject();
    const QString id = frame.value(u"id").toString();
    onAttached(session, id, frame.value(u"parentId").toString());
    FlowFrame &known = m_frames[id];
    if (known.url.isEmpty())
        known.url = frame.value(u"url").toString() + frame.value(u"urlFragment").toString();
    if (known.loaderId.isEmpty())
        known.loaderId = frame.value(u"loaderId").toString();
    if (m_main.isEmpty())
        m_main = id;
    const QJsonArray children = tree.value(u"childFrames").toArray();
    for (const QJsonValue &child : children)
        load(session, child.toObject());
}

void FlowFrames::adopt(const QString &frameId, const QString &session)
{
    const auto found = m_frames.find(frameId);
    if (found == m_frames.end())
        return;
    found->session = session;
    found->mainContext = 0;
    found->isolatedContext = 0;
}

void FlowFrames::onContext(const QString &session, const QJsonObject &context)
{
    const QJsonObject data = context.value(u"auxData").toObject();
    const QString id = data.value(u"frameId").toString();
    // Contexts of a session that is just being readied may be told before its frames are.
    if (!id.isEmpty() && !m_frames.contains(id))
        onAttached(session, id, {});
    const auto found = m_frames.find(id);
    if (found != m_frames.end() && found->session == session && data.value(u"isDefault").toBool())
        found->mainContext = context.value(u"id").toInt();
}

/// `context` 0: all of the session.
void FlowFrames::forgetContexts(const QString &session, int context)
{
    for (FlowFrame &frame : m_frames) {
        if (frame.session != session)
            continue;
        if (context == 0 || frame.mainContext == context)
            frame.mainContext = 0;
        if (context == 0 || frame.isolatedContext == context)
            frame.isolatedContext = 0;
    }
}

void FlowFrames::remove(const QString &id)
{
    const FlowFrame gone = m_frames.take(id);
    for (const QString &child : gone.children)
        remove(child);
    const auto parent = m_frames.find(gone.parentId);
    if (parent != m_frames.end())
        parent->children.removeAll(id);
    Q_EMIT detached(id);
}

const FlowFrame *FlowFrames::frame(const QString &id) const
{
    const auto found = m_frames.constFind(id);
    return found == m_frames.cend() ? nullptr : &found.value();
}

QString FlowFrames::mainUrl() const
{
    const FlowFrame *main = frame(m_main);
    return main ? main->url : QString();
}

QString FlowFrames::descend(QString start, const QList<int> &path) const
{
    for (const int index : path) {
        const FlowFrame *parent = frame(start);
        if (!parent || index < 0 || index >= parent->children.size())
            return {};
        start = parent->children.at(index);
    }
    return start;
}

QString FlowFrames::remoteFrame(const QString &url, const QString &pageSession) const
{
    for (const FlowFrame &frame : m_frames) {
        const FlowFrame *parent = this->frame(frame.parentId);
        if (frame.session != pageSession && frame.url == url && parent && parent->session != frame.session)
            return frame.id;
    }
    return {};
}

bool FlowFrames::isLoaded(const QString &id) const
{
    const FlowFrame *top = frame(id);
    if (!top || !top->lifecycle.contains(u"load"_s))
        return false;
    return std::all_of(top->children.begin(), top->children.end(), [this](const QString &child) {
        const FlowFrame *below = frame(child);
        return !below || !below->hasStartedLoading || isLoaded(child);
    });
}

void FlowFrames::setIsolatedContext(const QString &frameId, int context)
{
    const auto found = m_frames.find(frameId);
    if (found != m_frames.end())
        found->isolatedContext = context;
}

NavigationWatch::NavigationWatch(FlowFrames &frames, QString frameId, std::chrono::milliseconds limit)
    : m_frames(frames), m_frameId(std::move(frameId)), m_deadline(limit)
{
    if (const FlowFrame *frame = frames.frame(m_frameId))
        m_initialLoader = frame->loaderId;
    connect(&frames, &FlowFrames::lifecycleChanged, this, [this] { check(); });
    connect(&frames, &FlowFrames::navigatedWithinDocument, this, [this](const QString &id) {
        m_withinDocument = m_withinDocument || id == m_frameId;
        check();
    });
    connect(&frames, &FlowFrames::swapped, this, [this](const QString &id) {
        m_swapped = m_swapped || id == m_frameId;
        check();
    });
    connect(&frames, &FlowFrames::detached, this, [this](const QString &id) {
        m_detached = m_detached || id == m_frameId;
        check();
    });
}

void NavigationWatch::check()
{
    if (m_accept == 0)
        return;
    const FlowFrame *frame = m_frames.frame(m_frameId);
    if (m_detached || !frame) {
        m_waiter.settle(fail(ErrorKind::Internal, "navigation_detached"));
        return;
    }
    if (!m_frames.isLoaded(m_frameId))
        return;
    const bool fresh = m_swapped || frame->loaderId != m_initialLoader;
    if ((m_withinDocument && (m_accept & SameDocument)) || (fresh && (m_accept & NewDocument)))
        m_waiter.settle(Result<void>{});
}

QCoro::Task<Result<>> NavigationWatch::finished(Accept accept, CancelToken &token)
{
    m_accept = accept;
    m_waiter.setDeadline(std::max(1ms, std::chrono::milliseconds(m_deadline.remainingTime())), "navigation_timeout");
    m_waiter.observe(token);
    check();
    Result<> result = co_await m_waiter;
    co_return result;
}

} // namespace pult::browser
