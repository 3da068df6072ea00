// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/noticesdialog.h"

#include "panels/emptystate.h"
#include "panels/tableview.h"
#include "theme/fit.h"
#include "theme/metrics.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

NoticesDialog::NoticesDialog(NoticeModel &model, QWidget *parent)
    : QDialog(parent), m_model(model), m_table(new TableView(this)), m_empty(new EmptyState("done", m_table)),
      m_clear(new QPushButton(this)), m_open(new QPushButton(this)), m_close(new QPushButton(this))
{
    setObjectName(u"noticesDialog"_s);
    m_table->setObjectName(u"noticeTable"_s);
    m_table->setTable(&m_model);
    m_table->setEmptyState(m_empty);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_clear->setObjectName(u"noticesClear"_s);
    m_open->setObjectName(u"noticesOpen"_s);
    m_open->setProperty("primary", true);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(2 * gridStep, 0, 2 * gridStep, 2 * gridStep);
    buttons->addWidget(m_clear);
    buttons->addStretch(1);
    buttons->addWidget(m_close);
    buttons->addWidget(m_open);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * gridStep);
    layout->addWidget(m_table, 1);
    layout->addLayout(buttons);
    resizeWithinScreen(*this, {80 * gridStep, 50 * gridStep});
    m_clear->setAutoDefault(false);
    m_close->setAutoDefault(false);
    m_open->setDefault(true);
    const auto update = [this] {
        m_clear->setEnabled(m_model.rowCount() > 0);
        m_open->setEnabled(m_table->currentIndex().isValid());
    };
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, update);
    connect(&m_model, &QAbstractItemModel::modelReset, this, update);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, update);
    connect(m_table, &QTableView::doubleClicked, this, &NoticesDialog::open);
    connect(m_open, &QPushButton::clicked, this, [this] { open(m_table->currentIndex()); });
    connect(m_clear, &QPushButton::clicked, this, [this] { m_model.clear(); });
    connect(m_close, &QPushButton::clicked, this, &QDialog::close);
    if (m_model.rowCount() > 0)
        m_table->selectRow(0);
    m_table->setFocus();
    update();
    retranslate();
}

void NoticesDialog::open(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    Q_EMIT targetRequested(m_model.rowAt(index.row()).target);
    close();
}

void NoticesDialog::hideEvent(QHideEvent *event)
{
    // Bold while it is open, so that one sees what is new.
    m_model.markSeen();
    QDialog::hideEvent(event);
}

void NoticesDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

void NoticesDialog::retranslate()
{
    setWindowTitle(tr("Notifications"));
    m_table->setAccessibleName(tr("Notifications"));
    m_empty->setTexts(tr("Nothing to tell since Pult was started."));
    m_clear->setText(tr("Clear the list"));
    //: shows what a notification speaks of
    m_open->setText(tr("Show"));
    m_close->setText(tr("Close"));
    m_model.refreshTexts();
}

} // namespace pult::ui
