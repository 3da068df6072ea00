// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <base/async.h>

#include <QCoroTask>
#include <QJsonObject>
#include <QUrl>

#include <chrono>
#include <memory>

namespace pult::browser {

class CdpTap;

/// One WebSocket to a browser, flat session mode (design: Chrome DevTools Protocol; rules in docs/architecture.md).
/// Thread-affine. Every command has a deadline; pending ones fail when their session or the socket goes.
class CdpConnection final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CdpConnection)

public:
    explicit CdpConnection(QObject *parent = nullptr);
    ~CdpConnection() override;

    /// Tries until `limit` (a port may open late). A wrong guid (404) is looked up anew in /json/version.
    /// Errors: cdp_connect_failed(reason), the token's reason.
    QCoro::Task<Result<>> open(QUrl endpoint, std::chrono::milliseconds limit, CancelToken &token);
    bool isOpen() const;
    /// Closes the socket, never the browser.
    void close();
    /// Who sees what goes over it; nullptr: nobody. It must be taken away before it goes.
    void setTap(CdpTap *tap);

    /// Sends `method` to `session` (empty: the browser) and yields its result object.
    /// Errors: cdp_error(method, message) with the protocol's code in detail, cdp_timeout(method), cdp_closed(method),
    /// cdp_target_gone(method) when the session's page went, cdp_page_crashed(method) when its process died (only
    /// Page.navigate and Page.reload, which revive it, are then sent).
    QCoro::Task<Result<QJsonObject>> send(QString session, QString method, QJsonObject params,
                                          std::chrono::milliseconds limit, CancelToken *token = nullptr);

Q_SIGNALS:
    void event(const QString &session, const QString &method, const QJsonObject &params);
    void closed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult::browser
