// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/settingsdialog.h"

#include "dialogs/prompts.h"
#include "dialogs/settingrow.h"
#include "dialogs/settingtrials.h"
#include "panels/tableview.h"
#include "theme/fit.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <node/configwatch.h>

#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

constexpr int groupWidth = 28 * gridStep;

} // namespace

SettingsDialog::SettingsDialog(Settings effective, const WindowChoices &choices, Prompts &prompts, QWidget *parent)
    : QDialog(parent), m_buffer(std::move(effective)), m_prompts(prompts), m_pages(new QStackedWidget(this)),
      m_windowPage(new WindowChoicesPage(choices, this))
{
    setObjectName(u"settingsDialog"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_pages->addWidget(makeEditor());
    m_pages->addWidget(makeReview());
    layout->addWidget(m_pages, 1);
    makeFoot(layout);
    resizeWithinScreen(*this, {118 * gridStep, 78 * gridStep});
    connect(&m_buffer, &SettingsBuffer::changed, this, &SettingsDialog::refresh);
    connect(m_windowPage, &WindowChoicesPage::changed, this, &SettingsDialog::refresh);
    retranslate();
    m_groupList->setCurrentIndex(m_groups.index(0));
    m_search->setFocus();
}

QWidget *SettingsDialog::makeEditor()
{
    auto *page = new QWidget(this);
    m_search = new QLineEdit(page);
    m_search->setObjectName(u"settingsSearch"_s);
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon("search", Tone::Muted), QLineEdit::LeadingPosition);
    m_groupList = new QListView(page);
    m_groupList->setObjectName(u"settingsGroups"_s);
    m_groupList->setModel(&m_groups);
    m_groupList->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_groupList->setFixedWidth(groupWidth);
    m_groupList->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_content = new QStackedWidget(page);
    auto *rows = new QWidget(m_content);
    rows->setProperty("surface", u"base"_s);
    m_rowsLayout = new QVBoxLayout(rows);
    m_rowsLayout->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    m_rowsLayout->setSpacing(0);
    m_heading = new QLabel(rows);
    m_heading->setProperty("role", u"title"_s);
    m_nothing = new QLabel(rows);
    m_nothing->setObjectName(u"settingsNothing"_s);
    m_nothing->setProperty("role", u"muted"_s);
    m_trials = new SettingTrials(m_buffer, rows);
    m_rowsLayout->addWidget(m_heading);
    m_rowsLayout->addSpacing(gridStep);
    m_rowsLayout->addWidget(m_trials);
    m_rowsLayout->addWidget(m_nothing);
    m_rowsLayout->addStretch(1);
    m_scroll = new QScrollArea(m_content);
    m_scroll->setObjectName(u"settingsScroll"_s);
    m_scroll->setWidget(rows);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setProperty("surface", u"base"_s);
    m_windowPage->setAttribute(Qt::WA_StyledBackground); // a class of its own paints no background by itself
    m_windowPage->setProperty("surface", u"base"_s);
    m_content->addWidget(m_windowPage);
    m_content->addWidget(m_scroll);
    auto *body = new QHBoxLayout;
    body->setSpacing(1);
    body->addWidget(m_groupList);
    body->addWidget(m_content, 1);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, gridStep, 0, 0);
    layout->setSpacing(gridStep);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(gridStep, 0, gridStep, 0);
    head->addWidget(m_search);
    layout->addLayout(head);
    layout->addLayout(body, 1);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsDialog::showRows);
    connect(m_groupList->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        m_search->clear();
        showRows();
    });
    return page;
}

QWidget *SettingsDialog::makeReview()
{
    auto *page = new QWidget(this);
    m_reviewText = new QLabel(page);
    m_reviewText->setWordWrap(true);
    m_reviewTable = new TableView(page);
    m_reviewTable->setObjectName(u"settingsChanges"_s);
    m_reviewTable->setTable(&m_changes);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 2 * gridStep, 0, 0);
    layout->setSpacing(2 * gridStep);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(2 * gridStep, 0, 2 * gridStep, 0);
    head->addWidget(m_reviewText);
    layout->addLayout(head);
    layout->addWidget(m_reviewTable, 1);
    return page;
}

