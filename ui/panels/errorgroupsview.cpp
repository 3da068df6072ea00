// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/errorgroupsview.h"

#include "models/taskfeed.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <base/whendone.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

ErrorGroupsView::ErrorGroupsView(const UiContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_table(new TableView(this)), m_empty(new EmptyState("done", m_table)),
      m_foot(new QLabel(this)), m_retry(new QPushButton(this)), m_show(new QPushButton(this))
{
    setObjectName(u"errorGroups"_s);
    m_table->setObjectName(u"errorGroupTable"_s);
    m_table->setTable(&m_model, &m_proxy);
    m_table->sortByColumn(ErrorGroupModel::Count, Qt::DescendingOrder);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setStretchColumn(ErrorGroupModel::What);
    m_table->setWholeHeaders();
    m_table->setTextElideMode(Qt::ElideRight);
    m_table->setEmptyState(m_empty);
    m_foot->setObjectName(u"errorGroupFoot"_s);
    m_foot->setProperty("role", u"muted"_s);
    m_retry->setObjectName(u"errorGroupRetry"_s);
    m_retry->setIcon(icon("retry"));
    m_show->setObjectName(u"errorGroupShow"_s);
    m_show->setIcon(icon("tasks"));
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(gridStep, gridStep / 2, gridStep, gridStep / 2);
    foot->setSpacing(gridStep);
    foot->addWidget(m_foot, 1);
    foot->addWidget(m_show);
    foot->addWidget(m_retry);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addLayout(foot);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ErrorGroupsView::updateChosen);
    connect(m_table, &QAbstractItemView::doubleClicked, m_show, &QPushButton::click);
    connect(m_retry, &QPushButton::clicked, this, [this] {
        if (const queue::ErrorGroup *group = current())
            Q_EMIT retryRequested(group->tasks);
    });
    connect(m_show, &QPushButton::clicked, this, [this] {
        if (const queue::ErrorGroup *group = current())
            Q_EMIT tasksRequested(group->tasks);
    });
    connect(&context.feed, &TaskFeed::ticked, this, [this] { m_model.tick(); });
    retranslate();
}

void ErrorGroupsView::showFilter(const queue::TaskFilter &filter)
{
    const quint64 number = ++m_asked;
    whenDone(m_context.commands.groupErrors(filter), this, [this, number](const Result<queue::ErrorGroups> &groups) {
        if (number != m_asked)
            return;
        if (groups)
            onGroups(*groups);
        else
            Q_EMIT failed(groups.error());
    });
}

void ErrorGroupsView::onGroups(const queue::ErrorGroups &groups)
{
    m_arrived = true;
    m_groups = groups;
    m_model.setRows(groups.groups);
    if (m_table->currentModelRow() < 0 && m_model.rowCount() > 0)
        m_table->selectRow(0);
    retranslate();
}

const queue::ErrorGroup *ErrorGroupsView::current() const
{
    const int row = m_table->currentModelRow();
    return row >= 0 && row < m_model.rowCount() ? &m_model.rowAt(row) : nullptr;
}

void ErrorGroupsView::updateChosen()
{
    for (QPushButton *button : {m_retry, m_show}) {
        button->setEnabled(current());
        button->setToolTip(current() ? QString() : tr("Choose a group first."));
    }
}

void ErrorGroupsView::retranslate()
{
    m_empty->setTexts(m_arrived ? tr("No failure matches this filter.") : tr("Reading the failures…"));
    m_retry->setText(tr("Retry this group"));
    m_show->setText(tr("Show its tasks"));
    const QString looked = tr("%n failure(s)", nullptr, static_cast<int>(m_groups.failures));
    m_foot->setText(m_groups.bounded ? tr("%1, the newest; older ones were not looked at").arg(looked) : looked);
    m_foot->setVisible(m_groups.failures > 0);
    m_table->setAccessibleName(tr("Failures by error"));
    m_model.refreshTexts();
    updateChosen();
}

} // namespace pult::ui
