// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/flowdialog.h"

#include "dialogs/flowfile.h"
#include "dialogs/flownotes.h"
#include "dialogs/flowrunbar.h"
#include "dialogs/flowsteptools.h"
#include "dialogs/prompts.h"
#include "dialogs/toolbutton.h"
#include "panels/banner.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"
#include "theme/fit.h"
#include "theme/metrics.h"

#include <base/errortext.h>
#include <base/whendone.h>

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHeaderView>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QVBoxLayout>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

FlowStepState stateOf(const QString &status)
{
    return status == "ok"_L1          ? FlowStepState::Ok
           : status == "running"_L1   ? FlowStepState::Running
           : status == "cancelled"_L1 ? FlowStepState::Cancelled
                                      : FlowStepState::Failed;
}

QString flowIn(const QMimeData *data)
{
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile() && url.path().endsWith(u".json", Qt::CaseInsensitive))
            return url.toLocalFile();
    }
    return {};
}

} // namespace

FlowDialog::FlowDialog(const UiContext &context, QWidget *parent)
    : QDialog(parent), m_context(context), m_run(context.commands), m_failure(new Banner(this))
{
    setObjectName(u"flowDialog"_s);
    setAcceptDrops(true);
    m_failure->setObjectName(u"flowFailure"_s);
    m_failure->hide();
    makeTable();
    m_bar = new FlowRunBar(context, this);
    auto *body = new QVBoxLayout;
    body->setContentsMargins(3 * gridStep, 2 * gridStep, 3 * gridStep, 2 * gridStep);
    body->setSpacing(gridStep);
    body->addLayout(makeHead());
    m_notes = new FlowNotes(m_editor, this);
    body->addWidget(m_notes);
    body->addLayout(makeTools());
    body->addWidget(m_table, 1);
    body->addWidget(m_bar);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_failure);
    layout->addLayout(body, 1);
    connectAll();
    giveKeys(m_save, QKeySequence::Save, this);
    resizeWithinScreen(*this, {150 * gridStep, 82 * gridStep});
    retranslate();
}

void FlowDialog::makeTable()
{
    m_table = new TableView(this);
    m_table->setObjectName(u"flowSteps"_s);
    m_table->setProperty("framed", true);
    m_table->setTable(&m_editor.model());
    m_table->setStretchColumn(FlowStepsModel::Target);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_table->setDragDropMode(QAbstractItemView::InternalMove);
    m_table->setDragDropOverwriteMode(false);
    m_table->setMinimumHeight(20 * gridStep);
    m_empty = new EmptyState("flow", m_table);
    m_table->setEmptyState(m_empty);
}

QLayout *FlowDialog::makeHead()
{
    m_title = new QLineEdit(this);
    m_title->setObjectName(u"flowTitle"_s);
    auto *row = new QHBoxLayout;
    row->setSpacing(gridStep);
    row->addWidget(m_title, 1);
    m_open = makeToolButton(u"flowOpen"_s, "folder", this);
    m_save = makeToolButton(u"flowSave"_s, "save", this);
    row->addWidget(m_open);
    row->addWidget(m_save);
    return row;
}

QLayout *FlowDialog::makeTools()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(gridStep);
    m_tools = new FlowStepTools(m_editor, *m_table, this);
    row->addWidget(m_tools);
    row->addStretch(1);
    m_close = makeToolButton(u"flowClose"_s, "cancel", this);
    row->addWidget(m_close);
    return row;
}

void FlowDialog::connectAll()
{
    connect(m_open, &QPushButton::clicked, this, [this] {
        leave(tr("Open a flow"), [this] {
            m_context.prompts.chooseFiles(this, tr("Choose a flow"), tr("Recordings (*.json)"), false,
                                          [this](const QStringList &files) { openFile(files.value(0)); });
        });
    });
    connect(m_save, &QPushButton::clicked, this, &FlowDialog::save);
    connect(m_close, &QPushButton::clicked, this, &FlowDialog::reject);
    connect(m_title, &QLineEdit::editingFinished, this, [this] { m_editor.setTitle(m_title->text()); });
    connect(&m_editor, &FlowEditor::changed, this, &FlowDialog::refresh);
    connect(m_bar, &FlowRunBar::runWanted, this, &FlowDialog::run);
    connect(m_bar, &FlowRunBar::cancelWanted, &m_run, &FlowTestRun::cancel);
    connect(&m_run, &FlowTestRun::changed, this, &FlowDialog::onRun);
}

void FlowDialog::openFile(const QString &path)
{
    if (path.isEmpty())
        return;
    const QFuture<Result<ReadFlow>> read = QtConcurrent::run([path] { return readFlow(path); });
    whenDone(read, this, [this, path](const Result<ReadFlow> &flow) {
        if (flow)
            onRead(path, flow->import, flow->wasTurned);
        else
            showFailure(flow.error());
    });
}

