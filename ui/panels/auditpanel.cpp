// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/auditpanel.h"

#include "models/taskfeed.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QToolBar>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int listed = 1000;
constexpr qint64 shortestRest = 3000; // milliseconds
constexpr qint64 restFactor = 10;

} // namespace

AuditPanel::AuditPanel(const UiContext &context, PanelFeed &feed, QWidget *parent)
    : PanelFrame(u"auditPanel"_s, context, feed, parent), m_find(new QLineEdit(this)), m_table(new TableView(this)),
      m_empty(new EmptyState("log", m_table))
{
    m_copy = addVerb("actionAuditCopy", "page", m_table);
    addSpace();
    m_find->setObjectName(u"auditFind"_s);
    m_find->setClearButtonEnabled(true);
    m_find->setMaximumWidth(28 * gridStep);
    m_find->addAction(icon("search", Tone::Muted), QLineEdit::LeadingPosition);
    tools()->addWidget(m_find);
    m_order.setFilterKeyColumn(-1);
    m_table->setObjectName(u"auditTable"_s);
    m_table->setTable(&m_model, &m_order);
    m_table->sortByColumn(AuditModel::Time, Qt::DescendingOrder);
    m_table->setWholeHeaders();
    m_table->setStretchColumn(AuditModel::Change);
    m_table->setEmptyState(m_empty);
    setBody(m_table);
    watchAvailability(&m_model);
    connect(&context.timeWindow, &TimeWindow::narrowed, this, &AuditPanel::ask);
    connect(&context.timeWindow, &TimeWindow::cleared, this, &AuditPanel::ask);
    connect(&context.feed, &TaskFeed::ticked, this, &AuditPanel::onTick);
    connect(m_find, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_order.setFilterFixedString(text);
        updateTexts();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &AuditPanel::updateTexts);
    connect(m_copy, &QAction::triggered, this, &AuditPanel::copy);
    retranslate();
}

void AuditPanel::onTick()
{
    const bool rested = !m_since.isValid() || m_since.elapsed() > std::max(shortestRest, m_rest);
    if (isSeen() && !m_asked && rested && !m_context.feed.isPaused())
        ask();
}

void AuditPanel::ask()
{
    m_asked = true;
    m_since.start();
    queue::AuditQuery query{listed};
    if (const std::optional<TimeWindow::Range> &range = m_context.timeWindow.range()) {
        query.from = range->from;
        query.to = range->to;
    }
    whenDone(m_context.commands.listAudit(query), this,
             [this, number = ++m_number](const Result<QList<queue::AuditEntry>> &entries) {
                 if (number != m_number)
                     return;
                 m_asked = false;
                 m_rest = m_since.elapsed() * restFactor;
                 // That the database is away is told elsewhere.
                 if (!entries)
                     return;
                 m_arrived = true;
                 m_model.setRows(*entries);
                 updateTexts();
             });
}

/// JSON lines, in the order of the list.
void AuditPanel::copy() const
{
    QByteArrayList lines;
    for (const int row : m_table->selectedModelRows()) {
        const queue::AuditEntry &entry = m_model.rowAt(row);
        const QJsonObject line{{u"id"_s, entry.id},
                               {u"at"_s, toIso(entry.at)},
                               {u"who"_s, entry.who},
                               {u"what"_s, entry.what},
                               {u"object"_s, entry.object},
                               {u"before"_s, QJsonDocument::fromJson(entry.before).object()},
                               {u"after"_s, QJsonDocument::fromJson(entry.after).object()},
                               {u"where"_s, entry.where}};
        lines.append(QJsonDocument(line).toJson(QJsonDocument::Compact));
    }
    QGuiApplication::clipboard()->setText(QString::fromUtf8(lines.join('\n')));
}

void AuditPanel::updateTexts()
{
    const int chosen = static_cast<int>(m_table->selectionModel()->selectedRows().size());
    setVerb(m_copy, tr("%n entry(ies) as JSON, one a line", nullptr, chosen),
            chosen > 0 ? QString() : tr("Choose entries in the list first."));
    if (!m_arrived)
        m_empty->setTexts(tr("Reading who changed what…"));
    else if (!m_find->text().isEmpty())
        m_empty->setTexts(tr("No entry matches what you look for."));
    else if (m_context.timeWindow.range())
        m_empty->setTexts(tr("Nobody changed anything in the chosen stretch of time."));
    else
        m_empty->setTexts(tr("Nobody changed anything yet. Whatever is done to tasks, queues, locks, computers and "
                             "schedules is listed here for 90 days."));
    const bool whole = m_model.rowCount() < listed;
    say(whole ? QString() : tr("The newest %n entry(ies)", nullptr, m_model.rowCount()));
}

void AuditPanel::showEvent(QShowEvent *event)
{
    PanelFrame::showEvent(event);
    ask();
}

void AuditPanel::retranslate()
{
    m_copy->setText(tr("Copy as JSON"));
    m_find->setPlaceholderText(tr("Find an entry"));
    m_find->setAccessibleName(tr("Find an entry"));
    m_table->setAccessibleName(tr("Who changed what"));
    m_model.refreshTexts();
    updateTexts();
}

} // namespace pult::ui
