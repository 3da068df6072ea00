// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flowemulation.h"
#include "flowframes.h"

#include <QHash>
#include <QJsonArray>
#include <QPointer>

#include <functional>
#include <vector>

namespace pult::browser {

class CdpConnection;

/// The world a script runs in: the page's own, or ours beside it.
enum class FlowWorld { Page, Isolated };

/// One tab that a flow drives: its sessions, frames, scripts, dialogs and console. Thread-affine.
class FlowPage final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FlowPage)

public:
    FlowPage(CdpConnection &connection, QString targetId, CancelToken &token);

    QCoro::Task<Result<>> attach();
    /// Waits for what still goes on beside the steps; to be called before the page's end.
    QCoro::Task<> finish();
    const QString &targetId() const { return m_targetId; }
    const QString &session() const { return m_session; }
    bool isCrashed() const { return m_crashed; }
    bool isGone() const { return m_gone; }
    /// Dialogs that it opened so far, and what the last one said.
    int dialogs() const { return m_dialogs; }
    const QString &lastDialog() const { return m_lastDialog; }
    /// The tab's and those of its frames.
    const QSet<QString> &sessions() const { return m_sessions; }
    FlowFrames &frames() { return m_frames; }
    FlowEmulation &emulation() { return m_emulation; }
    CancelToken &token() { return m_token; }

    /// A command of the session that `frameId` lives in (empty: the tab's).
    QCoro::Task<Result<QJsonObject>> send(QString frameId, QString method, QJsonObject params,
                                          std::chrono::milliseconds limit);
    /// Calls a function; yields the remote object {type, value, objectId …}. Objects are passed as {"objectId": …}.
    /// Errors: script_failed(text), frame_gone, those of CdpConnection.
    QCoro::Task<Result<QJsonObject>> call(QString frameId, FlowWorld world, QString function, QJsonArray arguments,
                                          bool byValue, std::chrono::milliseconds limit);
    /// Calls `pult.<name>` of the helper.
    QCoro::Task<Result<QJsonObject>> helper(QString frameId, QString name, QJsonArray arguments, bool byValue,
                                            std::chrono::milliseconds limit);
    /// The same node in another world.
    QCoro::Task<Result<QString>> transfer(QString frameId, QString objectId, FlowWorld world,
                                          std::chrono::milliseconds limit);
    QCoro::Task<Result<QString>> resolve(QString frameId, int backendNodeId, FlowWorld world,
                                         std::chrono::milliseconds limit);

    /// Without the token: also a cancelled run may want a picture.
    QCoro::Task<Result<QByteArray>> screenshot(std::chrono::milliseconds limit);
    QCoro::Task<Result<QString>> html(std::chrono::milliseconds limit);
    /// Lets go of the objects that scripts gave out.
    QCoro::Task<> releaseObjects();

    /// A wait after which asking again makes sense: the document went away under the command.
    static bool isPassing(const Error &error);

Q_SIGNALS:
    void console(QtMsgType level, const QString &text);

private:
    QCoro::Task<Result<>> enable(QString session);
    QCoro::Task<Result<int>> context(QString frameId, FlowWorld world, std::chrono::milliseconds limit);
    /// These two go on beside the step; finish() waits for them.
    static QCoro::Task<> enableChild(QPointer<FlowPage> page, QString session);
    static QCoro::Task<> answerDialog(QPointer<FlowPage> page, QString session, QJsonObject dialog);
    void onEvent(const QString &session, const QString &method, const QJsonObject &params);
    QString sessionOf(const QString &frameId) const;

    CdpConnection &m_connection;
    CancelToken &m_token;
    QString m_targetId;
    QString m_session;
    QSet<QString> m_sessions;
    FlowFrames m_frames;
    std::vector<QCoro::Task<>> m_beside;
    bool m_crashed = false;
    bool m_gone = false;
    int m_dialogs = 0;
    QString m_lastDialog;
    FlowEmulation m_emulation;
};

} // namespace pult::browser
