// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/reportpreviewpane.h"

#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

namespace {

constexpr int previewRows = 20;

} // namespace

ReportPreviewPane::ReportPreviewPane(const UiContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_timer(new QTimer(this)), m_title(new QLabel(this)),
      m_table(new QTableView(this))
{
    m_timer->setSingleShot(true);
    m_timer->setInterval(200ms);
    connect(m_timer, &QTimer::timeout, this, &ReportPreviewPane::look);
    m_title->setObjectName(u"reportPreviewTitle"_s);
    m_title->setProperty("role", u"muted"_s);
    m_title->setWordWrap(true);
    m_table->setObjectName(u"reportPreview"_s);
    m_table->setModel(&m_model);
    m_table->setProperty("framed", true);
    m_table->setShowGrid(false);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight);
    m_table->setMinimumWidth(48 * gridStep);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(m_title);
    layout->addWidget(m_table, 1);
}

void ReportPreviewPane::ask(const upkeep::ReportRequest &request)
{
    m_request = request;
    m_timer->start();
    updateTitle();
}

void ReportPreviewPane::clear()
{
    m_timer->stop();
    ++m_number;
    m_model.setPreview({});
    updateTitle();
}

void ReportPreviewPane::updateTitle()
{
    if (m_model.rowCount() == 0)
        m_title->setText(m_timer->isActive() ? tr("Looking at what there is…") : QString());
}

void ReportPreviewPane::look()
{
    whenDone(m_context.commands.previewReport(m_request, previewRows), this,
             [this, number = ++m_number](const Result<upkeep::ReportPreview> &preview) {
                 if (number == m_number)
                     fill(preview);
             });
}

void ReportPreviewPane::fill(const Result<upkeep::ReportPreview> &preview)
{
    m_model.setPreview(preview.value_or(upkeep::ReportPreview{}));
    const int rows = m_model.rowCount();
    if (!preview)
        m_title->setText(errorText(preview.error()));
    else if (rows == 0)
        m_title->setText(tr("There is nothing to report in this time."));
    else
        m_title->setText(preview->more ? tr("The first %n row(s):", nullptr, rows)
                                       : tr("All %n row(s):", nullptr, rows));
    m_table->resizeColumnsToContents();
}

void ReportPreviewPane::retranslate()
{
    m_table->setAccessibleName(tr("Preview"));
}

} // namespace pult::ui
