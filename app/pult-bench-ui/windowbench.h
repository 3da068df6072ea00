// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "figures.h"

#include <base/async.h>

#include <QObject>
#include <QProcess>

#include <memory>
#include <optional>

class QPushButton;
class QTableView;

namespace pult::ui {
class MainWindow;
class ProbedApplication;
} // namespace pult::ui

namespace pult::bench {

class FirstRows;

/// What pult-bench asks of the window's program.
struct WindowPlan
{
    QString folder;   ///< data folder; somebody else is its engine
    int tasks = 0;    ///< in the database
    int changes = 0;  ///< a second
    int seconds = 0;  ///< so long, and so long hidden
    int rounds = 0;   ///< of each filter
    qint64 began = 0; ///< steadyMicros() when the program was started
};

/// Uses the program's real window as an operator does and measures what it takes. The application ends with its
/// verdict. GUI thread.
class WindowBench final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WindowBench)

public:
    WindowBench(ui::ProbedApplication &app, WindowPlan plan);
    ~WindowBench() override;

    /// Once the event loop runs.
    void begin();

private:
    QCoro::Task<> run();
    QCoro::Task<> start();
    QCoro::Task<> filters();
    QCoro::Task<double> timeOf(QString filter, bool everything);
    QCoro::Task<double> timesOf(QString figure, QString filter, bool everything);
    QCoro::Task<> scroll(QSize size, double limit);
    QCoro::Task<> loadMany();
    QCoro::Task<> changes(QString list);
    QCoro::Task<> hidden();
    template<typename Condition>
    QCoro::Task<bool> until(Condition condition, std::chrono::milliseconds limit);
    QCoro::Task<> rest(std::chrono::milliseconds time);
    void askForOlder();

    ui::ProbedApplication &m_app;
    const WindowPlan m_plan;
    Figures m_figures;
    CancelToken m_never;
    ui::MainWindow *m_window = nullptr;
    QTableView *m_table = nullptr;
    std::unique_ptr<FirstRows> m_rows;
    std::optional<QCoro::Task<>> m_run;
};

} // namespace pult::bench
