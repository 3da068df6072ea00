// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/schedulespanel.h"

#include "dialogs/prompts.h"
#include "dialogs/scheduledialog.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace pult::ui {

SchedulesPanel::SchedulesPanel(const UiContext &context, PanelFeed &feed, QWidget *parent)
    : PanelFrame(u"schedulesPanel"_s, context, feed, parent), m_table(new TableView(this)),
      m_empty(new EmptyState("waiting", m_table))
{
    m_add = addVerb("actionScheduleAdd", "plus", m_table);
    m_edit = addVerb("actionScheduleEdit", "draft", m_table);
    m_run = addVerb("actionScheduleRun", "play", m_table);
    m_pause = addVerb("actionSchedulePause", "pause", m_table);
    m_resume = addVerb("actionScheduleResume", "retry", m_table);
    m_showTask = addVerb("actionScheduleTask", "tasks", m_table);
    m_remove = addVerb("actionScheduleRemove", "remove", m_table);
    addSpace();
    m_table->setObjectName(u"scheduleTable"_s);
    m_table->setTable(&m_model, &m_order);
    m_table->sortByColumn(ScheduleModel::Name, Qt::AscendingOrder);
    m_table->setWholeHeaders();
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEmptyState(m_empty);
    setBody(m_table);
    watchAvailability(&m_model);
    connect(&feed, &PanelFeed::schedulesArrived, this, [this](const QList<queue::Schedule> &schedules) {
        m_model.setSchedules(schedules, m_feed.now());
        updateVerbs();
    });
    connect(&feed, &PanelFeed::ticked, this, [this] { m_model.tick(m_feed.now()); });
    feed.addReader(PanelFeed::Topic::Schedules, this, [this] { return isSeen(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &SchedulesPanel::updateVerbs);
    connect(m_empty, &EmptyState::activated, m_add, &QAction::trigger);
    connect(m_table, &QAbstractItemView::activated, m_edit, &QAction::trigger);
    connect(m_add, &QAction::triggered, this, [this] { edit(std::nullopt); });
    connect(m_edit, &QAction::triggered, this, [this] { edit(current()); });
    connect(m_run, &QAction::triggered, this, &SchedulesPanel::runNow);
    connect(m_pause, &QAction::triggered, this,
            [this] { expect(m_context.commands.pauseSchedule(QString::number(current()->id))); });
    connect(m_resume, &QAction::triggered, this,
            [this] { expect(m_context.commands.resumeSchedule(QString::number(current()->id))); });
    connect(m_showTask, &QAction::triggered, this, [this] { Q_EMIT taskRequested(*current()->lastRun->taskId); });
    connect(m_remove, &QAction::triggered, this, &SchedulesPanel::askRemove);
    retranslate();
}

std::optional<queue::Schedule> SchedulesPanel::current() const
{
    const QList<int> rows = m_table->selectedModelRows();
    return rows.isEmpty() ? std::nullopt : std::optional(m_model.rowAt(rows.first()).schedule);
}

void SchedulesPanel::updateVerbs()
{
    const std::optional<queue::Schedule> schedule = current();
    const QString choose = schedule ? QString() : tr("Choose a schedule in the list first.");
    setVerb(m_add, tr("Makes a task come by the clock"), {});
    setVerb(m_edit, tr("Changes when it runs and what it makes"), choose);
    setVerb(m_run, tr("Makes one task at once; its ticks go on as they are"), choose);
    setVerb(m_pause, tr("No more tasks come of it until it is resumed; none is made up for"),
            schedule && schedule->paused ? tr("It is paused already.") : choose);
    setVerb(m_resume, tr("Goes on with the next tick from now"),
            schedule && !schedule->paused ? tr("It is not paused.") : choose);
    setVerb(m_showTask, tr("Shows the task of its last run"),
            schedule && !(schedule->lastRun && schedule->lastRun->taskId) ? tr("It has made no task yet.") : choose);
    setVerb(m_remove, tr("Removes the schedule; tasks that it has made stay"), choose);
}

void SchedulesPanel::edit(const std::optional<queue::Schedule> &schedule)
{
    auto *dialog = new ScheduleDialog(m_context.commands, schedule, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this] { m_feed.refresh(); });
    dialog->open();
}

void SchedulesPanel::runNow()
{
    finish(m_context.commands.runSchedule(QString::number(current()->id)), [this](const Result<queue::Id> &task) {
        if (task)
            say(tr("Task %1 was made.").arg(*task));
    });
}

void SchedulesPanel::askRemove()
{
    const queue::Schedule schedule = *current();
    Question question;
    question.title = tr("Remove schedule");
    question.text =
        tr("Remove schedule %1? It runs no more. Tasks that it has made stay as they are.").arg(schedule.name);
    question.accept = tr("Remove");
    question.reject = tr("Leave as is");
    question.isDangerous = true;
    m_context.prompts.confirm(
        this, question, [this, id = schedule.id] { expect(m_context.commands.removeSchedule(QString::number(id))); });
}

void SchedulesPanel::retranslate()
{
    m_add->setText(tr("Add…"));
    m_edit->setText(tr("Edit…"));
    m_run->setText(tr("Run now"));
    m_pause->setText(tr("Pause"));
    m_resume->setText(tr("Resume"));
    m_showTask->setText(tr("Show task"));
    m_remove->setText(tr("Remove…"));
    m_empty->setTexts(tr("Nothing comes by the clock yet."), tr("Add a schedule…"));
    m_table->setAccessibleName(tr("Schedules"));
    m_model.refreshTexts();
    updateVerbs();
}

} // namespace pult::ui
