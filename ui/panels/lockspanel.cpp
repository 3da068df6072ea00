// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/lockspanel.h"

#include "dialogs/prompts.h"
#include "models/taskfeed.h"
#include "panels/emptystate.h"
#include "panels/tableview.h"
#include "theme/icons.h"
#include "theme/metrics.h"

#include <QAction>
#include <QLineEdit>
#include <QToolBar>

using namespace Qt::StringLiterals;

namespace pult::ui {

namespace {

/// Named in a question; the others are counted.
constexpr qsizetype namedAtMost = 8;

} // namespace

LocksPanel::LocksPanel(const UiContext &context, PanelFeed &feed, QWidget *parent)
    : PanelFrame(u"locksPanel"_s, context, feed, parent), m_find(new QLineEdit(this)), m_table(new TableView(this)),
      m_empty(new EmptyState("check", m_table))
{
    m_show = addVerb("actionLockTask", "tasks", m_table);
    m_release = addVerb("actionLockRelease", "remove", m_table);
    m_cleanup = addVerb("actionLockCleanup", "check", nullptr);
    addSpace();
    m_find->setObjectName(u"lockFind"_s);
    m_find->setClearButtonEnabled(true);
    m_find->setMaximumWidth(28 * gridStep);
    m_find->addAction(icon("search", Tone::Muted), QLineEdit::LeadingPosition);
    tools()->addWidget(m_find);
    m_order.setFilterKeyColumn(-1);
    m_table->setObjectName(u"lockTable"_s);
    m_table->setTable(&m_model, &m_order);
    m_table->sortByColumn(LockModel::Left, Qt::AscendingOrder);
    m_table->setWholeHeaders();
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEmptyState(m_empty);
    setBody(m_table);
    watchAvailability(&m_model);
    connect(&feed, &PanelFeed::locksArrived, this, [this](const QList<queue::LockInfo> &locks) {
        m_model.setRows(locks);
        m_model.tick(m_feed.now());
        updateVerbs();
    });
    connect(&context.feed, &TaskFeed::nodesArrived, &m_model, &LockModel::setNodes);
    connect(&feed, &PanelFeed::ticked, this, [this] { m_model.tick(m_feed.now()); });
    feed.addReader(PanelFeed::Topic::Locks, this, [this] { return isSeen(); });
    connect(m_find, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_order.setFilterFixedString(text);
        updateEmptyState();
    });
    connect(m_empty, &EmptyState::activated, m_find, &QLineEdit::clear);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LocksPanel::updateVerbs);
    connect(m_table, &QAbstractItemView::activated, m_show, &QAction::trigger);
    connect(m_show, &QAction::triggered, this, [this] { Q_EMIT taskRequested(*current()->taskId); });
    connect(m_release, &QAction::triggered, this, &LocksPanel::askRelease);
    connect(m_cleanup, &QAction::triggered, this, &LocksPanel::askCleanup);
    retranslate();
}

std::optional<queue::LockInfo> LocksPanel::current() const
{
    const QList<int> rows = m_table->selectedModelRows();
    return rows.isEmpty() ? std::nullopt : std::optional(m_model.rowAt(rows.first()));
}

void LocksPanel::updateVerbs()
{
    const std::optional<queue::LockInfo> lock = current();
    const QString choose = lock ? QString() : tr("Choose a lock in the list first.");
    setVerb(m_show, tr("Shows the task that holds it"),
            lock && !lock->taskId ? tr("No task holds this lock.") : choose);
    setVerb(m_release, tr("Takes the lock from its holder; asks first and says what that does"), choose);
    setVerb(m_cleanup, tr("Looks for locks that have expired, and frees them after you have seen which"), {});
}

void LocksPanel::askRelease()
{
    const queue::LockInfo lock = *current();
    Question question;
    question.title = tr("Release by force");
    const QString holder = m_model.holderText(lock);
    if (lock.taskId && lock.kind == "task"_L1) {
        question.text = tr("Take “%1” from %2?\n\nTask %3 loses its right to run: what it still writes does not count, "
                           "and it waits to run again without using an attempt. If it was cut off while it published, "
                           "its outcome is unknown and you are asked. A browser that still runs there is not closed "
                           "until its worker notices, within a few seconds.")
                            .arg(lock.key, holder)
                            .arg(*lock.taskId);
    } else {
        question.text = tr("Take “%1” from %2?\n\nThe next to ask gets the lock at once. Should %2 still work with it, "
                           "it is refused from then on, but what it is in the middle of goes on: make sure that "
                           "nothing there uses it any more.")
                            .arg(lock.key, holder);
    }
    question.isDangerous = true;
    question.accept = tr("Release by force");
    question.reject = tr("Leave as is");
    m_context.prompts.confirm(this, question, [this, lock] {
        queue::LockCleanup what;
        what.force = true;
        what.only = lock;
        release(what);
    });
}

void LocksPanel::askCleanup()
{
    queue::LockCleanup look;
    look.dryRun = true;
    finish(m_context.commands.cleanupLocks(look), [this](const Result<QList<queue::LockInfo>> &found) {
        if (!found)
            return;
        if (found->isEmpty()) {
            say(tr("No lock has expired: nothing to clean up."));
            return;
        }
        QStringList names;
        for (const queue::LockInfo &lock : found->first(std::min(namedAtMost, found->size())))
            names.append(tr("%1 · %2", "lock, holder").arg(lock.key, m_model.holderText(lock)));
        if (found->size() > namedAtMost)
            names.append(tr("and %n more", nullptr, int(found->size() - namedAtMost)));
        Question question;
        question.title = tr("Clean up expired locks");
        question.text =
            tr("%n lock(s) have expired and would be freed. Tasks that held them wait to run again:", nullptr,
               int(found->size())) +
            u"\n\n"_s + names.join(u'\n');
        question.accept = tr("Free them");
        question.reject = tr("Leave as is");
        m_context.prompts.confirm(this, question, [this] { release({}); });
    });
}

void LocksPanel::release(const queue::LockCleanup &what)
{
    finish(m_context.commands.cleanupLocks(what), [this](const Result<QList<queue::LockInfo>> &freed) {
        if (freed)
            say(freed->isEmpty() ? tr("It was released or renewed meanwhile.")
                                 : tr("%n lock(s) freed.", nullptr, int(freed->size())));
    });
}

void LocksPanel::updateEmptyState()
{
    if (m_find->text().isEmpty())
        m_empty->setTexts(tr("Nobody holds a lock: no task runs, and no profile is reserved."));
    else
        m_empty->setTexts(tr("No lock matches what you look for."), tr("Show all locks"));
}

void LocksPanel::retranslate()
{
    m_show->setText(tr("Show task"));
    m_release->setText(tr("Release by force…"));
    m_cleanup->setText(tr("Clean up…"));
    m_find->setPlaceholderText(tr("Find a lock"));
    m_find->setAccessibleName(tr("Find a lock"));
    m_table->setAccessibleName(tr("Locks"));
    m_model.refreshTexts();
    updateEmptyState();
    updateVerbs();
}

} // namespace pult::ui
