// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/stateview.h"
#include "models/tablemodel.h"

#include <node/commands.h>

namespace pult::ui {

/// The breakers of what Pult calls outside, over all nodes. GUI thread.
class BreakerModel final : public TableModel<queue::BreakerInfo, QString>
{
    Q_OBJECT

public:
    enum ColumnIndex { Name, State, Left, FailureRate, Calls, Trips, LastError, Note };

    explicit BreakerModel(int minimumCalls, QObject *parent = nullptr);

    const QList<Column> &columns() const override;
    void setBreakers(const QList<queue::BreakerInfo> &breakers, TimePoint now);
    void tick(TimePoint now);
    static QString stateText(BreakerState state);
    static StateLook lookOf(BreakerState state);

protected:
    QString headerText(int column) const override;
    QString keyOf(const queue::BreakerInfo &breaker) const override { return breaker.name + u'\n' + breaker.scope; }
    QVariant cell(const queue::BreakerInfo &breaker, int column, int role) const override;

private:
    /// What is left of its present state; it was told a moment ago.
    std::chrono::milliseconds leftOf(const queue::BreakerInfo &breaker) const;
    QString leftText(const queue::BreakerInfo &breaker) const;
    QString noteOf(const queue::BreakerInfo &breaker) const;
    QString toolTip(const queue::BreakerInfo &breaker, int column) const;

    const int m_minimumCalls;
    TimePoint m_toldAt{};
    TimePoint m_now{};
};

/// The rate limits of what Pult calls outside, each node's. GUI thread.
class LimiterModel final : public TableModel<queue::LimiterInfo, QString>
{
    Q_OBJECT

public:
    enum ColumnIndex { Name, Node, Tokens, Refill, Waiters, Next, LastRefusal };

    using TableModel::TableModel;

    const QList<Column> &columns() const override;
    void tick(TimePoint now);

protected:
    QString headerText(int column) const override;
    QString keyOf(const queue::LimiterInfo &limiter) const override
    {
        return limiter.report.name + u'\n' + limiter.nodeId;
    }
    QVariant cell(const queue::LimiterInfo &limiter, int column, int role) const override;

private:
    /// Until the first who waits may go.
    std::chrono::microseconds nextIn(const queue::LimiterInfo &limiter) const;
    QString toolTip(const queue::LimiterInfo &limiter, int column) const;

    TimePoint m_now{};
};

} // namespace pult::ui
