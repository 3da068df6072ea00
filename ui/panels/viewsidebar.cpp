// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/viewsidebar.h"

#include "dialogs/viewdialog.h"
#include "models/taskfeed.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <node/filterline.h>

#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int mostViewsShown = 14;
constexpr int fewestViewsShown = 3; ///< a low window scrolls them

/// A table of the sidebar: no header, one row at a time, the name takes the room.
TableView *makeSideTable(const QString &name, TableModelBase *model, QWidget *parent)
{
    auto *table = new TableView(parent);
    table->setObjectName(name);
    table->setTable(model);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->horizontalHeader()->hide();
    table->setStretchColumn(0);
    table->setTextElideMode(Qt::ElideRight);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return table;
}

} // namespace

ViewSidebar::ViewSidebar(const UiContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_viewsTitle(new QLabel(this)), m_batchesTitle(new QLabel(this)),
      m_viewTable(makeSideTable(u"viewTable"_s, &m_views, this)),
      m_batchTable(makeSideTable(u"batchTable"_s, &m_batches, this)),
      m_batchesEmpty(new EmptyState("batch", m_batchTable))
{
    setProperty("surface", u"base"_s);
    setAttribute(Qt::WA_StyledBackground);
    setMinimumWidth(18 * gridStep);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, gridStep, 0, 0);
    layout->setSpacing(gridStep / 2);
    for (QLabel *title : {m_viewsTitle, m_batchesTitle})
        title->setProperty("role", u"heading"_s);
    m_viewTable->setContextMenuPolicy(Qt::CustomContextMenu);
    m_batchTable->setEmptyState(m_batchesEmpty);
    layout->addWidget(m_viewsTitle);
    layout->addWidget(m_viewTable, 100); // all of it first, the uploads take the rest
    layout->addSpacing(gridStep);
    layout->addWidget(m_batchesTitle);
    layout->addWidget(m_batchTable, 1);
    connect(m_viewTable, &QAbstractItemView::clicked, this,
            [this](const QModelIndex &index) { choose(m_views.rowAt(index.row()).id); });
    connect(m_viewTable, &QWidget::customContextMenuRequested, this, &ViewSidebar::showMenu);
    connect(m_batchTable, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        Q_EMIT filterChosen(u"batch:%1"_s.arg(m_batches.rowAt(index.row()).id));
    });
    connect(&context.feed, &TaskFeed::countsArrived, this,
            [this](const node::Commands::Counts &counts) { m_views.setCounts(counts); });
    connect(&context.feed, &TaskFeed::batchesArrived, this,
            [this](const QList<queue::Batch> &batches) { m_batches.setRows(batches); });
    connect(&context.feed, &TaskFeed::availabilityChanged, this, [this] {
        m_batches.setStale(!m_context.feed.isAvailable());
        m_views.setStale(!m_context.feed.isAvailable());
    });
    m_views.load(context.state);
    keep();
    retranslate();
}

void ViewSidebar::keep()
{
    m_views.store(m_context.state);
    QList<queue::TaskFilter> filters;
    for (const QString &line : m_views.countedFilters())
        filters.append(node::parseFilterLine(line).value_or(queue::TaskFilter{}));
    m_context.feed.setCountedFilters(filters);
    updateHeight();
}

void ViewSidebar::updateHeight()
{
    const int rows = std::min(m_views.rowCount(), mostViewsShown);
    m_viewTable->setMinimumHeight(std::min(rows, fewestViewsShown) * ui::rowHeight);
    m_viewTable->setMaximumHeight(rows * ui::rowHeight);
}

void ViewSidebar::choose(const QString &id)
{
    m_current = id;
    Q_EMIT filterChosen(m_views.rowAt(m_views.rowOf(id)).filter);
}

bool ViewSidebar::isEdited() const
{
    const int row = m_views.rowOf(m_current);
    return row >= 0 && m_views.rowAt(row).edited;
}

void ViewSidebar::follow(const QString &line)
{
    const int chosen = m_views.rowOf(m_current);
    const bool fits = chosen >= 0 && m_views.rowAt(chosen).filter == line;
    if (!fits) {
        QString other;
        for (const ViewRow &row : m_views.rows()) {
            if (row.filter == line)
                other = row.id;
        }
        // One of ours that was edited is simply left; an own one waits to be saved.
        if (!other.isEmpty())
            m_current = other;
        else if (chosen < 0 || !m_views.rowAt(chosen).isOwn())
            m_current.clear();
    }
    const int row = m_views.rowOf(m_current);
    m_views.setEdited(row >= 0 && m_views.rowAt(row).filter != line ? m_current : QString());
    m_viewTable->clearSelection();
    if (row >= 0)
        m_viewTable->selectModelRow(row);
    const Result<queue::TaskFilter> filter = node::parseFilterLine(line);
    const int batchRow = filter && filter->batchId ? m_batches.rowOf(*filter->batchId) : -1;
    m_batchTable->clearSelection();
    if (batchRow >= 0)
        m_batchTable->selectModelRow(batchRow);
}

void ViewSidebar::save(const QString &line, bool again)
{
    const int row = m_views.rowOf(m_current);
    if (again && row >= 0 && m_views.rowAt(row).isOwn()) {
        const ViewRow view = m_views.rowAt(row);
        m_views.save(view.id, view.name, view.iconName, line);
        keep();
        follow(line);
        return;
    }
    auto *dialog = new ViewDialog(ViewModel::iconChoices(), line, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, line] {
        m_current = m_views.save({}, dialog->name(), dialog->iconName(), line);
        keep();
        follow(line);
        Q_EMIT viewAdded(m_current);
    });
    dialog->open();
}

void ViewSidebar::rename(const QString &id)
{
    const int row = m_views.rowOf(id);
    if (row < 0)
        return;
    const ViewRow view = m_views.rowAt(row);
    auto *dialog = new ViewDialog(ViewModel::iconChoices(), view.filter, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setView(view.name, view.iconName);
    connect(dialog, &QDialog::accepted, this, [this, dialog, view] {
        m_views.save(view.id, dialog->name(), dialog->iconName(), view.filter);
        keep();
    });
    dialog->open();
}

void ViewSidebar::showMenu(const QPoint &position)
{
    const QModelIndex index = m_viewTable->indexAt(position);
    if (!index.isValid() || !m_views.rowAt(index.row()).isOwn())
        return;
    const QString id = m_views.rowAt(index.row()).id;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Name and icon…")), &QAction::triggered, this, [this, id] { rename(id); });
    QAction *remove = menu->addAction(icon("remove"), tr("Remove view"));
    remove->setObjectName(u"viewRemove"_s);
    connect(remove, &QAction::triggered, this, [this, id] {
        m_views.remove(id);
        keep();
    });
    menu->popup(m_viewTable->viewport()->mapToGlobal(position));
}

void ViewSidebar::retranslate()
{
    m_viewsTitle->setText(tr("Tasks"));
    m_batchesTitle->setText(tr("Bulk uploads"));
    m_viewTable->setAccessibleName(tr("Views"));
    m_batchTable->setAccessibleName(tr("Bulk uploads"));
    m_batchesEmpty->setTexts(tr("No uploads yet."));
    m_views.refreshTexts();
    m_batches.refreshTexts();
}

} // namespace pult::ui
