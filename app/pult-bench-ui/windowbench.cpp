// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowbench.h"

#include "firstrows.h"

#include <benchnode.h>
#include <mainwindow.h>
#include <node/startoptions.h>
#include <panels/taskspanel.h>
#include <peakmemory.h>
#include <responsiveness.h>

#include <QJsonDocument>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace pult::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// The bounds.
constexpr double mostStartMs = 1500;
constexpr double mostFilterMs = 150;
constexpr double mostOverAllMs = 1000;
constexpr double mostFrameMs = 16;
constexpr double mostLargeFrameMs = 33;
constexpr double mostHandlerMs = 50;
constexpr double mostHiddenPercent = 1;
constexpr double mostMemoryMb = 250;

constexpr auto patience = 60s;
constexpr int frames = 100;
constexpr int manyRows = 100'000;
constexpr auto settling = 700ms;

/// One of each sort: by state, kind, profile, Russian text, text that is nowhere, what no index knows, rare and common.
QStringList filterLines()
{
    return {u"state:failed"_s,
            u"kind:browser_flow"_s,
            u"profile:1017"_s,
            u"profile:магазин-7*"_s,
            u"error:\"нет кнопки «опубликовать»\""_s,
            u"error:timed kind:bulk_upload"_s,
            u"магазин-21"_s,
            u"nowhere-to-be-found"_s,
            u"queue:slow -state:completed"_s,
            u"attempt:>=2 age:>1h"_s,
            u"priority:>4 state:cancelled"_s,
            u"finished:<2h OR state:running"_s,
            u"unknown:yes"_s};
}

double millis(std::chrono::nanoseconds time)
{
    return static_cast<double>(time.count()) / 1e6;
}

double quantile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const auto index = static_cast<std::size_t>(share * static_cast<double>(values.size()));
    return values[std::min(values.size() - 1, index)];
}

} // namespace

WindowBench::WindowBench(ui::ProbedApplication &app, WindowPlan plan) : m_app(app), m_plan(std::move(plan)) {}

WindowBench::~WindowBench() = default;

void WindowBench::begin()
{
    m_run = run();
}

QCoro::Task<> WindowBench::run()
{
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *widget : windows) {
        if (auto *window = qobject_cast<ui::MainWindow *>(widget))
            m_window = window;
    }
    if (!m_window) {
        std::fputs("the window did not open\n", stderr);
        std::_Exit(node::exitFailed); // its message would wait for a click
    }
    m_table = m_window->findChild<QTableView *>(u"taskTable"_s);
    m_rows = std::make_unique<FirstRows>(*m_table);
    co_await start();
    co_await filters();
    co_await changes(u"short"_s);
    co_await scroll({1280, 720}, mostFrameMs);
    co_await scroll({1920, 1080}, mostLargeFrameMs);
    co_await loadMany();
    co_await changes(u"long"_s);
    co_await hidden();
    m_figures.add(u"peak_rss_mb"_s, peakMemoryMb(), mostMemoryMb);
    QApplication::exit(m_figures.conclude(m_plan.tasks));
}

template<typename Condition>
QCoro::Task<bool> WindowBench::until(Condition condition, std::chrono::milliseconds limit)
{
    const qint64 over = steadyMicros() + std::chrono::microseconds(limit).count();
    while (!condition() && steadyMicros() < over)
        co_await rest(1ms);
    co_return condition();
}

QCoro::Task<> WindowBench::rest(std::chrono::milliseconds time)
{
    co_await sleepFor(time, m_never);
}

QCoro::Task<> WindowBench::start()
{
    const QAbstractItemModel *model = m_table->model();
    m_rows->expect(true);
    const bool shown = co_await until([this] { return m_rows->areThere(); }, patience);
    const qint64 shownAt = shown ? m_rows->shownAt() : steadyMicros();
    m_figures.add(u"start_ms"_s, static_cast<double>(shownAt - m_plan.began) / 1000, mostStartMs,
                  {{u"rows"_s, model->rowCount()}, {u"own_cpu_ms"_s, processorSeconds() * 1000}});
    co_await rest(settling);
}

void WindowBench::askForOlder()
{
    m_window->findChild<QPushButton *>(u"searchOlder"_s)->click();
}

/// Milliseconds from the filter's last letter, or from the wish for older ones, to rows on the screen.
QCoro::Task<double> WindowBench::timeOf(QString filter, bool everything)
{
    m_rows->expect();
    qint64 asked = steadyMicros();
    m_window->tasks().setFilterText(filter);
    bool shown = co_await until([this] { return m_rows->areThere(); }, patience);
    if (everything && shown) {
        m_rows->expect();
        asked = steadyMicros();
        askForOlder();
        shown = co_await until([this] { return m_rows->areThere(); }, patience);
    }
    const qint64 shownAt = shown ? m_rows->shownAt() : steadyMicros();
    co_return static_cast<double>(shownAt - asked) / 1000;
}

