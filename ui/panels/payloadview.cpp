// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/payloadview.h"

#include "theme/icons.h"
#include "theme/metrics.h"

#include <base/whendone.h>

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int nameWidth = 20 * gridStep;

} // namespace

PayloadView::PayloadView(const UiContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_tree(new QTreeView(this)), m_reveal(new QPushButton(this)),
      m_none(new QLabel(this))
{
    m_tree->setObjectName(u"payloadTree"_s);
    m_tree->setModel(&m_model);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setStyleSheet(u"QTreeView::item { min-height: %1px; }"_s.arg(rowHeight - 4));
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setTextElideMode(Qt::ElideRight);
    m_tree->header()->resizeSection(PayloadModel::Name, nameWidth);
    auto *copyAction = new QAction(this);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(copyAction, &QAction::triggered, this, &PayloadView::copy);
    m_tree->addAction(copyAction);
    m_reveal->setObjectName(u"payloadReveal"_s);
    m_reveal->setIcon(icon("info"));
    m_reveal->hide();
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(gridStep, gridStep / 2, gridStep, gridStep / 2);
    foot->addWidget(m_reveal);
    foot->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_none->setProperty("role", u"muted"_s);
    m_none->setAlignment(Qt::AlignCenter);
    layout->addWidget(m_none, 1);
    layout->addWidget(m_tree, 1);
    layout->addLayout(foot);
    connect(m_reveal, &QPushButton::clicked, this, &PayloadView::reveal);
    retranslate();
}

void PayloadView::setPayload(queue::Id task, const QByteArray &payload)
{
    m_task = task;
    m_model.setPayload(payload);
    m_tree->expandToDepth(0);
    // The flow is long and is shown as steps.
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex index = m_model.index(row, PayloadModel::Name);
        if (index.data().toString() == "flow"_L1)
            m_tree->collapse(index);
    }
    m_reveal->setVisible(m_model.hasSecrets());
    m_tree->setVisible(m_model.rowCount() > 0);
    m_none->setVisible(m_model.rowCount() == 0);
}

void PayloadView::clear()
{
    setPayload(0, {});
}

void PayloadView::reveal()
{
    // Shown only once it is noted.
    whenDone(m_context.commands.noteReveal(m_task), this, [this, task = m_task](const Result<> &noted) {
        if (!noted)
            Q_EMIT failed(noted.error());
        else if (task == m_task) {
            m_model.setRevealed(true);
            m_reveal->hide();
        }
    });
}

void PayloadView::copy() const
{
    const QModelIndex index = m_tree->currentIndex();
    if (index.isValid())
        QGuiApplication::clipboard()->setText(index.siblingAtColumn(PayloadModel::Value).data().toString());
}

void PayloadView::retranslate()
{
    m_none->setText(tr("This task has no data."));
    m_reveal->setText(tr("Show hidden values"));
    m_reveal->setToolTip(tr("Passwords, tokens, keys, cookies and proxies are hidden; looking at them is noted in the "
                            "audit log."));
    m_tree->setAccessibleName(tr("Data of the task"));
    m_model.refreshTexts();
}

} // namespace pult::ui
