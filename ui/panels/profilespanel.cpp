// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/profilespanel.h"

#include "models/taskfeed.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

ProfilesPanel::ProfilesPanel(const UiContext &context, PanelFeed &feed, QWidget *parent)
    : QWidget(parent), m_context(context), m_find(new QLineEdit(this)), m_reload(new QPushButton(this)),
      m_upload(new QPushButton(this)), m_table(new TableView(this)), m_empty(new EmptyState("profile", m_table))
{
    setObjectName(u"profilesPanel"_s);
    setProperty("surface", u"base"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_find->setObjectName(u"profileFind"_s);
    m_find->setClearButtonEnabled(true);
    m_find->addAction(icon("search", Tone::Muted), QLineEdit::LeadingPosition);
    m_reload->setObjectName(u"profileReload"_s);
    m_reload->setIcon(icon("refresh"));
    m_upload->setObjectName(u"profileUpload"_s);
    m_upload->setIcon(icon("upload"));
    m_table->setObjectName(u"profileTable"_s);
    m_table->setTable(&m_model, &m_proxy);
    m_table->sortByColumn(ProfileModel::Name, Qt::AscendingOrder);
    m_table->setEmptyState(m_empty);
    m_proxy.setFilterKeyColumn(-1);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(gridStep, gridStep, gridStep, gridStep);
    tools->setSpacing(gridStep);
    tools->addWidget(m_find, 1);
    tools->addWidget(m_upload);
    tools->addWidget(m_reload);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(tools);
    layout->addWidget(m_table, 1);
    connect(m_find, &QLineEdit::textChanged, &m_proxy, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_reload, &QPushButton::clicked, this, &ProfilesPanel::reload);
    connect(m_empty, &EmptyState::activated, this, &ProfilesPanel::reload);
    connect(m_upload, &QPushButton::clicked, this, [this] {
        QStringList ids;
        for (const int row : m_table->selectedModelRows())
            ids.append(m_model.rowAt(row).id);
        Q_EMIT uploadRequested(ids);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { m_upload->setEnabled(m_table->selectionModel()->hasSelection()); });
    connect(&context.feed, &TaskFeed::nodesArrived, this, [this] { m_model.setStale(!m_context.feed.isAvailable()); });
    connect(&context.feed, &TaskFeed::tasksArrived, this, [this](const QList<queue::Task> &tasks) {
        QSet<QString> busy;
        for (const auto &task : tasks) {
            if (task.state == queue::TaskState::Running && !task.provider.isEmpty())
                busy.insert(task.provider);
        }
        m_model.setBusyProviders(busy);
    });
    connect(&feed, &PanelFeed::locksArrived, &m_model, &ProfileModel::setLocks);
    feed.addReader(PanelFeed::Topic::Locks, this, [this] { return isVisible() && !visibleRegion().isEmpty(); });
    m_upload->setEnabled(false);
    retranslate();
    reload();
}

void ProfilesPanel::reload()
{
    if (m_loading || !m_context.listProfiles)
        return;
    m_loading = true;
    updateEmptyState();
    whenDone(m_context.listProfiles(), this, [this](const Result<QList<browser::Profile>> &profiles) {
        m_loading = false;
        m_error = profiles ? std::nullopt : std::optional(profiles.error());
        if (profiles)
            m_model.setRows(*profiles);
        updateEmptyState();
    });
}

void ProfilesPanel::updateEmptyState()
{
    if (m_loading)
        m_empty->setTexts(tr("Asking for the profiles…"));
    else if (m_error)
        m_empty->setTexts(errorText(*m_error), tr("Ask again"));
    else if (!m_context.listProfiles)
        m_empty->setTexts(tr("This window cannot ask for profiles; type their ids into a new bulk upload."));
    else
        m_empty->setTexts(tr("No profiles yet. Local ones are made when a task first uses them."), tr("Ask again"));
}

QSize ProfilesPanel::sizeHint() const
{
    return {80 * gridStep, 22 * gridStep};
}

void ProfilesPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void ProfilesPanel::retranslate()
{
    m_find->setPlaceholderText(tr("Find a profile"));
    m_reload->setText(tr("Reload"));
    m_upload->setText(tr("Upload with these…"));
    m_upload->setToolTip(tr("Opens a new bulk upload with the selected profiles."));
    m_table->setAccessibleName(tr("Profiles"));
    m_model.refreshTexts();
    updateEmptyState();
}

} // namespace pult::ui
