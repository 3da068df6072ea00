// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/breakerspanel.h"

#include "dialogs/forceopendialog.h"
#include "dialogs/prompts.h"
#include "models/humantext.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"

#include <QAction>
#include <QSplitter>

using namespace Qt::StringLiterals;

namespace pult::ui {

using queue::BreakerWish;

BreakersPanel::BreakersPanel(const UiContext &context, PanelFeed &feed, QWidget *parent)
    : PanelFrame(u"breakersPanel"_s, context, feed, parent), m_breakers(context.commands.place().breakerMinimumCalls),
      m_breakerTable(new TableView(this)), m_limiterTable(new TableView(this)),
      m_noBreakers(new EmptyState("check", m_breakerTable)), m_noLimiters(new EmptyState("waiting", m_limiterTable))
{
    m_forceOpen = addVerb("actionBreakerForceOpen", "paused", m_breakerTable);
    m_close = addVerb("actionBreakerClose", "done", m_breakerTable);
    m_halfOpen = addVerb("actionBreakerHalfOpen", "retry", m_breakerTable);
    m_reset = addVerb("actionBreakerReset", "refresh", m_breakerTable);
    m_disable = addVerb("actionBreakerDisable", "cancelled", m_breakerTable);
    addSpace();
    m_breakerTable->setObjectName(u"breakerTable"_s);
    m_breakerTable->setTable(&m_breakers, &m_breakerOrder);
    m_breakerTable->sortByColumn(BreakerModel::Name, Qt::AscendingOrder);
    m_breakerTable->setEmptyState(m_noBreakers);
    m_limiterTable->setObjectName(u"limiterTable"_s);
    m_limiterTable->setTable(&m_limiters, &m_limiterOrder);
    m_limiterTable->sortByColumn(LimiterModel::Name, Qt::AscendingOrder);
    m_limiterTable->setEmptyState(m_noLimiters);
    auto *splitter = new QSplitter(this);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    for (TableView *table : {m_breakerTable, m_limiterTable}) {
        table->setWholeHeaders();
        table->setSelectionMode(QAbstractItemView::SingleSelection);
        splitter->addWidget(table);
    }
    splitter->setSizes({600, 400});
    setBody(splitter);
    watchAvailability(&m_breakers);
    watchAvailability(&m_limiters);
    connect(&feed, &PanelFeed::breakersArrived, this, [this](const QList<queue::BreakerInfo> &breakers) {
        m_breakers.setBreakers(breakers, m_feed.now());
        updateVerbs();
    });
    connect(&feed, &PanelFeed::limitersArrived, this, [this](const QList<queue::LimiterInfo> &limiters) {
        m_limiters.setRows(limiters);
        m_limiters.tick(m_feed.now());
    });
    connect(&feed, &PanelFeed::ticked, this, [this] {
        m_breakers.tick(m_feed.now());
        m_limiters.tick(m_feed.now());
    });
    for (const PanelFeed::Topic topic : {PanelFeed::Topic::Breakers, PanelFeed::Topic::Limiters})
        feed.addReader(topic, this, [this] { return isSeen(); });
    connect(m_breakerTable->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &BreakersPanel::updateVerbs);
    connect(m_forceOpen, &QAction::triggered, this, &BreakersPanel::askForceOpen);
    connect(m_close, &QAction::triggered, this, [this] { order(current()->name, BreakerWish::Close); });
    connect(m_halfOpen, &QAction::triggered, this, [this] { order(current()->name, BreakerWish::HalfOpen); });
    connect(m_reset, &QAction::triggered, this, [this] { order(current()->name, BreakerWish::Reset); });
    connect(m_disable, &QAction::triggered, this, &BreakersPanel::askDisable);
    retranslate();
}

std::optional<queue::BreakerInfo> BreakersPanel::current() const
{
    const QList<int> rows = m_breakerTable->selectedModelRows();
    return rows.isEmpty() ? std::nullopt : std::optional(m_breakers.rowAt(rows.first()));
}

QString BreakersPanel::whyNot(BreakerWish wish) const
{
    const std::optional<queue::BreakerInfo> breaker = current();
    if (!breaker)
        return tr("Choose a dependency in the list first.");
    const QString title = dependencyTitle(breaker->name);
    if (wish == BreakerWish::Close && breaker->state == BreakerState::Closed)
        return tr("Calls to %1 pass already.").arg(title);
    if (wish == BreakerWish::HalfOpen && breaker->state != BreakerState::Open &&
        breaker->state != BreakerState::ForcedOpen)
        return tr("Only an open breaker has something to try.");
    if (wish == BreakerWish::Disable && breaker->state == BreakerState::Disabled)
        return tr("It is disabled already.");
    return {};
}

void BreakersPanel::updateVerbs()
{
    setVerb(m_forceOpen, tr("Lets no call pass on any computer until the end you choose"),
            whyNot(BreakerWish::ForceOpen));
    setVerb(m_close, tr("Lets calls pass again on all computers and counts anew"), whyNot(BreakerWish::Close));
    setVerb(m_halfOpen, tr("Lets a few calls try now whether it works again"), whyNot(BreakerWish::HalfOpen));
    setVerb(m_reset, tr("Sets what was counted to nothing; its state stays"), whyNot(BreakerWish::Reset));
    setVerb(m_disable, tr("Lets all calls pass whatever happens, until it is closed again"),
            whyNot(BreakerWish::Disable));
}

void BreakersPanel::askForceOpen()
{
    const queue::BreakerInfo breaker = *current();
    auto *dialog = new ForceOpenDialog(dependencyTitle(breaker.name), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, name = breaker.name] {
        queue::BreakerOrder wanted;
        wanted.wish = BreakerWish::ForceOpen;
        wanted.name = name;
        wanted.reason = dialog->reason();
        wanted.time = dialog->time();
        expect(m_context.commands.orderBreaker(wanted));
    });
    dialog->open();
}

void BreakersPanel::askDisable()
{
    const QString name = current()->name; // what was asked about, whatever is chosen when the answer comes
    Question question;
    question.title = tr("Disable");
    question.text = tr("Disable the breaker of %1? All calls pass whatever happens: while it is broken, tasks run into "
                       "their time limits and use their attempts up. Close it to have it work again.")
                        .arg(dependencyTitle(name));
    question.accept = tr("Disable");
    question.reject = tr("Leave as is");
    question.isDangerous = true;
    m_context.prompts.confirm(this, question, [this, name] { order(name, BreakerWish::Disable); });
}

void BreakersPanel::order(const QString &name, BreakerWish wish)
{
    expect(m_context.commands.orderBreaker({wish, name, {}, {}}));
}

void BreakersPanel::retranslate()
{
    m_forceOpen->setText(tr("Force open…"));
    m_close->setText(tr("Close"));
    m_halfOpen->setText(tr("Try now"));
    m_reset->setText(tr("Reset counters"));
    m_disable->setText(tr("Disable…"));
    m_noBreakers->setTexts(
        tr("Nothing outside was called yet. What Pult depends on appears here with its first call."));
    m_noLimiters->setTexts(tr("No rate limit is in use."));
    m_breakerTable->setAccessibleName(tr("Breakers"));
    m_limiterTable->setAccessibleName(tr("Rate limits"));
    m_breakers.refreshTexts();
    m_limiters.refreshTexts();
    updateVerbs();
}

} // namespace pult::ui