void SettingsDialog::makeFoot(QVBoxLayout *layout)
{
    auto *line = new QFrame(this);
    line->setProperty("role", u"line"_s);
    line->setFixedHeight(1);
    m_status = new QLabel(this);
    m_status->setObjectName(u"settingsStatus"_s);
    m_status->setWordWrap(true);
    m_back = new QPushButton(this);
    m_back->setObjectName(u"settingsBack"_s);
    m_cancel = new QPushButton(this);
    m_cancel->setObjectName(u"settingsCancel"_s);
    m_next = new QPushButton(this);
    m_next->setObjectName(u"settingsNext"_s);
    m_next->setProperty("primary", true);
    for (QPushButton *button : {m_back, m_cancel, m_next})
        button->setAutoDefault(false);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(gridStep);
    foot->setContentsMargins(2 * gridStep, gridStep + 4, 2 * gridStep, gridStep + 4);
    foot->addWidget(m_status, 1);
    foot->addWidget(m_back);
    foot->addWidget(m_cancel);
    foot->addWidget(m_next);
    layout->addWidget(line);
    layout->addLayout(foot);
    connect(m_back, &QPushButton::clicked, this, [this] {
        m_pages->setCurrentIndex(0);
        retranslate();
    });
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_next, &QPushButton::clicked, this, [this] {
        if (m_pages->currentIndex() == 1)
            apply();
        else
            review();
    });
}

SettingRow *SettingsDialog::row(const SettingSpec &spec)
{
    const QString name = QString::fromLatin1(spec.name);
    if (SettingRow *made = m_rows.value(name))
        return made;
    auto *made = new SettingRow(spec, m_buffer, m_scroll->widget());
    connect(made, &SettingRow::browseRequested, this, &SettingsDialog::browse);
    m_rowsLayout->insertWidget(m_rowsLayout->count() - 1, made);
    m_rows.insert(name, made);
    return made;
}

void SettingsDialog::showRows()
{
    const QString text = m_search->text().trimmed();
    const int chosen = m_groupList->currentIndex().row();
    const bool searching = !text.isEmpty();
    m_content->setCurrentIndex(chosen == 0 && !searching ? 0 : 1);
    const auto group = static_cast<SettingGroup>(chosen - 1);
    int shown = 0;
    for (const SettingSpec *spec : m_buffer.specs()) {
        const bool wanted =
            searching ? SettingTexts::matches(*spec, text) : chosen > 0 && SettingTexts::groupOf(*spec) == group;
        SettingRow *present = wanted ? row(*spec) : m_rows.value(QString::fromLatin1(spec->name));
        if (present)
            present->setVisible(wanted);
        shown += wanted ? 1 : 0;
    }
    m_nothing->setVisible(shown == 0);
    m_heading->setText(searching    ? tr("Found: %1").arg(shown)
                       : chosen > 0 ? SettingTexts::groupName(group)
                                    : QString());
    using Subject = SettingTrials::Subject;
    m_trials->setSubject(searching || chosen == 0          ? Subject::None
                         : group == SettingGroup::Database ? Subject::Database
                         : group == SettingGroup::Browsers ? Subject::Dolphin
                                                           : Subject::None);
    m_scroll->ensureVisible(0, 0);
}

void SettingsDialog::browse(SettingRow *row)
{
    m_prompts.chooseFiles(this, SettingTexts::title(row->spec()), QString(), false, [row](const QStringList &files) {
        if (!files.isEmpty())
            row->setValue(files.constFirst());
    });
}

/// Whether a node that runs does not take over what was changed.
bool SettingsDialog::needsRestart() const
{
    QStringList names;
    for (const SettingChange &change : m_buffer.changes())
        names.append(change.name);
    return !node::namesThatNeedRestart(names).isEmpty();
}

