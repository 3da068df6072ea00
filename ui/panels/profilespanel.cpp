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

#include <QAction>
#include <QLineEdit>
#include <QToolBar>

using namespace Qt::StringLiterals;

namespace pult::ui {

ProfilesPanel::ProfilesPanel(const UiContext &context, PanelFeed &feed, QWidget *parent)
    : PanelFrame(u"profilesPanel"_s, context, feed, parent), m_find(new QLineEdit(this)), m_table(new TableView(this)),
      m_empty(new EmptyState("profile", m_table))
{
    m_upload = addVerb("actionProfileUpload", "upload", m_table);
    m_reload = addVerb("actionProfileReload", "refresh", nullptr);
    addSpace();
    m_find->setObjectName(u"profileFind"_s);
    m_find->setClearButtonEnabled(true);
    m_find->setMaximumWidth(28 * gridStep);
    m_find->addAction(icon("search", Tone::Muted), QLineEdit::LeadingPosition);
    tools()->addWidget(m_find);
    m_table->setObjectName(u"profileTable"_s);
    m_table->setTable(&m_model, &m_proxy);
    m_table->sortByColumn(ProfileModel::Name, Qt::AscendingOrder);
    m_table->setEmptyState(m_empty);
    m_proxy.setFilterKeyColumn(-1);
    setBody(m_table);
    watchAvailability(&m_model);
    connect(m_find, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_proxy.setFilterFixedString(text);
        updateWords();
    });
    connect(m_reload, &QAction::triggered, this, &ProfilesPanel::reload);
    connect(m_empty, &EmptyState::activated, this, &ProfilesPanel::onEmptyStateActivated);
    connect(m_upload, &QAction::triggered, this, [this] {
        QStringList ids;
        for (const int row : m_table->selectedModelRows())
            ids.append(m_model.rowAt(row).id);
        Q_EMIT uploadRequested(ids);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ProfilesPanel::updateWords);
    connect(&context.feed, &TaskFeed::tasksArrived, this, [this](const QList<queue::Task> &tasks) {
        QSet<QString> busy;
        for (const auto &task : tasks) {
            if (task.state == queue::TaskState::Running && !task.provider.isEmpty())
                busy.insert(task.provider);
        }
        m_model.setBusyProviders(busy);
    });
    connect(&feed, &PanelFeed::locksArrived, &m_model, &ProfileModel::setLocks);
    feed.addReader(PanelFeed::Topic::Locks, this, [this] { return isSeen(); });
    retranslate();
    reload();
}

void ProfilesPanel::reload()
{
    if (m_loading || !m_context.listProfiles)
        return;
    m_loading = true;
    updateWords();
    whenDone(m_context.listProfiles(), this, [this](const Result<QList<browser::Profile>> &profiles) {
        m_loading = false;
        m_error = profiles ? std::nullopt : std::optional(profiles.error());
        if (profiles)
            m_model.setRows(*profiles);
        updateWords();
    });
}

void ProfilesPanel::onEmptyStateActivated()
{
    if (m_find->text().isEmpty())
        reload();
    else
        m_find->clear();
}

void ProfilesPanel::updateWords()
{
    const bool any = m_model.rowCount() > 0;
    if (any && !m_find->text().isEmpty())
        m_empty->setTexts(tr("No profile matches what you look for."), tr("Show all profiles"));
    else if (m_loading)
        m_empty->setTexts(tr("Asking for the profiles…"));
    else if (m_error)
        m_empty->setTexts(errorText(*m_error), tr("Ask again"));
    else if (!m_context.listProfiles)
        m_empty->setTexts(tr("This window cannot ask for profiles; type their ids into a new bulk upload."));
    else
        m_empty->setTexts(tr("No profiles yet. Local ones are made when a task first uses them."), tr("Ask again"));
    // Rows of before say nothing of a question that failed.
    say(!any ? QString() : m_loading ? tr("Asking for the profiles…") : m_error ? errorSentence(*m_error) : QString());
    setVerb(m_upload, tr("Opens a new bulk upload with the selected profiles."),
            m_table->selectionModel()->hasSelection() ? QString() : tr("Choose profiles in the list first."));
    setVerb(m_reload, tr("Asks the browser provider for its profiles again"),
            m_context.listProfiles ? QString() : tr("This window cannot ask for profiles."));
}

void ProfilesPanel::retranslate()
{
    m_find->setPlaceholderText(tr("Find a profile"));
    m_find->setAccessibleName(tr("Find a profile"));
    m_reload->setText(tr("Reload"));
    m_upload->setText(tr("Upload with these…"));
    m_table->setAccessibleName(tr("Profiles"));
    m_model.refreshTexts();
    updateWords();
}

} // namespace pult::ui
