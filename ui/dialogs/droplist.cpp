// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/droplist.h"

#include "panels/emptystate.h"
#include "theme/metrics.h"

#include <QKeyEvent>

namespace pult::ui {

DropList::DropList(QWidget *parent) : QListView(parent), m_empty(new EmptyState("image", viewport()))
{
    setModel(&m_model);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(ExtendedSelection);
    setTextElideMode(Qt::ElideMiddle);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setUniformItemSizes(true);
    // Drops are taken by the whole dialog.
    setAcceptDrops(false);
    viewport()->setAcceptDrops(false);
}

void DropList::addFiles(const QStringList &files)
{
    QStringList all = m_model.stringList();
    for (const QString &file : files) {
        if (!all.contains(file))
            all.append(file);
    }
    if (all.size() == m_model.rowCount())
        return;
    m_model.setStringList(all);
    updateEmptyState();
    Q_EMIT filesChanged();
}

void DropList::setFiles(const QStringList &files)
{
    if (files == m_model.stringList())
        return;
    m_model.setStringList(files);
    updateEmptyState();
    Q_EMIT filesChanged();
}

void DropList::removeSelected()
{
    QStringList rest;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (!selectionModel()->isSelected(m_model.index(row)))
            rest.append(m_model.stringList().at(row));
    }
    if (rest.size() == m_model.rowCount())
        return;
    m_model.setStringList(rest);
    updateEmptyState();
    Q_EMIT filesChanged();
}

void DropList::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    m_empty->resize(viewport()->size());
}

void DropList::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Delete))
        removeSelected();
    else
        QListView::keyPressEvent(event);
}

void DropList::updateEmptyState()
{
    m_empty->setVisible(m_model.rowCount() == 0);
}

} // namespace pult::ui
