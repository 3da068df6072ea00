// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/charttext.h"

#include "models/humantext.h"

#include <QDateTime>
#include <QLocale>

#include <cmath>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

QDateTime local(TimePoint time)
{
    return QDateTime::fromMSecsSinceEpoch(toMicros(time) / 1000);
}

QString number(double value, int decimals)
{
    return QLocale().toString(value, 'f', decimals);
}

/// So many that two labels `step` apart differ.
int decimalsOf(double step)
{
    return step >= 1 && step == std::floor(step) ? 0 : std::clamp(int(std::ceil(-std::log10(step) + 0.3)), 1, 4);
}

/// Three figures, as few decimals as tell something.
int decimalsFor(double value)
{
    const double size = std::abs(value);
    return size >= 100 || size == std::floor(size) ? 0 : size >= 1 ? 1 : size >= 0.1 ? 2 : 3;
}

QString day(const QDateTime &time)
{
    return QLocale().toString(time.date(), u"d MMM"_s);
}

QString minute(const QDateTime &time)
{
    const QString clock = time.toString(u"HH:mm"_s);
    return time.date() == QDate::currentDate() ? clock : QString(day(time) + u' ' + clock);
}

} // namespace

QString ChartText::title(const ChartSpec &spec)
{
    const QLatin1StringView name(spec.name);
    if (name == "chartMemory"_L1)
        return tr("Memory");
    if (name == "chartProcessor"_L1)
        return tr("Processor, % of one core");
    if (name == "chartComputer"_L1)
        return tr("The whole computer, %");
    if (name == "chartRates"_L1)
        return tr("Runs ended per second");
    if (name == "chartWaits"_L1)
        return tr("Waiting time until the start");
    return name == "chartRuns"_L1 ? tr("Run time") : tr("Tasks in the queues");
}

QString ChartText::name(ChartMetric metric)
{
    switch (metric) {
    case ChartMetric::PultMemory:
    case ChartMetric::PultCpu:
        return tr("Pult");
    case ChartMetric::BrowserMemory:
    case ChartMetric::BrowserCpu:
        return tr("Browsers");
    case ChartMetric::ComputerCpu:
        return tr("Processors");
    case ChartMetric::ComputerMemory:
        return tr("Memory");
    case ChartMetric::Completed:
        //: runs of tasks
        return tr("completed");
    case ChartMetric::Failed:
        //: runs of tasks
        return tr("failed");
    case ChartMetric::OtherEnds:
        //: runs of tasks that neither completed nor failed
        return tr("other");
    case ChartMetric::WaitP50:
    case ChartMetric::RunP50:
        return u"p50"_s;
    case ChartMetric::WaitP95:
    case ChartMetric::RunP95:
        return u"p95"_s;
    case ChartMetric::WaitP99:
    case ChartMetric::RunP99:
        return u"p99"_s;
    case ChartMetric::Waiting:
        //: tasks
        return tr("waiting");
    case ChartMetric::Running:
        //: tasks
        return tr("running");
    }
    Q_UNREACHABLE();
}

QString ChartText::value(ChartUnit unit, double value)
{
    switch (unit) {
    case ChartUnit::Megabytes:
        return HumanText::size(qint64(value * 1024 * 1024));
    case ChartUnit::Percent:
        return tr("%1 %").arg(number(value, value < 10 && value > 0 ? 1 : 0));
    case ChartUnit::PerSecond:
        return tr("%1/s").arg(number(value, decimalsFor(value)));
    case ChartUnit::Seconds:
        if (value < 60)
            return tr("%1 s").arg(number(value, value < 10 ? 1 : 0));
        return HumanText::duration(std::chrono::microseconds(qint64(value * 1e6)));
    case ChartUnit::Count:
        return number(value, value < 100 && value != std::floor(value) ? 1 : 0);
    }
    Q_UNREACHABLE();
}

QString ChartText::axisValue(ChartUnit unit, double value, double step)
{
    if (value <= 0)
        return u"0"_s;
    if (unit == ChartUnit::Megabytes && step >= 204)
        return tr("%1 GB").arg(number(value / 1024, decimalsOf(step / 1024)));
    if (unit == ChartUnit::Megabytes)
        return tr("%1 MB").arg(number(value, decimalsOf(step)));
    if (unit == ChartUnit::Seconds && value < 60)
        return tr("%1 s").arg(number(value, decimalsOf(step)));
    if (unit == ChartUnit::Seconds)
        return HumanText::duration(std::chrono::microseconds(qint64(value * 1e6)));
    return number(value, decimalsOf(step));
}

QString ChartText::axisTime(TimePoint time, std::chrono::seconds step)
{
    const QDateTime at = local(time);
    const bool midnight = at.time().hour() == 0 && at.time().minute() == 0;
    return midnight || step >= std::chrono::hours(24) ? day(at) : at.toString(u"HH:mm"_s);
}

QString ChartText::pointTime(TimePoint time, std::chrono::seconds stretch)
{
    return stretch >= std::chrono::hours(24) ? day(local(time)) : minute(local(time));
}

QString ChartText::range(TimePoint from, TimePoint to)
{
    const QDateTime begin = local(from);
    const QDateTime end = local(to);
    const QString last = begin.date() == end.date() ? end.toString(u"HH:mm"_s) : minute(end);
    return minute(begin) + u'–' + last;
}

QString ChartText::mark(const observe::MetricEvent &mark)
{
    const QString &detail = mark.detail;
    QString what;
    if (mark.kind == "start"_L1)
        what = tr("A node started (version %1)").arg(detail);
    else if (mark.kind == "stop"_L1)
        what = tr("A node stopped");
    else if (mark.kind == "limit"_L1)
        what = detail.isEmpty() ? tr("Limits are kept again: tasks start") : tr("A limit was reached: %1").arg(detail);
    else if (mark.kind == "breaker"_L1)
        what = tr("Breaker %1 tripped").arg(detail);
    else if (mark.kind == "operation"_L1)
        what = tr("Operation over many tasks: %1").arg(detail);
    else if (mark.kind == "config"_L1)
        what = tr("Changed: %1").arg(detail);
    else
        what = detail.isEmpty() ? mark.kind : QString(mark.kind + u": "_s + detail);
    return HumanText::moment(mark.at) + u'\n' + what;
}

} // namespace pult::ui
