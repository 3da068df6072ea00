// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QTcpServer>
#include <QUrl>

class QTcpSocket;

namespace pult::test {

/// Serves the pages of tests/browser/pages on the loopback, at a port of the system's choice, and a few paths that
/// misbehave: /silent never answers, /status/N answers N, /redirect?to=…, /download, /hangs.html loads an image from
/// /silent.
class PageServer final : public QObject
{
    Q_OBJECT

public:
    explicit PageServer(QObject *parent = nullptr);

    quint16 port() const { return m_server.serverPort(); }
    /// The page on 127.0.0.1, which is another site than `other` on localhost.
    QString url(const QString &path) const;
    QString other(const QString &path) const;
    /// Bodies that were posted to /keep.
    const QList<QByteArray> &kept() const { return m_kept; }

private:
    struct Request
    {
        QByteArray method;
        QUrl url;
        QByteArray body;
    };
    void onReadable(QTcpSocket *socket);
    void answer(QTcpSocket *socket, const Request &request);
    static void reply(QTcpSocket *socket, const QByteArray &status, const QByteArray &headers, const QByteArray &body);

    QTcpServer m_server;
    QHash<QTcpSocket *, QByteArray> m_buffers;
    QList<QByteArray> m_kept;
};

} // namespace pult::test
