// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/async.h>

#include <QDeadlineTimer>
#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QSet>

#include <chrono>
#include <memory>

namespace pult::browser {

/// One frame of a tab as the events tell of it.
struct FlowFrame
{
    QString id;
    QString parentId;
    QString url;
    QString loaderId;
    QString session;         ///< of the process it lives in
    QStringList children;    ///< in the order they came
    QSet<QString> lifecycle; ///< of the present document
    bool hasStartedLoading = false;
    int mainContext = 0; ///< 0: none yet
    int isolatedContext = 0;
};

/// The frames of one tab over all its sessions (a frame of another origin has its own). Thread-affine.
class FlowFrames final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FlowFrames)

public:
    using QObject::QObject;

    void onEvent(const QString &session, const QString &method, const QJsonObject &params);
    /// Takes over what Page.getFrameTree says of a session.
    void load(const QString &session, const QJsonObject &tree);
    /// A frame has moved to a process of its own.
    void adopt(const QString &frameId, const QString &session);

    const FlowFrame *frame(const QString &id) const;
    QString mainFrame() const { return m_main; }
    QString mainUrl() const;
    /// The frame at the end of `path` (indexes of child frames) from `start`; empty when there is none.
    QString descend(QString start, const QList<int> &path) const;
    /// A frame that is a target of its own and shows `url`.
    QString remoteFrame(const QString &url, const QString &pageSession) const;
    /// Whether the frame and those below it have loaded.
    bool isLoaded(const QString &id) const;
    void setIsolatedContext(const QString &frameId, int context);

Q_SIGNALS:
    void lifecycleChanged();
    void navigatedWithinDocument(const QString &frameId);
    void swapped(const QString &frameId);
    void detached(const QString &frameId);

private:
    void onAttached(const QString &session, const QString &id, const QString &parentId);
    void onNavigated(const QString &session, const QJsonObject &frame, const QString &type);
    void onContext(const QString &session, const QJsonObject &context);
    void forgetContexts(const QString &session, int context);
    void remove(const QString &id);

    QHash<QString, FlowFrame> m_frames;
    QString m_main;
};

/// Waits until a frame has gone somewhere and has loaded, as puppeteer's LifecycleWatcher. Made before what causes it.
class NavigationWatch final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(NavigationWatch)

public:
    NavigationWatch(FlowFrames &frames, QString frameId, std::chrono::milliseconds limit);

    /// What counts: a move within the document (#…), a new document, or both.
    enum Accept { SameDocument = 1, NewDocument = 2, Any = 3 };
    /// Errors: navigation_timeout, navigation_detached, the token's reason. The limit counts from the construction.
    QCoro::Task<Result<>> finished(Accept accept, CancelToken &token);

private:
    void check();

    FlowFrames &m_frames;
    QString m_frameId;
    QString m_initialLoader;
    QDeadlineTimer m_deadline;
    bool m_withinDocument = false;
    bool m_swapped = false;
    bool m_detached = false;
    int m_accept = 0; ///< 0: nobody waits yet
    Waiter<void> m_waiter;
};

} // namespace pult::browser