void FlowDialog::onRead(const QString &path, const browser::FlowImport &import, bool wasTurned)
{
    m_bar->clear();
    if (const Result<> opened = m_editor.open(import, wasTurned); !opened) {
        showFailure(opened.error());
        return;
    }
    m_failure->hide();
    m_path = path;
    m_table->selectModelRow(0);
    refresh();
    Q_EMIT opened(path);
}

void FlowDialog::save()
{
    const QString name = m_path.isEmpty() ? u"flow.json"_s : QFileInfo(m_path).fileName();
    m_context.prompts.chooseTarget(this, tr("Save the flow"), name, [this](const QString &path) {
        if (path.isEmpty())
            return;
        const QByteArray json = m_editor.text();
        const QFuture<Result<>> written = QtConcurrent::run([path, json] { return writeFlow(path, json); });
        whenDone(written, this, [this, path, json](const Result<> &done) {
            if (!done) {
                showFailure(done.error());
                return;
            }
            m_failure->hide();
            m_path = path;
            if (json == m_editor.text())
                m_editor.setSaved();
            Q_EMIT saved(path);
        });
    });
}

void FlowDialog::showFailure(const Error &error)
{
    m_failure->setMessage("failed", Tone::Failed, errorText(error));
    m_failure->setClosable(true, tr("Hide this message"));
    m_failure->show();
}

void FlowDialog::leave(const QString &title, std::function<void()> then)
{
    if (!m_editor.isModified()) {
        then();
        return;
    }
    m_context.prompts.confirm(
        this, {title, tr("The changes of this flow are not saved."), tr("Give the changes up"), tr("Go on editing")},
        std::move(then));
}

void FlowDialog::reject()
{
    leave(tr("Close the flow"), [this] { QDialog::reject(); });
}

void FlowDialog::run(bool fromHere)
{
    const int from = fromHere ? std::max(0, m_table->currentModelRow()) : 0;
    const FlowPart part = m_editor.document().part(from, m_bar->publishes());
    m_stopsBefore = 0;
    for (int i = from; i < m_editor.document().size() && !m_bar->publishes() && m_stopsBefore == 0; ++i)
        m_stopsBefore = m_editor.document().isCommit(i) ? i + 1 : 0;
    if (part.steps.isEmpty() || part.steps.last() < from) {
        m_bar->setMessage(tr("This step publishes. Tick “Publish too” to play it."), true);
        return;
    }
    m_runIds.clear();
    for (const int step : part.steps)
        m_runIds.append(m_editor.idAt(step));
    FlowTestRun::Request request = m_bar->request();
    request.flow = part.json;
    m_run.start(request);
}

void FlowDialog::onRun()
{
    FlowEditor::States states;
    for (const int id : std::as_const(m_runIds))
        states.insert(id, {FlowStepState::NotReached, -1});
    for (const StepRow &step : m_run.steps()) {
        if (step.index >= 0 && step.index < m_runIds.size())
            states.insert(m_runIds.at(step.index), {stateOf(step.status), step.durationMs});
    }
    m_editor.setStates(states);
    m_bar->showRun(m_run, m_stopsBefore);
    updateTools();
}

void FlowDialog::refresh()
{
    if (!m_title->hasFocus())
        m_title->setText(m_editor.document().title());
    const QString name = m_path.isEmpty() ? tr("Flow") : QFileInfo(m_path).fileName();
    setWindowTitle((m_editor.isModified() ? tr("%1 (changed)") : u"%1"_s).arg(name));
    m_notes->refresh();
    updateTools();
}

void FlowDialog::updateTools()
{
    const int count = m_editor.document().size();
    const bool idle = !m_run.isRunning();
    m_editor.model().setEditable(idle);
    m_notes->setIdle(idle);
    m_tools->setIdle(idle);
    m_open->setEnabled(idle);
    m_title->setEnabled(idle);
    m_save->setEnabled(count > 0);
    const QList<browser::FlowNote> faults = m_editor.faults();
    const bool good =
        std::none_of(faults.begin(), faults.end(), [](const browser::FlowNote &note) { return note.isError; });
    m_bar->setRunnable(count > 0 && good,
                       count > 0 && !good ? tr("To try it out, put right what is marked.") : QString());
    setHint(m_save, tr("Saves the flow as a file, still a recording"));
}

void FlowDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (!flowIn(event->mimeData()).isEmpty() && !m_run.isRunning())
        event->acceptProposedAction();
}

void FlowDialog::dropEvent(QDropEvent *event)
{
    leave(tr("Open a flow"), [this, path = flowIn(event->mimeData())] { openFile(path); });
    event->acceptProposedAction();
}

void FlowDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

void FlowDialog::retranslate()
{
    m_title->setPlaceholderText(tr("Title of the flow"));
    m_open->setText(tr("Open…"));
    m_save->setText(tr("Save as…"));
    m_tools->retranslate();
    m_close->setText(tr("Close"));
    m_empty->setTexts(tr("Open a recording of Chrome’s Recorder panel, drop one here, or add steps."));
    m_editor.model().refreshTexts();
    m_bar->retranslate();
    refresh();
}

} // namespace pult::ui
