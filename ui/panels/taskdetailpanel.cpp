// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/taskdetailpanel.h"

#include "models/humantext.h"
#include "models/stateview.h"
#include "models/taskfeed.h"
#include "models/taskmodel.h"
#include "panels/artifactview.h"
#include "panels/banner.h"
#include "panels/emptystate.h"
#include "panels/headarea.h"
#include "panels/payloadview.h"
#include "panels/tableview.h"
#include "panels/wraplayout.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>

#include <QEvent>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace pult::ui {

using queue::Task;
using queue::TaskState;

namespace {

constexpr Verb shownVerbs[] = {Verb::Done, Verb::Again, Verb::Start, Verb::Retry, Verb::Later, Verb::Cancel};

QPlainTextEdit *makeReader(const QString &name, QWidget *parent)
{
    auto *reader = new QPlainTextEdit(parent);
    reader->setObjectName(name);
    reader->setReadOnly(true);
    reader->setFrameShape(QFrame::NoFrame);
    reader->setStyleSheet(u"QPlainTextEdit { border: none; border-radius: 0px; }"_s);
    return reader;
}

/// A tab: a table and a word about it below.
QWidget *pageOf(TableView *table, QLabel *note)
{
    auto *page = new QWidget(table->parentWidget());
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(table, 1);
    layout->addWidget(note);
    note->setWordWrap(true);
    note->setMargin(gridStep);
    return page;
}

} // namespace

QString readableLog(const QByteArray &log)
{
    QStringList lines;
    for (const QByteArray &line : log.split('\n')) {
        if (line.isEmpty())
            continue;
        const QJsonObject record = QJsonDocument::fromJson(line).object();
        if (record.isEmpty()) {
            lines.append(QString::fromUtf8(line));
            continue;
        }
        const QJsonValue at = record.value("ts"_L1);
        const auto time = at.isString() ? fromIso(at.toString()) : std::optional(fromMicros(at.toInteger()));
        lines.append((time ? HumanText::clock(*time) : QString()) + u"  "_s + record.value("msg"_L1).toString());
    }
    return lines.join(u'\n');
}

