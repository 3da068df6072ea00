// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QObject>
#include <QStringList>

namespace pult::ui {

/// Lets the windows of one person on one data folder find each other: the second hands its arguments to the first and
/// ends. GUI thread; handing over blocks for two seconds at most, before there is a window.
class SingleInstance final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SingleInstance)

public:
    explicit SingleInstance(QObject *parent = nullptr);

    /// True: a window on that folder has taken them and shows itself. Blocks; one that is only coming up is waited for
    /// as long as `comingUp`.
    static bool handOver(const QString &dataDir, const QStringList &arguments,
                         std::chrono::milliseconds comingUp = std::chrono::milliseconds(0));
    /// Begins to listen for others. False: they will not find this window.
    bool listen(const QString &dataDir);
    void close() { m_server.close(); }
    QString errorString() const { return m_server.errorString(); }

Q_SIGNALS:
    void handedOver(const QStringList &arguments);

private:
    void onConnection();

    QLocalServer m_server;
};

} // namespace pult::ui
