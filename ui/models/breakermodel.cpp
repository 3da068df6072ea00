// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/breakermodel.h"

#include "models/humantext.h"

#include <base/errortext.h>

#include <QLocale>

using namespace Qt::StringLiterals;

namespace pult::ui {

using queue::BreakerInfo;

BreakerModel::BreakerModel(int minimumCalls, QObject *parent) : TableModel(parent), m_minimumCalls(minimumCalls) {}

const QList<Column> &BreakerModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("Dependency"), false, 112}, {QT_TR_NOOP("State"), false, 128},
        {QT_TR_NOOP("Time left"), true, 88},    {QT_TR_NOOP("Failures"), true, 80},
        {QT_TR_NOOP("Calls"), true, 72},        {QT_TR_NOOP("Trips in 24 h"), true, 96},
        {QT_TR_NOOP("Last error"), false, 176}, {QT_TR_NOOP("Note"), false, 200},
    };
    return columns;
}

QString BreakerModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void BreakerModel::setBreakers(const QList<BreakerInfo> &breakers, TimePoint now)
{
    m_toldAt = now;
    m_now = now;
    setRows(breakers);
    touchColumns(Left, Left);
}

void BreakerModel::tick(TimePoint now)
{
    m_now = now;
    touchColumns(Left, Left);
}

QString BreakerModel::stateText(BreakerState state)
{
    switch (state) {
    case BreakerState::Closed:
        //: state of a breaker: calls pass
        return tr("calls pass");
    case BreakerState::Open:
        //: state of a breaker: no calls pass
        return tr("open");
    case BreakerState::HalfOpen:
        //: state of a breaker: a few calls try
        return tr("trying");
    case BreakerState::ForcedOpen:
        //: state of a breaker
        return tr("forced open");
    case BreakerState::Disabled:
        //: state of a breaker: all calls pass, nothing is counted
        return tr("disabled");
    }
    Q_UNREACHABLE();
}

StateLook BreakerModel::lookOf(BreakerState state)
{
    switch (state) {
    case BreakerState::Closed:
        return {"done", Tone::Done};
    case BreakerState::Open:
        return {"failed", Tone::Failed};
    case BreakerState::HalfOpen:
        return {"retry", Tone::Warning};
    case BreakerState::ForcedOpen:
        return {"paused", Tone::Paused};
    case BreakerState::Disabled:
        return {"cancelled", Tone::Waiting};
    }
    Q_UNREACHABLE();
}

std::chrono::milliseconds BreakerModel::leftOf(const BreakerInfo &breaker) const
{
    const auto whole = breaker.state == BreakerState::HalfOpen ? breaker.probeLeft : breaker.left;
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(m_now - m_toldAt);
    return std::max(std::chrono::milliseconds(0), whole - passed);
}

QString BreakerModel::leftText(const BreakerInfo &breaker) const
{
    return leftOf(breaker).count() > 0 ? HumanText::duration(std::chrono::ceil<std::chrono::seconds>(leftOf(breaker)))
                                       : QString();
}

QVariant BreakerModel::cell(const BreakerInfo &breaker, int column, int role) const
{
    const StateLook look = lookOf(breaker.state);
    const double rate = breaker.window.calls > 0 ? double(breaker.window.failures) / breaker.window.calls : -1;
    switch (role) {
    case Qt::DecorationRole:
        return column == State ? QVariant(iconOf(look)) : QVariant();
    case Qt::ForegroundRole:
        return column == State ? QVariant(currentColours().tone(look.tone)) : QVariant();
    case SortRole:
        if (column == Left)
            return qint64(breaker.left.count());
        if (column == FailureRate)
            return rate;
        if (column == Calls)
            return breaker.window.calls;
        return column == Trips ? QVariant(breaker.tripsOfTheDay) : QVariant();
    case Qt::ToolTipRole:
        return toolTip(breaker, column);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case Name: {
        const QString title = dependencyTitle(breaker.name);
        return breaker.scope.isEmpty() ? title : tr("%1 on %2", "dependency, computer").arg(title, breaker.scope);
    }
    case State:
        return stateText(breaker.state);
    case Left:
        return leftText(breaker);
    case FailureRate: // below the least number of calls there is no rate, and nothing trips
        return rate < 0 ? tr("—") : HumanText::percent(rate);
    case Calls:
        return u"%1/%2"_s.arg(breaker.window.calls).arg(m_minimumCalls);
    case Trips:
        return QLocale().toString(breaker.tripsOfTheDay);
    case LastError:
        return breaker.lastError ? errorSentence(*breaker.lastError) : QString();
    case Note:
        return noteOf(breaker);
    default:
        return {};
    }
}

QString BreakerModel::noteOf(const BreakerInfo &breaker) const
{
    switch (breaker.state) {
    case BreakerState::ForcedOpen:
    case BreakerState::Disabled:
        return breaker.reason.isEmpty() ? tr("By %1").arg(breaker.changedBy)
                                        : tr("By %1: %2").arg(breaker.changedBy, breaker.reason);
    case BreakerState::HalfOpen:
        return breaker.probeNode.isEmpty() ? tr("Its next call tries.") : tr("A computer tries now.");
    case BreakerState::Open:
        return breaker.attempts > 0 ? tr("Recovery failed %n time(s)", nullptr, breaker.attempts) : QString();
    case BreakerState::Closed:
        return {};
    }
    Q_UNREACHABLE();
}

