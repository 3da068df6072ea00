// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>

namespace pult::node {

/// Shows that the event loop of its thread turns: a tick each second. Lives on that thread.
class Pulse final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Pulse)

public:
    using Age = std::function<std::chrono::milliseconds()>;

    explicit Pulse(QObject *parent = nullptr);

    /// Since the last tick (or the making); thread-safe, and valid when this has gone.
    Age age() const;

public Q_SLOTS:
    void start();

private:
    const std::shared_ptr<std::atomic<qint64>> m_tickedAt; ///< of the steady clock, in ms
    QTimer m_timer{this};
};

} // namespace pult::node
