// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session.h"

#include <QUrl>

namespace pult::api {

struct ServerOptions
{
    QString address = QStringLiteral("127.0.0.1");
    quint16 port = 0;        ///< 0: the system chooses
    QString certificateFile; ///< both: TLS alone is spoken
    QString keyFile;
    ServerLimits limits;
};

/// The HTTP server of a node: one thread, "api", on which everything of it happens. Made, started and stopped by its
/// owner's thread.
class Server final
{
public:
    explicit Server(ServerOptions options);
    /// Stops at once.
    ~Server();
    Q_DISABLE_COPY_MOVE(Server)

    /// Takes the port; who connects waits for start(). Errors: api_port_busy(address, port),
    /// http_listen_failed(address, reason), tls_files_unusable(…).
    Result<> listen();
    /// Answers by what `gate` decides; listens before, unless that was done.
    Result<> start(std::unique_ptr<Gate> gate);
    /// For new connections, from now on; both empty: none of them speaks TLS. Errors: tls_files_unusable(…), and then
    /// nothing changes.
    Result<> setKeyFiles(const QString &certificateFile, const QString &keyFile);
    /// The end is near: everything is answered, but connections are not kept from one request to the next.
    void leave();
    /// Takes nothing new; what is being answered may be for so long, then everything is closed.
    void stop(std::chrono::milliseconds grace = std::chrono::milliseconds(0));
    quint16 port() const;
    QUrl url() const;

    /// Has work done on the server's thread, soon; it is dropped when the server has stopped. May be kept, and called
    /// from any thread.
    std::function<void(std::function<void()>)> poster() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace pult::api