/// The middle one of some rounds.
QCoro::Task<double> WindowBench::timesOf(QString figure, QString filter, bool everything)
{
    std::vector<double> times;
    for (int round = 0; round < m_plan.rounds; ++round) {
        times.push_back(co_await timeOf(filter, everything));
        co_await rest(50ms);
    }
    const double middle = quantile(times, 0.5);
    m_figures.tell(figure + u':' + filter, middle,
                   {{u"best"_s, quantile(times, 0)}, {u"rows"_s, m_table->model()->rowCount()}});
    co_return middle;
}

QCoro::Task<> WindowBench::filters()
{
    const QStringList lines = filterLines();
    for (const bool everything : {false, true}) {
        const QString name = everything ? u"filter_all_ms"_s : u"filter_newest_ms"_s;
        const double limit = everything ? mostOverAllMs : mostFilterMs;
        double worst = 0;
        QString slowest;
        for (const QString &line : lines) {
            const double time = co_await timesOf(name, line, everything);
            if (time > worst) {
                worst = time;
                slowest = line;
            }
        }
        m_figures.add(name, worst, limit, {{u"filter"_s, slowest}});
    }
    co_await timeOf({}, false);
}

/// Page by page and row by row, every frame drawn whole; by the thread's own processor time.
QCoro::Task<> WindowBench::scroll(QSize size, double limit)
{
    m_window->resize(size);
    co_await rest(settling);
    QScrollBar *bar = m_table->verticalScrollBar();
    bar->setValue(0);
    std::vector<double> own;
    std::vector<double> wall;
    for (int frame = 0; frame < frames; ++frame) {
        const qint64 wallBefore = steadyMicros();
        const std::chrono::nanoseconds before = ui::ownProcessorTime();
        const int step = frame % 2 == 0 ? bar->pageStep() : bar->singleStep();
        bar->setValue(bar->value() + step < bar->maximum() ? bar->value() + step : 0);
        m_table->viewport()->repaint();
        own.push_back(millis(ui::ownProcessorTime() - before));
        wall.push_back(static_cast<double>(steadyMicros() - wallBefore) / 1000);
        co_await rest(1ms);
    }
    m_figures.add(u"scroll_p95_ms_%1x%2"_s.arg(m_window->width()).arg(m_window->height()), quantile(own, 0.95), limit,
                  {{u"p50"_s, quantile(own, 0.5)}, {u"wall_p95"_s, quantile(wall, 0.95)}});
}

/// Down to the end again and again, as far as a list is meant to go.
QCoro::Task<> WindowBench::loadMany()
{
    const QAbstractItemModel *model = m_table->model();
    QScrollBar *bar = m_table->verticalScrollBar();
    m_app.setMeasuring(true);
    for (int before = 0; model->rowCount() < manyRows && model->rowCount() > before;) {
        before = model->rowCount();
        const auto grown = [model, bar, before] {
            bar->setValue(bar->maximum()); // a new page has moved it
            return model->rowCount() > before;
        };
        co_await until(grown, 5s);
    }
    m_app.setMeasuring(false);
    const ui::Responsiveness &seen = m_app.responsiveness();
    m_figures.tell(u"rows_loaded"_s, model->rowCount());
    m_figures.tell(u"paging_handler_cpu_ms"_s, millis(seen.longestCpu), {{u"slowest"_s, seen.slowestCpu}});
}

QCoro::Task<> WindowBench::changes(QString list)
{
    QProcess worker;
    worker.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_app.setMeasuring(true);
    worker.start(m_app.applicationDirPath() + u"/pult-bench"_s,
                 {u"change"_s, u"--changes"_s, QString::number(m_plan.changes), u"--seconds"_s,
                  QString::number(m_plan.seconds)});
    co_await until([&worker] { return worker.state() == QProcess::NotRunning; },
                   std::chrono::seconds(m_plan.seconds) + patience);
    m_app.setMeasuring(false);
    const QJsonObject told = QJsonDocument::fromJson(worker.readAllStandardOutput()).object();
    const ui::Responsiveness &seen = m_app.responsiveness();
    m_figures.addAtLeast(u"changes_per_s_"_s + list, told[u"changes_per_s"_s].toDouble(), 0.9 * m_plan.changes);
    m_figures.add(
        u"handler_cpu_ms_"_s + list, millis(seen.longestCpu), mostHandlerMs,
        {{u"slowest"_s, seen.slowestCpu}, {u"handled"_s, seen.handled}, {u"rows"_s, m_table->model()->rowCount()}});
}

QCoro::Task<> WindowBench::hidden()
{
    m_window->hide();
    co_await rest(settling);
    const double before = processorSeconds();
    const qint64 began = steadyMicros();
    co_await rest(std::chrono::seconds(m_plan.seconds));
    const double share = (processorSeconds() - before) / (static_cast<double>(steadyMicros() - began) / 1e6);
    m_figures.add(u"hidden_cpu_percent"_s, 100 * share, mostHiddenPercent);
    m_window->show();
}

} // namespace pult::bench
