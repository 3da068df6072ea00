// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/tableview.h"

#include "models/tablemodel.h"
#include "panels/emptystate.h"
#include "theme/metrics.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// Of a state or a name, in pixels; longer texts are for the tool tip.
constexpr int shortText = 24 * gridStep;
/// What the column that takes the rest keeps in a narrow list.
constexpr int leastStretch = 14 * gridStep;

} // namespace

TableView::TableView(QWidget *parent) : QTableView(parent)
{
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setWordWrap(false);
    setTextElideMode(Qt::ElideMiddle);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setIconSize({smallIcon, smallIcon});
    setFrameShape(NoFrame);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(ui::rowHeight);
    verticalHeader()->setDefaultSectionSize(ui::rowHeight);
    QHeaderView *header = horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(5 * gridStep);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this, &TableView::showColumnMenu);
    m_fit.setSingleShot(true);
    connect(&m_fit, &QTimer::timeout, this, &TableView::fitColumns);
}

void TableView::setTable(TableModelBase *model, QSortFilterProxyModel *proxy)
{
    m_model = model;
    m_proxy = proxy;
    if (proxy) {
        proxy->setSourceModel(model);
        setModel(proxy);
        setSortingEnabled(true);
    } else {
        setModel(model);
    }
    resetColumns();
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(this->model(), signal, this, &TableView::updateEmptyState);
    connect(this->model(), &QAbstractItemModel::modelReset, this, &TableView::updateEmptyState);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(this->model(), signal, &m_fit, qOverload<>(&QTimer::start));
    connect(this->model(), &QAbstractItemModel::modelReset, &m_fit, qOverload<>(&QTimer::start));
    connect(this->model(), &QAbstractItemModel::dataChanged, &m_fit, qOverload<>(&QTimer::start));
    updateEmptyState();
}

void TableView::fitColumns()
{
    if (!isVisible())
        return; // showEvent() asks again
    for (int i = 0; i < m_model->columns().size(); ++i) {
        const bool number = m_model->columns().at(i).number;
        if (!(number || m_wholeHeaders) || isColumnHidden(i) ||
            horizontalHeader()->sectionResizeMode(i) != QHeaderView::Interactive)
            continue;
        const int needed = sizeHintForColumn(i);
        if (needed > columnWidth(i) && (number || needed <= shortText))
            setColumnWidth(i, needed);
    }
    fitStretchColumn();
}

/// It tells the most: where the others leave it next to nothing, the list is scrolled instead.
void TableView::fitStretchColumn()
{
    if (m_stretchColumn < 0 || isColumnHidden(m_stretchColumn))
        return;
    QHeaderView *header = horizontalHeader();
    const int others = header->length() - header->sectionSize(m_stretchColumn);
    const bool narrow = others + leastStretch > viewport()->width();
    const auto mode = narrow ? QHeaderView::Interactive : QHeaderView::Stretch;
    if (header->sectionResizeMode(m_stretchColumn) == mode)
        return;
    header->setSectionResizeMode(m_stretchColumn, mode);
    if (narrow)
        header->resizeSection(m_stretchColumn, leastStretch);
}

void TableView::resetColumns()
{
    for (int i = 0; i < m_model->columns().size(); ++i) {
        setColumnHidden(i, m_model->columns().at(i).hidden);
        horizontalHeader()->moveSection(horizontalHeader()->visualIndex(i), i);
        const int width = m_model->columns().at(i).width;
        // What takes the rest begins small: a last column grows, but does not shrink.
        const int needed = m_wholeHeaders ? horizontalHeader()->sectionSizeHint(i) : 0;
        setColumnWidth(i, width > 0 ? std::max(width, needed) : 5 * gridStep);
    }
}

void TableView::setWholeHeaders()
{
    m_wholeHeaders = true;
    resetColumns();
}

void TableView::setEmptyState(EmptyState *empty)
{
    m_empty = empty;
    empty->setParent(viewport());
    updateEmptyState();
}

void TableView::saveColumns(QSettings &state, const QString &view) const
{
    state.setValue(u"columns/"_s + objectName() + view, horizontalHeader()->saveState());
}

void TableView::restoreColumns(const QSettings &state, const QString &view)
{
    const QByteArray header = state.value(u"columns/"_s + objectName() + view).toByteArray();
    if (!header.isEmpty())
        horizontalHeader()->restoreState(header);
    // A stored state brings its own idea of who takes the rest.
    setStretchColumn(m_stretchColumn);
}

void TableView::setStretchColumn(int column)
{
    m_stretchColumn = column;
    horizontalHeader()->setStretchLastSection(column < 0);
    if (column >= 0)
        horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

QList<int> TableView::selectedModelRows() const
{
    QList<int> rows;
    if (!selectionModel())
        return rows;
    QModelIndexList indexes = selectionModel()->selectedRows();
    std::sort(indexes.begin(), indexes.end(),
              [](const QModelIndex &a, const QModelIndex &b) { return a.row() < b.row(); });
    for (const QModelIndex &index : std::as_const(indexes))
        rows.append(m_proxy ? m_proxy->mapToSource(index).row() : index.row());
    return rows;
}

int TableView::currentModelRow() const
{
    const QModelIndex index = currentIndex();
    if (!index.isValid())
        return -1;
    return m_proxy ? m_proxy->mapToSource(index).row() : index.row();
}

void TableView::selectModelRow(int row)
{
    const QModelIndex source = m_model->index(row, 0);
    const QModelIndex index = m_proxy ? m_proxy->mapFromSource(source) : source;
    if (!index.isValid())
        return;
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
}

void TableView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitStretchColumn();
    if (m_empty)
        m_empty->resize(viewport()->size());
}

void TableView::showEvent(QShowEvent *event)
{
    QTableView::showEvent(event);
    if (m_model)
        m_fit.start();
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        event->accept();
        return;
    }
    QTableView::keyPressEvent(event);
}

void TableView::updateEmptyState()
{
    if (!m_empty || !model())
        return;
    m_empty->resize(viewport()->size());
    m_empty->setVisible(model()->rowCount() == 0);
}

void TableView::showColumnMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int i = 0; i < model()->columnCount(); ++i) {
        QAction *action = menu->addAction(model()->headerData(i, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(i));
        // The first column stays, so that there is always a header to bring the others back.
        action->setEnabled(i > 0);
        connect(action, &QAction::toggled, this, [this, i](bool shown) { setColumnHidden(i, !shown); });
    }
    menu->popup(horizontalHeader()->mapToGlobal(position));
}

void TableView::copySelection() const
{
    QStringList lines;
    for (const int row : selectedModelRows()) {
        QStringList cells;
        for (int column = 0; column < m_model->columnCount(); ++column)
            cells.append(m_model->index(row, column).data().toString());
        lines.append(cells.join(u'\t'));
    }
    if (!lines.isEmpty())
        QApplication::clipboard()->setText(lines.join(u'\n'));
}

} // namespace pult::ui