void SettingsDialog::refresh()
{
    for (SettingRow *made : std::as_const(m_rows))
        made->refresh();
    const auto changes = static_cast<int>(m_buffer.changes().size());
    const bool reviewing = m_pages->currentIndex() == 1;
    const bool any = changes > 0 || m_windowPage->isChanged();
    const bool faulty = m_buffer.hasFaults();
    m_next->setEnabled(any && !faulty && !m_isSaving);
    m_next->setText(reviewing || changes == 0 ? tr("Apply") : tr("Review and apply…"));
    m_back->setVisible(reviewing);
    m_cancel->setText(any ? tr("Cancel") : tr("Close"));
    if (faulty)
        m_status->setText(tr("Something is not right yet; see the fields in red."));
    else if (changes > 0)
        m_status->setText(
            needsRestart() ? tr("%n setting(s) changed; they take effect when Pult is started again.", nullptr, changes)
                           : tr("%n setting(s) changed; they take effect at once.", nullptr, changes));
    else
        m_status->setText(any ? tr("Takes effect at once.") : QString());
    m_status->setProperty("role", faulty ? u"fault"_s : u"muted"_s);
    m_status->style()->polish(m_status);
}

void SettingsDialog::review()
{
    if (m_buffer.changes().isEmpty()) {
        applyWindowChoices();
        return;
    }
    m_changes.resetRows(m_buffer.changes());
    const QString fault = m_buffer.faultOfAll();
    m_pages->setCurrentIndex(1);
    refresh();
    if (!fault.isEmpty()) {
        m_next->setEnabled(false);
        m_status->setText(fault);
    } else {
        m_next->setFocus();
    }
}

void SettingsDialog::applyWindowChoices()
{
    if (!m_windowPage->isChanged())
        return;
    const WindowChoices choices = m_windowPage->choices();
    m_windowPage->setBefore(choices);
    Q_EMIT windowChosen(choices);
    refresh();
}

void SettingsDialog::apply()
{
    m_isSaving = true;
    refresh();
    m_buffer.save(this, [this, restart = needsRestart()](const Result<QStringList> &filed) {
        m_isSaving = false;
        if (!filed) {
            refresh();
            m_status->setText(errorText(filed.error()));
            return;
        }
        applyWindowChoices();
        m_pages->setCurrentIndex(0);
        retranslate();
        QStringList sentences{tr("Written.")};
        if (!filed->isEmpty())
            sentences.append(
                tr("There is no keychain here, so secrets stand in secrets.ini, which only you may read."));
        sentences.append(restart ? tr("Start Pult again for it to take effect.") : tr("Takes effect at once."));
        m_status->setText(sentences.join(u' '));
        Q_EMIT written(restart);
    });
}

void SettingsDialog::retranslate()
{
    setWindowTitle(tr("Settings"));
    m_search->setPlaceholderText(tr("Find a setting"));
    m_search->setAccessibleName(tr("Find a setting"));
    m_groupList->setAccessibleName(tr("Groups of settings"));
    m_reviewTable->setAccessibleName(tr("What changes"));
    m_nothing->setText(tr("No setting is called so."));
    m_reviewText->setText(tr("This is written to %1. Secrets are not shown.").arg(m_buffer.dataDir() + u"/pult.ini"_s));
    //: back to the fields
    m_back->setText(tr("Back"));
    const int chosen = std::max(0, m_groupList->currentIndex().row());
    const QString text = m_search->text();
    QStringList names{tr("This window")};
    for (int i = 0; i < settingGroups; ++i)
        names.append(SettingTexts::groupName(static_cast<SettingGroup>(i)));
    m_groups.setStringList(names);
    m_groupList->setCurrentIndex(m_groups.index(chosen));
    m_search->setText(text);
    m_changes.resetRows(m_buffer.changes());
    showRows();
    refresh();
}

void SettingsDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

} // namespace pult::ui
