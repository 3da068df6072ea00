// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/workerspanel.h"

#include "dialogs/dangerdialog.h"
#include "dialogs/prompts.h"
#include "models/humantext.h"
#include "models/taskfeed.h"
#include "panels/emptystate.h"
#include "panels/nodewords.h"
#include "panels/tableview.h"

#include <base/errortext.h>

#include <QAction>
#include <QSplitter>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace pult::ui {

using queue::NodeVerb;

namespace {

constexpr const char *names[] = {"actionNodePause", "actionNodeDrain",   "actionNodeResume",
                                 "actionNodeStop",  "actionNodeRestart", "actionNodeKill"};
constexpr const char *icons[] = {"pause", "paused", "play", "stopped", "refresh", "cancel"};
/// More than that is told: leases and schedules go by the database's clock, people by their own.
constexpr auto clockTolerance = 2s;

} // namespace

WorkersPanel::WorkersPanel(const UiContext &context, PanelFeed &feed, QWidget *parent)
    : PanelFrame(u"workersPanel"_s, context, feed, parent), m_nodeTable(new TableView(this)),
      m_workerTable(new TableView(this)), m_noNodes(new EmptyState("node", m_nodeTable)),
      m_noWorkers(new EmptyState("worker", m_workerTable))
{
    for (const NodeVerb verb : verbs) {
        QAction *action = addVerb(names[m_verbs.size()], icons[m_verbs.size()], m_nodeTable);
        connect(action, &QAction::triggered, this, [this, verb] { begin(verb); });
        m_verbs.append(action);
    }
    m_workerTable->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_workerTable->addActions({action(NodeVerb::Drain), action(NodeVerb::Resume), action(NodeVerb::Kill)});
    addSpace();
    m_nodeTable->setObjectName(u"nodeTable"_s);
    m_nodeTable->setTable(&m_nodes, &m_nodeOrder);
    m_nodeTable->sortByColumn(NodeModel::Name, Qt::AscendingOrder);
    m_nodeTable->setEmptyState(m_noNodes);
    m_workerTable->setObjectName(u"workerTable"_s);
    m_workerTable->setTable(&m_workers, &m_workerOrder);
    m_workerTable->sortByColumn(WorkerModel::Worker, Qt::AscendingOrder);
    m_workerTable->setEmptyState(m_noWorkers);
    auto *splitter = new QSplitter(this);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    for (TableView *table : {m_nodeTable, m_workerTable}) {
        table->setWholeHeaders();
        table->setSelectionMode(QAbstractItemView::SingleSelection);
        splitter->addWidget(table);
        watchAvailability(table == m_nodeTable ? static_cast<TableModelBase *>(&m_nodes) : &m_workers);
        TableView *other = table == m_nodeTable ? m_workerTable : m_nodeTable;
        connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this, table, other] {
            if (table->selectionModel()->hasSelection())
                other->clearSelection();
            updateVerbs();
        });
    }
    splitter->setSizes({720, 320});
    setBody(splitter);
    connect(&context.feed, &TaskFeed::nodesArrived, this, [this](const QList<queue::NodeInfo> &nodes) {
        m_nodes.setNodes(nodes);
        m_nodes.tick(m_feed.now());
        m_workers.setNodes(nodes);
        updateVerbs();
    });
    connect(&feed, &PanelFeed::ticked, this, [this] {
        m_nodes.tick(m_feed.now());
        lookForAnswers();
    });
    connect(&feed, &PanelFeed::clockArrived, this, &WorkersPanel::tellClock);
    feed.addReader(PanelFeed::Topic::Clock, this, [] { return true; });
    retranslate();
}

QAction *WorkersPanel::action(NodeVerb verb) const
{
    return m_verbs.at(std::find(verbs.begin(), verbs.end(), verb) - verbs.begin());
}

std::optional<WorkersPanel::Target> WorkersPanel::target() const
{
    const QList<int> nodes = m_nodeTable->selectedModelRows();
    const QList<int> workers = m_workerTable->selectedModelRows();
    Target target;
    if (!nodes.isEmpty()) {
        target.node = m_nodes.rowAt(nodes.first());
        target.name = target.node.name;
        for (const queue::WorkerInfo &worker : std::as_const(target.node.workers))
            target.tasks += worker.tasks;
        return target;
    }
    if (workers.isEmpty())
        return std::nullopt;
    const WorkerRow &row = m_workers.rowAt(workers.first());
    const int node = m_nodes.rowOf(row.nodeId);
    if (node < 0)
        return std::nullopt;
    target.node = m_nodes.rowAt(node);
    target.worker = row.number();
    target.workerState = row.worker.state;
    target.name = u"%1/%2"_s.arg(row.nodeName).arg(target.worker);
    target.tasks = row.worker.tasks;
    return target;
}

