// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>

#include <chrono>

namespace pult::ui {

/// What the slowest event handlers of the GUI thread took. A value.
struct Responsiveness
{
    std::chrono::nanoseconds longestCpu{
        0}; ///< CLOCK_THREAD_CPUTIME_ID of the handler; the wall clock where there is none
    std::chrono::nanoseconds longestWall{0};
    /// By the wall clock too, of the handlers that the system did not take the processor from; where it cannot say, of
    /// all. Waiting for a lock, a disk or a socket counts here, other programs do not.
    std::chrono::nanoseconds longestUndisturbed{0};
    QString slowestCpu; ///< "event 77 of pult::ui::TableView taskTable"
    QString slowestWall;
    QString slowestUndisturbed;
    qint64 handled = 0;
};

/// The processor time that the calling thread has used; the wall clock where the system cannot say.
std::chrono::nanoseconds ownProcessorTime();

/// The application, with a probe that measures every event handler while it is switched on. A handler that runs an
/// event loop of its own (a menu, a native dialog) does not count: what it handles inside does. GUI thread.
class ProbedApplication final : public QApplication
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProbedApplication)

public:
    using QApplication::QApplication;

    /// Switches measuring on or off; on also forgets what was measured.
    void setMeasuring(bool measuring);
    const Responsiveness &responsiveness() const { return m_result; }

    bool notify(QObject *receiver, QEvent *event) override;

private:
    bool measured(QObject *receiver, QEvent *event);

    bool m_measuring = false;
    int m_outerLevel = -1; ///< loop level of the handler that is being measured; −1: none
    Responsiveness m_result;
};

} // namespace pult::ui