QString BreakerModel::toolTip(const BreakerInfo &breaker, int column) const
{
    const QLocale locale;
    switch (column) {
    case Left:
        return breaker.until && breaker.isBlocking() ? tr("Until %1").arg(HumanText::moment(*breaker.until))
                                                     : QString();
    case FailureRate:
        return tr("%1 of %2 calls failed in the last minute, %3 were slow")
            .arg(locale.toString(breaker.window.failures), locale.toString(breaker.window.calls),
                 locale.toString(breaker.window.slow));
    case Calls:
        return tr("Calls in the last minute, and from how many on it may trip. Since the last reset: %1 calls, %2 "
                  "failures, %3 not let through.")
            .arg(locale.toString(breaker.counters.calls), locale.toString(breaker.counters.failures),
                 locale.toString(breaker.counters.notPermitted));
    case LastError:
        return breaker.lastError
                   ? QString(HumanText::moment(breaker.lastErrorAt) + u": "_s + errorText(*breaker.lastError))
                   : QString();
    case Note:
        return noteOf(breaker);
    default:
        return tr("%1 since %2").arg(stateText(breaker.state), HumanText::moment(breaker.changedAt));
    }
}

const QList<Column> &LimiterModel::columns() const
{
    static const QList<Column> columns{
        {QT_TR_NOOP("Limit"), false, 128},   {QT_TR_NOOP("Computer"), false, 104}, {QT_TR_NOOP("Tokens"), true, 80},
        {QT_TR_NOOP("Refill"), true, 80},    {QT_TR_NOOP("Waiting"), true, 72},    {QT_TR_NOOP("Next in"), true, 80},
        {QT_TR_NOOP("Last 429"), false, 96},
    };
    return columns;
}

QString LimiterModel::headerText(int column) const
{
    return tr(columns().at(column).header);
}

void LimiterModel::tick(TimePoint now)
{
    m_now = now;
    touchColumns(Next, LastRefusal);
}

std::chrono::microseconds LimiterModel::nextIn(const queue::LimiterInfo &limiter) const
{
    return std::max(std::chrono::microseconds(0), limiter.toldAt + limiter.report.nextIn - m_now);
}

QVariant LimiterModel::cell(const queue::LimiterInfo &limiter, int column, int role) const
{
    const queue::LimiterReport &report = limiter.report;
    const bool holds = report.waiters > 0;
    switch (role) {
    case Qt::ForegroundRole:
        return column == Waiters && holds ? QVariant(currentColours().tone(Tone::Warning)) : QVariant();
    case Qt::DecorationRole:
        return column == Waiters && holds ? QVariant(iconOf({"waiting", Tone::Warning})) : QVariant();
    case SortRole:
        if (column == Tokens)
            return report.tokens;
        if (column == Refill)
            return report.perSecond;
        if (column == Waiters)
            return report.waiters;
        if (column == Next)
            return qint64(nextIn(limiter).count());
        return column == LastRefusal ? QVariant(limiter.throttledAt ? toMicros(*limiter.throttledAt) : 0) : QVariant();
    case Qt::ToolTipRole:
        return toolTip(limiter, column);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    const QLocale locale;
    switch (column) {
    case Name:
        return dependencyTitle(report.name.startsWith(u"site:"_s) ? report.name.mid(5) : report.name);
    case Node:
        return limiter.nodeName;
    case Tokens:
        return report.perSecond > 0 ? u"%1/%2"_s.arg(locale.toString(std::floor(report.tokens), 'f', 0),
                                                     locale.toString(report.burst, 'f', 0))
                                    : tr("no limit");
    case Refill:
        return report.perSecond > 0 ? tr("%1 per s").arg(locale.toString(report.perSecond, 'g', 3)) : tr("—");
    case Waiters:
        return locale.toString(report.waiters);
    case Next:
        return nextIn(limiter).count() > 0
                   ? HumanText::duration(std::chrono::ceil<std::chrono::seconds>(nextIn(limiter)))
                   : tr("now");
    case LastRefusal:
        //: no answer of 429
        return limiter.throttledAt ? HumanText::age(*limiter.throttledAt, m_now) : tr("none");
    default:
        return {};
    }
}

QString LimiterModel::toolTip(const queue::LimiterInfo &limiter, int column) const
{
    const queue::LimiterReport &report = limiter.report;
    if (column == LastRefusal && limiter.throttledAt) {
        return tr("%1; %n refusal(s) since its computer started", nullptr, int(report.throttled))
            .arg(HumanText::moment(*limiter.throttledAt));
    }
    if (column == Next)
        return tr("The first to wait may go at %1").arg(HumanText::clock(limiter.toldAt + report.nextIn));
    if (report.shared)
        return tr("One budget over all computers. %1 calls let through by this one; told at %2")
            .arg(QLocale().toString(report.passed), HumanText::clock(limiter.toldAt));
    return tr("%1 calls let through; told at %2")
        .arg(QLocale().toString(report.passed), HumanText::clock(limiter.toldAt));
}

} // namespace pult::ui
