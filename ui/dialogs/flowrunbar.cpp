// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/flowrunbar.h"

#include "dialogs/prompts.h"
#include "models/humantext.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>
#include <node/uploadmap.h>

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

QStringList filesOf(const QString &text)
{
    QStringList files;
    for (const QString &part : text.split(u'|', Qt::SkipEmptyParts)) {
        if (const QString file = part.trimmed(); !file.isEmpty())
            files.append(file);
    }
    return files;
}

} // namespace

FlowRunBar::FlowRunBar(const UiContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_profile(new QComboBox(this)), m_media(new QLineEdit(this)),
      m_caption(new QLineEdit(this)), m_tags(new QLineEdit(this)), m_browse(new QPushButton(icon("folder"), {}, this)),
      m_publish(new QCheckBox(this)), m_runAll(new QPushButton(icon("play"), {}, this)),
      m_runHere(new QPushButton(icon("flow"), {}, this)), m_cancel(new QPushButton(icon("cancel"), {}, this)),
      m_status(new QLabel(this))
{
    setObjectName(u"flowRunBar"_s);
    m_profile->setObjectName(u"runProfile"_s);
    m_profile->setEditable(true);
    m_profile->setInsertPolicy(QComboBox::NoInsert);
    m_media->setObjectName(u"runMedia"_s);
    m_caption->setObjectName(u"runCaption"_s);
    m_tags->setObjectName(u"runTags"_s);
    m_browse->setObjectName(u"runMediaBrowse"_s);
    m_publish->setObjectName(u"runPublish"_s);
    m_runAll->setObjectName(u"runAll"_s);
    m_runHere->setObjectName(u"runHere"_s);
    m_cancel->setObjectName(u"runCancel"_s);
    m_status->setObjectName(u"runStatus"_s);
    m_status->setWordWrap(true);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(gridStep);
    grid->setVerticalSpacing(gridStep / 2);
    addField(grid, 0, m_profile, 2);
    addField(grid, 1, m_media, 4);
    grid->addWidget(m_browse, 1, 2);
    addField(grid, 3, m_caption, 3);
    addField(grid, 4, m_tags, 2);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addLayout(grid);
    layout->addLayout(makeButtons());
    connect(m_profile, &QComboBox::currentTextChanged, this, &FlowRunBar::updateButtons);
    connect(m_browse, &QPushButton::clicked, this, [this] {
        m_context.prompts.chooseFiles(this, tr("Choose media"), {}, true,
                                      [this](const QStringList &files) { m_media->setText(files.join(u" | "_s)); });
    });
    retranslate();
    loadProfiles();
}

void FlowRunBar::addField(QGridLayout *grid, int column, QWidget *field, int stretch)
{
    auto *label = new QLabel(this);
    label->setProperty("role", u"muted"_s);
    label->setBuddy(field);
    m_labels.append(label);
    grid->addWidget(label, 0, column);
    grid->addWidget(field, 1, column);
    grid->setColumnStretch(column, stretch);
    field->setMinimumWidth(14 * gridStep);
}

QLayout *FlowRunBar::makeButtons()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(gridStep);
    for (QPushButton *button : {m_runAll, m_runHere, m_cancel}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    row->addWidget(m_publish);
    row->addSpacing(gridStep);
    row->addWidget(m_status, 1);
    connect(m_runAll, &QPushButton::clicked, this, [this] { Q_EMIT runWanted(false); });
    connect(m_runHere, &QPushButton::clicked, this, [this] { Q_EMIT runWanted(true); });
    connect(m_cancel, &QPushButton::clicked, this, &FlowRunBar::cancelWanted);
    return row;
}

void FlowRunBar::loadProfiles()
{
    if (!m_context.listProfiles)
        return;
    whenDone(m_context.listProfiles(), this, [this](const Result<QList<browser::Profile>> &profiles) {
        if (!profiles)
            return; // an id can be typed all the same
        const QString typed = m_profile->currentText();
        for (const browser::Profile &profile : *profiles)
            m_profile->addItem(profile.name.isEmpty() ? profile.id : profile.name, profile.id);
        if (!typed.isEmpty())
            m_profile->setEditText(typed);
    });
}

FlowTestRun::Request FlowRunBar::request() const
{
    FlowTestRun::Request request;
    // A name from the list stands for its id, everything else is an id itself.
    const int listed = m_profile->findText(m_profile->currentText());
    request.profile = listed >= 0 ? m_profile->itemData(listed).toString() : m_profile->currentText().trimmed();
    request.media = filesOf(m_media->text());
    request.caption = m_caption->text();
    request.tags = node::splitTags(m_tags->text());
    return request;
}

bool FlowRunBar::publishes() const
{
    return m_publish->isChecked();
}

void FlowRunBar::setRunnable(bool runnable, const QString &whyNot)
{
    m_runnable = runnable;
    if (std::exchange(m_whyNot, whyNot) != whyNot)
        setMessage(whyNot, false);
    updateButtons();
}

void FlowRunBar::updateButtons()
{
    const bool ready = m_runnable && !m_running && !m_profile->currentText().trimmed().isEmpty();
    m_runAll->setEnabled(ready);
    m_runHere->setEnabled(ready);
    m_cancel->setEnabled(m_running);
}

void FlowRunBar::showRun(const FlowTestRun &run, int stopsBefore)
{
    m_running = run.isRunning();
    updateButtons();
    const bool isFault = run.error() || (run.task() && run.task()->state == queue::TaskState::Discarded);
    setMessage(sentence(run, stopsBefore), isFault);
}

void FlowRunBar::clear()
{
    m_whyNot.clear();
    setMessage({}, false);
}

void FlowRunBar::setMessage(const QString &text, bool isFault)
{
    m_status->setText(text);
    m_status->setToolTip(text);
    m_status->setProperty("role", isFault ? u"fault"_s : u"muted"_s);
    m_status->style()->polish(m_status);
}

QString FlowRunBar::sentence(const FlowTestRun &run, int stopsBefore) const
{
    if (run.error())
        return errorText(*run.error());
    if (!run.task())
        return run.isRunning() ? tr("The test run is being put into the queue…") : QString();
    const queue::Task &task = *run.task();
    switch (task.state) {
    case queue::TaskState::Completed:
        return stopsBefore > 0 ? tr("Went well. It ended before step %1, which publishes.").arg(stopsBefore)
                               : tr("Went well to the end.");
    case queue::TaskState::Discarded:
        return task.lastError ? errorText(*task.lastError) : tr("The test run failed.");
    case queue::TaskState::Cancelled:
        return tr("The test run was cancelled.");
    case queue::TaskState::Running:
        return HumanText::progress(task.progress);
    default:
        break;
    }
    const QString why = HumanText::waitReasons(task.waitingFor);
    return why.isEmpty() ? tr("The test run waits for its turn.") : why;
}

void FlowRunBar::retranslate()
{
    const QString labels[] = {tr("Test in profile"), tr("Media, several separated by |"), tr("Caption"), tr("Tags")};
    for (int i = 0; i < m_labels.size(); ++i)
        m_labels.at(i)->setText(labels[i]);
    m_browse->setToolTip(tr("Choose media"));
    m_browse->setAccessibleName(tr("Choose media"));
    m_publish->setText(tr("Publish too"));
    m_publish->setToolTip(tr("Otherwise the test run ends before the step that publishes."));
    m_runAll->setText(tr("Test run"));
    m_runAll->setToolTip(tr("Plays the steps once in the chosen profile, as a task of its own"));
    m_runHere->setText(tr("Run from here"));
    m_runHere->setToolTip(
        tr("Opens the page of the last “Open address” before the chosen step and plays the steps from it on"));
    m_cancel->setText(tr("Stop"));
}

} // namespace pult::ui