TaskDetailPanel::TaskDetailPanel(const UiContext &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_stack(new QStackedLayout(this)), m_empty(new EmptyState("tasks", this))
{
    setObjectName(u"taskDetailPanel"_s);
    auto *whole = new QWidget(this);
    whole->setProperty("surface", u"base"_s);
    whole->setAttribute(Qt::WA_StyledBackground);
    auto *layout = new QVBoxLayout(whole);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(new HeadArea(makeHead(), whole));
    layout->addWidget(makeTabs(), 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(whole);
    connect(&context.feed, &TaskFeed::detailArrived, this, &TaskDetailPanel::onDetail);
    connect(&context.feed, &TaskFeed::detailFailed, this, [this](queue::Id id, const Error &) {
        // Deleted by somebody: nothing is left to show.
        if (m_wanted == id)
            showTask(std::nullopt);
    });
    connect(&context.feed, &TaskFeed::ticked, this, [this] {
        m_attempts.tick();
        m_timeline.tick();
        if (m_detail)
            updateHead();
    });
    retranslate();
}

QSize TaskDetailPanel::sizeHint() const
{
    return {48 * gridStep, 64 * gridStep};
}

QWidget *TaskDetailPanel::makeHead()
{
    auto *head = new QWidget(this);
    auto *layout = new QVBoxLayout(head);
    layout->setContentsMargins(2 * gridStep, gridStep + gridStep / 2, 2 * gridStep, gridStep + gridStep / 2);
    layout->setSpacing(gridStep);
    m_icon = new QLabel(head);
    m_title = new QLabel(head);
    m_title->setObjectName(u"detailTitle"_s);
    m_title->setProperty("role", u"title"_s);
    m_title->setWordWrap(true);
    m_facts = new QLabel(head);
    m_facts->setObjectName(u"detailFacts"_s);
    m_facts->setProperty("role", u"muted"_s);
    m_facts->setWordWrap(true);
    m_facts->setTextFormat(Qt::PlainText);
    m_message = new Banner(head);
    m_message->setObjectName(u"detailMessage"_s);
    m_progress = new QProgressBar(head);
    m_progress->setObjectName(u"detailProgress"_s);
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(gridStep / 2);
    auto *title = new QHBoxLayout;
    title->setSpacing(gridStep);
    title->addWidget(m_icon);
    title->addWidget(m_title, 1);
    layout->addLayout(title);
    layout->addWidget(m_facts);
    layout->addWidget(m_progress);
    layout->addWidget(m_message);
    auto *buttons = new WrapLayout;
    for (const Verb verb : shownVerbs) {
        auto *button = new QPushButton(icon(Verbs::iconName(verb)), {}, head);
        button->setObjectName(u"detailVerb%1"_s.arg(static_cast<int>(verb)));
        connect(button, &QPushButton::clicked, this, [this, verb] {
            if (m_detail)
                Q_EMIT verbRequested(verb, {m_detail->task});
        });
        buttons->addWidget(button);
        button->hide();
        m_verbs.append(button);
    }
    m_never = new QPushButton(icon("cancel"), {}, head);
    m_never->setObjectName(u"detailNever"_s);
    m_never->hide();
    connect(m_never, &QPushButton::clicked, this, [this] {
        if (m_detail)
            Q_EMIT neverRequested(m_detail->task);
    });
    buttons->addWidget(m_never);
    layout->addLayout(buttons);
    return head;
}

QWidget *TaskDetailPanel::makeTabs()
{
    m_tabs = new QTabWidget(this);
    m_tabs->setObjectName(u"detailTabs"_s);
    m_tabs->setDocumentMode(true);
    // Lists scroll; what a task needs from a person is above them and comes first.
    m_tabs->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    // Six of them stand side by side in Russian, too.
    m_tabs->tabBar()->setStyleSheet(u"QTabBar::tab { padding: 7px 8px; }"_s);
    m_log = makeReader(u"attemptLog"_s, m_tabs);
    m_artifacts = new ArtifactView(m_context, m_tabs);
    m_payload = new PayloadView(m_context, m_tabs);
    connect(m_artifacts, &ArtifactView::failed, this, &TaskDetailPanel::failed);
    connect(m_payload, &PayloadView::failed, this, &TaskDetailPanel::failed);
    for (QWidget *page :
         std::initializer_list<QWidget *>{makeTimeline(), makeAttempts(), makeSteps(), m_log, m_artifacts, m_payload})
        m_tabs->addTab(page, {});
    return m_tabs;
}

QWidget *TaskDetailPanel::makeTimeline()
{
    m_timelineTable = new TableView(m_tabs);
    m_timelineTable->setObjectName(u"timelineTable"_s);
    m_timelineTable->setTable(&m_timeline);
    m_timelineTable->setStretchColumn(TimelineModel::What);
    m_timelineTable->setWholeHeaders();
    m_timelineTable->setSelectionMode(QAbstractItemView::SingleSelection);
    return m_timelineTable;
}

/// The attempts and, below, what went wrong with the chosen one.
QWidget *TaskDetailPanel::makeAttempts()
{
    m_attemptTable = new TableView(m_tabs);
    m_attemptTable->setObjectName(u"attemptTable"_s);
    m_attemptTable->setTable(&m_attempts, &m_attemptOrder);
    m_attemptTable->setWholeHeaders();
    m_attemptTable->sortByColumn(AttemptModel::Number, Qt::DescendingOrder);
    m_attemptTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_noAttempts = new EmptyState("waiting", m_attemptTable);
    m_attemptTable->setEmptyState(m_noAttempts);
    connect(m_attemptTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &TaskDetailPanel::updateRun);
    m_attemptError = new QLabel(m_tabs);
    m_attemptError->setObjectName(u"attemptError"_s);
    m_attemptError->setTextFormat(Qt::PlainText);
    m_attemptError->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return pageOf(m_attemptTable, m_attemptError);
}

/// The chosen attempt's steps and, below, the run they are held against.
QWidget *TaskDetailPanel::makeSteps()
{
    m_stepTable = new TableView(m_tabs);
    m_stepTable->setObjectName(u"stepTable"_s);
    m_stepTable->setTable(&m_steps);
    m_stepTable->setStretchColumn(StepModel::Type);
    m_stepTable->setWholeHeaders();
    m_noSteps = new EmptyState("flow", m_stepTable);
    m_stepTable->setEmptyState(m_noSteps);
    m_good = new QLabel(m_tabs);
    m_good->setObjectName(u"goodRun"_s);
    m_good->setProperty("role", u"muted"_s);
    return pageOf(m_stepTable, m_good);
}

void TaskDetailPanel::showTask(std::optional<queue::Id> id)
{
    if (id == m_wanted && (m_detail || id))
        return;
    m_wanted = id;
    m_context.feed.watch(id);
    m_detail.reset();
    m_attempts.resetRows();
    m_steps.resetRows();
    m_timeline.resetRows();
    m_artifacts->setArtifacts({}, {});
    m_payload->clear();
    m_why.clear();
    m_shownLog.clear();
    m_log->clear();
    m_stack->setCurrentIndex(0);
}

void TaskDetailPanel::onDetail(const node::TaskDetail &detail)
{
    if (m_wanted != detail.task.id)
        return;
    const bool isFirst = !m_detail;
    const bool samePayload = m_detail && m_detail->task.payload == detail.task.payload;
    m_detail = detail;
    m_attempts.setRows(detail.attempts);
    if (m_attemptTable->currentModelRow() < 0 && m_attempts.rowCount() > 0)
        m_attemptTable->selectModelRow(0);
    m_timeline.setRows(timelineOf(detail));
    m_artifacts->setArtifacts(detail.artifacts, detail.goodArtifacts);
    if (!samePayload)
        m_payload->setPayload(detail.task.id, detail.task.payload);
    updateHead();
    updateMessage();
    askWhy();
    updateRun();
    if (isFirst)
        m_stack->setCurrentIndex(1);
}

const queue::Attempt *TaskDetailPanel::shownAttempt() const
{
    const int row = m_attemptTable->currentModelRow();
    return row >= 0 && row < m_attempts.rowCount() ? &m_attempts.rowAt(row) : nullptr;
}

void TaskDetailPanel::updateHead()
{
    const Task &task = m_detail->task;
    const StateLook look = lookOf(task);
    m_icon->setPixmap(iconOf(look).pixmap(QSize(toolIcon, toolIcon), devicePixelRatioF()));
    m_title->setText(tr("Task %1: %2", "number, state").arg(task.id).arg(HumanText::state(task)));
    QStringList facts{HumanText::kind(task.kind)};
    if (!task.provider.isEmpty())
        facts.append(tr("profile %1").arg(HumanText::profile(task.provider)));
    if (task.attempt > 0)
        facts.append(tr("attempt %1 of %2").arg(task.attempt).arg(task.maxAttempts));
    if (const auto duration = runDuration(task))
        facts.append(HumanText::duration(*duration));
    if (task.lease && !task.lease->worker.isEmpty())
        facts.append(tr("worker %1").arg(task.lease->worker));
    facts.append(tr("made %1").arg(HumanText::age(task.createdAt, localNow())));
    if (task.batchId)
        facts.append(tr("batch %1").arg(*task.batchId));
    m_facts->setText(facts.join(u" · "_s));
    const bool running = task.state == TaskState::Running;
    m_progress->setVisible(running);
    m_progress->setValue(static_cast<int>(task.progress.value * 1000));
    m_progress->setToolTip(HumanText::progress(task.progress));
}

void TaskDetailPanel::updateMessage()
{
    const Task &task = m_detail->task;
    const StateLook look = lookOf(task);
    QStringList lines;
    if (task.outcomeUnknown && !task.lastError)
        lines.append(tr("The run was cut off while it published. Look at the site, then say whether it is there."));
    if (task.lastError && task.state != TaskState::Completed)
        lines.append(errorText(*task.lastError));
    if (!task.waitingFor.isEmpty())
        lines.append(HumanText::waitReasons(task.waitingFor));
    // Who waits for whom, where it is more than one step.
    if (!task.waitingFor.isEmpty() && m_why.size() > 1)
        lines.append(HumanText::waitChain(m_why));
    if (task.state == TaskState::Running && !task.progress.stage.isEmpty())
        lines = QStringList{HumanText::progress(task.progress)};
    m_message->setVisible(!lines.isEmpty());
    m_message->setMessage(look.iconName, look.tone, lines.join(u'\n'));
    for (int i = 0; i < m_verbs.size(); ++i)
        m_verbs.at(i)->setVisible(Verbs::whyNot(shownVerbs[i], {task}).isEmpty());
    // Of what waits "never" says it better than "cancel".
    const bool waits = !queue::isFinished(task.state) && task.state != TaskState::Running;
    m_never->setVisible(waits);
    if (waits)
        m_verbs.last()->hide();
}

/// The chain of what it waits for; asked for apart, since it may be long.
void TaskDetailPanel::askWhy()
{
    if (m_detail->task.waitingFor.isEmpty()) {
        m_why.clear();
        return;
    }
    const queue::Id id = m_detail->task.id;
    whenDone(m_context.commands.explainTask(id), this, [this, id](const Result<QList<queue::WhyLink>> &chain) {
        if (!chain || m_wanted != id || !m_detail || *chain == m_why)
            return;
        m_why = *chain;
        updateMessage();
    });
}

void TaskDetailPanel::updateRun()
{
    const queue::Attempt *attempt = shownAttempt();
    // The newest run's error stands at the top already.
    const queue::Attempt *newest = m_attempts.rowCount() > 0 ? &m_attempts.rowAt(0) : nullptr;
    m_attemptError->setText(attempt && attempt->error && attempt != newest ? errorText(*attempt->error) : QString());
    m_attemptError->setVisible(!m_attemptError->text().isEmpty());
    m_steps.setRows(attempt ? stepsFromJson(attempt->steps, m_detail->lastGood) : QList<StepRow>{});
    const auto &good = m_detail->lastGood;
    m_good->setVisible(good.has_value());
    if (good)
        m_good->setText(tr("The last good run took %1 (task %2, %3).")
                            .arg(HumanText::duration(good->total))
                            .arg(good->task)
                            .arg(HumanText::age(good->finishedAt, localNow())));
    const QByteArray log = attempt ? attempt->log : QByteArray();
    if (log == m_shownLog)
        return;
    const bool atEnd = m_log->verticalScrollBar()->value() == m_log->verticalScrollBar()->maximum();
    // A log that goes on gets its new lines only: what is read or marked stays where it is.
    const bool goesOn = !m_shownLog.isEmpty() && log.startsWith(m_shownLog) && m_shownLog.endsWith('\n');
    if (goesOn)
        m_log->appendPlainText(readableLog(log.mid(m_shownLog.size())));
    else
        m_log->setPlainText(readableLog(log));
    m_shownLog = log;
    if (atEnd)
        m_log->verticalScrollBar()->setValue(m_log->verticalScrollBar()->maximum());
}

void TaskDetailPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void TaskDetailPanel::retranslate()
{
    m_empty->setTexts(tr("Choose a task to see its attempts, steps, log and pictures."));
    m_noAttempts->setTexts(tr("The task has not run yet."));
    m_noSteps->setTexts(tr("This attempt has recorded no steps yet."));
    m_log->setPlaceholderText(tr("This attempt has no log yet."));
    const QString attempts = tr("Attempts");
    const QString steps = tr("Steps");
    const QString titles[] = {tr("Course"), attempts, steps, tr("Log"), tr("Page"), tr("Data")};
    for (int i = 0; i < m_tabs->count(); ++i)
        m_tabs->setTabText(i, titles[i]);
    m_attemptTable->setAccessibleName(attempts);
    m_stepTable->setAccessibleName(steps);
    for (int i = 0; i < m_verbs.size(); ++i) {
        m_verbs.at(i)->setText(Verbs::name(shownVerbs[i]));
        m_verbs.at(i)->setToolTip(Verbs::explain(shownVerbs[i]));
    }
    //: a task that waits shall not run at all
    m_never->setText(tr("Never"));
    m_never->setToolTip(tr("Cancels the task: it will not run, and says why."));
    m_timelineTable->setAccessibleName(tr("Course of the task"));
    m_payload->retranslate();
    m_timeline.refreshTexts();
    m_attempts.refreshTexts();
    m_steps.refreshTexts();
    m_artifacts->retranslate();
    if (m_detail) {
        updateHead();
        updateMessage();
        updateRun();
    }
}

} // namespace pult::ui