QString WorkersPanel::whyNot(NodeVerb verb, const std::optional<Target> &target) const
{
    if (!target)
        return tr("Choose a computer or a worker in the list first.");
    const QString &state = target->node.state;
    if (state == "stopped"_L1 || state == "dead"_L1)
        return tr("%1 does not work now.").arg(target->node.name);
    if (target->worker > 0 && verb != NodeVerb::Drain && verb != NodeVerb::Resume && verb != NodeVerb::Kill)
        return tr("This is for whole computers; a worker can be drained, resumed and killed.");
    const QString &own = target->worker > 0 ? target->workerState : state;
    const bool isDrained = own == "draining"_L1 || own == "drained"_L1;
    if (verb == NodeVerb::Resume && !isDrained && own != "paused"_L1)
        return tr("%1 takes tasks already.").arg(target->name);
    if (verb == NodeVerb::Drain && isDrained)
        return tr("%1 takes no more tasks already.").arg(target->name);
    if (verb == NodeVerb::Pause && own == "paused"_L1)
        return tr("%1 takes no more tasks already.").arg(target->name);
    return {};
}

void WorkersPanel::updateVerbs()
{
    const std::optional<Target> meant = target();
    for (const NodeVerb verb : verbs)
        setVerb(action(verb), NodeWords::explain(verb, meant && meant->worker > 0), whyNot(verb, meant));
}

void WorkersPanel::begin(NodeVerb verb)
{
    const std::optional<Target> meant = target();
    if (!meant || !whyNot(verb, meant).isEmpty())
        return;
    // What can be undone by one click, or interrupts nothing, is done without a question.
    const bool ofWorker = meant->worker > 0 && (verb != NodeVerb::Kill || meant->tasks.isEmpty());
    if (verb == NodeVerb::Pause || verb == NodeVerb::Resume || ofWorker ||
        (verb == NodeVerb::Drain && meant->tasks.isEmpty())) {
        send(verb, *meant);
        return;
    }
    if (verb == NodeVerb::Kill) {
        askKill(*meant);
        return;
    }
    Question question;
    question.title = NodeWords::name(verb).remove(u'…');
    question.text = NodeWords::question(verb, meant->name) + u"\n\n"_s + NodeWords::interrupted(meant->tasks);
    question.accept = question.title;
    question.reject = tr("Leave as is");
    question.isDangerous = true;
    m_context.prompts.confirm(this, question, [this, verb, meant = *meant] { send(verb, meant); });
}

void WorkersPanel::askKill(const Target &target)
{
    const QString question = target.worker > 0 ? NodeWords::killWorkerQuestion(target.name)
                                               : NodeWords::question(NodeVerb::Kill, target.name);
    auto *dialog =
        new DangerDialog(NodeWords::name(NodeVerb::Kill), question + u"\n\n"_s + NodeWords::interrupted(target.tasks),
                         target.name, NodeWords::name(NodeVerb::Kill), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, target] { send(NodeVerb::Kill, target); });
    dialog->open();
}

void WorkersPanel::send(NodeVerb verb, const Target &target)
{
    queue::NodeRequest request;
    request.node = target.node.id;
    request.verb = verb;
    request.worker = target.worker;
    say(tr("%1 was asked…").arg(target.node.name));
    finish(m_context.commands.commandNode(request), [this](const Result<queue::NodeCommand> &command) {
        if (command)
            m_asked.append(command->id);
        else
            say({});
    });
}

void WorkersPanel::lookForAnswers()
{
    for (const qint64 id : std::exchange(m_asked, {})) {
        finish(m_context.commands.showNodeCommand(id), [this](const Result<queue::NodeCommand> &command) {
            if (command)
                onAnswer(*command);
        });
    }
}

void WorkersPanel::onAnswer(const queue::NodeCommand &command)
{
    if (command.state == "waiting"_L1 || command.state == "taken"_L1) {
        m_asked.append(command.id);
        return;
    }
    if (command.state == "expired"_L1)
        say(tr("The computer did not answer; it will not do it later."));
    else
        say(command.answer ? errorSentence(*command.answer) : tr("Done."));
    m_context.feed.refresh();
}

void WorkersPanel::tellClock()
{
    const auto off = m_feed.clockOffset();
    if (off > clockTolerance)
        say(tr("This computer's clock is %1 behind the database's.").arg(HumanText::duration(off)));
    else if (off < -clockTolerance)
        say(tr("This computer's clock is %1 ahead of the database's.").arg(HumanText::duration(-off)));
}

void WorkersPanel::retranslate()
{
    for (const NodeVerb verb : verbs)
        action(verb)->setText(NodeWords::name(verb));
    m_noNodes->setTexts(tr("No computer works on this database yet. Tasks wait until one does."));
    m_noWorkers->setTexts(tr("Workers appear here when a computer starts to work."));
    m_nodeTable->setAccessibleName(tr("Computers"));
    m_workerTable->setAccessibleName(tr("Workers"));
    m_nodes.refreshTexts();
    m_workers.refreshTexts();
    updateVerbs();
}

} // namespace pult::ui
