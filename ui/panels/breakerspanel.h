// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/breakermodel.h"
#include "panels/panelframe.h"

namespace pult::ui {

class EmptyState;

/// Breakers and rate limits of what Pult calls outside, and what operators can order of them. GUI thread.
class BreakersPanel final : public PanelFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BreakersPanel)

public:
    BreakersPanel(const UiContext &context, PanelFeed &feed, QWidget *parent = nullptr);

protected:
    void retranslate() override;

private:
    void updateVerbs();
    std::optional<queue::BreakerInfo> current() const;
    QString whyNot(queue::BreakerWish wish) const;
    void askForceOpen();
    void askDisable();
    void order(const QString &name, queue::BreakerWish wish);

    BreakerModel m_breakers;
    LimiterModel m_limiters;
    SortProxy m_breakerOrder;
    SortProxy m_limiterOrder;
    TableView *m_breakerTable;
    TableView *m_limiterTable;
    EmptyState *m_noBreakers;
    EmptyState *m_noLimiters;
    QAction *m_forceOpen;
    QAction *m_close;
    QAction *m_halfOpen;
    QAction *m_reset;
    QAction *m_disable;
};

} // namespace pult::ui
