// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>

namespace pult::work {

/// Notices that the computer slept, that the process stood still, and that somebody moved the clock. Thread-affine.
class ClockWatch final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ClockWatch)

public:
    struct Reading
    {
        std::chrono::nanoseconds withSleep{0};
        std::chrono::nanoseconds awake{0};
        std::chrono::nanoseconds wall{0}; ///< the computer's clock
    };
    using Read = std::function<Reading()>;
    static Reading readSystem();

    explicit ClockWatch(QObject *parent = nullptr, Read read = readSystem);
    void start();
    void stop() { m_timer.stop(); }
    /// Looks once; the timer does it every second.
    void look();

Q_SIGNALS:
    /// For so long nothing ran here: the computer slept or the process was stopped.
    void awoke(std::chrono::milliseconds after);
    /// Forwards is positive.
    void clockMoved(std::chrono::milliseconds by);

private:
    const Read m_read;
    Reading m_last;
    QTimer m_timer{this};
};

} // namespace pult::work
