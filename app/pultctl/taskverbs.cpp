// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "taskwords.h"
#include "verbs.h"

#include <base/errortext.h>
#include <node/filterline.h>
#include <node/newtaskjson.h>

#include <QJsonArray>
#include <QJsonDocument>

namespace pult::ctl {

using namespace Qt::StringLiterals;

Result<TimePoint> timeOption(const QString &option, const QString &value)
{
    const std::optional<TimePoint> time = fromIso(value);
    if (!time)
        return fail(ErrorKind::Invalid, "argument_invalid", {option, value, u"2026-11-22T13:17:05Z"_s});
    return *time;
}

Result<queue::NewTask> taskFromOptions(const Request &request)
{
    queue::NewTask task;
    task.kind = request.kind;
    if (!request.payload.isEmpty())
        task.payload = request.payload.toUtf8();
    if (!request.queue.isEmpty())
        task.queue = request.queue;
    task.priority = request.priority.value_or(0);
    task.maxAttempts = request.maxAttempts;
    task.uniqueKey = request.uniqueKey;
    task.exclusiveKey = request.exclusiveKey;
    task.node = request.node;
    task.dependsOn = request.dependsOn;
    if (!request.onUnknown.isEmpty())
        task.onUnknown = queue::onUnknownFromString(request.onUnknown).value_or(queue::OnUnknown::Ask);
    if (!request.runAt.isEmpty()) {
        const Result<TimePoint> at = timeOption(u"--run-at"_s, request.runAt);
        if (!at)
            return fail(at.error());
        task.runAt = *at;
    }
    return task;
}

Result<queue::TaskFilter> filterFrom(const Request &request)
{
    auto filter = node::parseFilterLine(request.filter);
    if (!filter) {
        if (!request.json) {
            const node::FilterFault fault = node::filterFault(filter.error());
            printProgress(u"  "_s + request.filter);
            printProgress(QString(fault.position + 2, u' ') + QString(fault.length, u'^'));
        }
        return fail(filter.error());
    }
    const auto states = node::parseStates(request.states);
    if (!states)
        return fail(states.error());
    filter->states.append(*states);
    if (!request.kind.isEmpty())
        filter->kind = request.kind;
    return filter;
}

void printObjects(const QJsonArray &objects)
{
    if (objects.size() == 1)
        printJson(objects.first().toObject());
    else
        printJson(listJson(objects));
}

namespace {

Result<QList<queue::NewTask>> tasksToAdd(const Request &request)
{
    if (request.file.isEmpty()) {
        const auto task = taskFromOptions(request);
        if (!task)
            return fail(task.error());
        return QList<queue::NewTask>{*task};
    }
    const auto lines = readFile(request.file);
    if (!lines)
        return fail(lines.error());
    return node::newTasksFromJsonLines(*lines, request.file);
}

Result<int> add(Session &session, const Request &request)
{
    const auto tasks = tasksToAdd(request);
    if (!tasks)
        return fail(tasks.error());
    const auto ids = Session::await(session.commands().addTasks(*tasks));
    if (!ids)
        return fail(ids.error());
    QJsonArray array;
    for (const queue::Id id : *ids) {
        array.append(id);
        if (!request.json)
            printLine(QString::number(id));
    }
    if (request.json)
        printJson({{u"ids"_s, array}});
    return 0;
}

Result<int> list(Session &session, const Request &request)
{
    const auto filter = filterFrom(request);
    if (!filter)
        return fail(filter.error());
    const auto page = Session::await(session.commands().listTasks(*filter, {request.limit, request.after}));
    if (!page)
        return fail(page.error());
    if (request.json) {
        QJsonArray items;
        for (const queue::Task &task : page->items)
            items.append(queue::toJson(task, false));
        printJson(listJson(items, page->next));
        return 0;
    }
    Table table({CtlTr::tr("ID"), CtlTr::tr("State"), CtlTr::tr("Kind"), CtlTr::tr("Profile"), CtlTr::tr("Attempt"),
                 CtlTr::tr("Age"), CtlTr::tr("Progress or reason")});
    for (const queue::Task &task : page->items) {
        table.addRow({{QString::number(task.id), Colour::None, true},
                      {stateText(task), stateColour(task)},
                      {task.kind},
                      {task.provider},
                      {u"%1/%2"_s.arg(task.attempt).arg(task.maxAttempts), Colour::None, true},
                      {ageText(task.createdAt), Colour::None, true},
                      {reasonText(task)}});
    }
    print(table, CtlTr::tr("No tasks."));
    if (!page->next.isEmpty())
        printProgress(CtlTr::tr("More with: --after %1").arg(page->next));
    return 0;
}

Result<int> listDeleted(Session &session, const Request &request)
{
    const auto page = Session::await(session.commands().listDeletedTasks({request.limit, request.after}));
    if (!page)
        return fail(page.error());
    QJsonArray items;
    Table table({CtlTr::tr("ID"), CtlTr::tr("State"), CtlTr::tr("Kind"), CtlTr::tr("Profile"), CtlTr::tr("Deleted by"),
                 CtlTr::tr("Deleted")});
    for (const queue::DeletedTask &gone : page->items) {
        QJsonObject item = queue::toJson(gone.task, false);
        item.insert(u"deleted_at"_s, toIso(gone.deletedAt));
        item.insert(u"deleted_by"_s, gone.deletedBy);
        item.insert(u"operation"_s, gone.operation ? QJsonValue(*gone.operation) : QJsonValue());
        items.append(item);
        table.addRow({{QString::number(gone.task.id), Colour::None, true},
                      {stateText(gone.task), stateColour(gone.task)},
                      {gone.task.kind},
                      {gone.task.provider},
                      {gone.deletedBy},
                      {CtlTr::tr("%1 ago").arg(ageText(gone.deletedAt)), Colour::None, true}});
    }
    if (request.json) {
        printJson(listJson(items, page->next));
        return 0;
    }
    print(table, CtlTr::tr("Nothing was deleted within a day."));
    if (!page->next.isEmpty())
        printProgress(CtlTr::tr("More with: --after %1").arg(page->next));
    return 0;
}

Result<int> show(Session &session, const Request &request)
{
    QJsonArray objects;
    QStringList texts;
    for (const queue::Id id : request.ids) {
        const auto detail = Session::await(session.commands().showTask(id));
        if (!detail)
            return fail(detail.error());
        objects.append(detailJson(*detail));
        texts.append(detailText(*detail));
    }
    if (request.json)
        printObjects(objects);
    else
        printLine(texts.join(u'\n'));
    return 0;
}

Result<int> stats(Session &session, const Request &request)
{
    const auto stats = Session::await(session.commands().taskStats());
    if (!stats)
        return fail(stats.error());
    using queue::TaskState;
    QJsonObject states;
    Table table({CtlTr::tr("State"), CtlTr::tr("Tasks")});
    for (const TaskState state :
         {TaskState::Draft, TaskState::Scheduled, TaskState::Available, TaskState::Running, TaskState::Retryable,
          TaskState::Completed, TaskState::Discarded, TaskState::Cancelled}) {
        const qint64 count = stats->byState.value(state);
        states.insert(queue::nameOf(state), count);
        table.addRow({{queue::nameOf(state)}, {QString::number(count), Colour::None, true}});
    }
    QList<int> attempts = stats->byAttempts.keys();
    std::sort(attempts.begin(), attempts.end());
    QJsonObject byAttempts;
    for (const int number : attempts) {
        const qint64 count = stats->byAttempts.value(number);
        byAttempts.insert(QString::number(number), count);
        table.addRow({{CtlTr::tr("finished after %n attempt(s)", nullptr, number)},
                      {QString::number(count), Colour::None, true}});
    }
    const auto held = Session::await(session.commands().heldTasks());
    if (!held)
        return fail(held.error());
    QJsonArray groups;
    for (const queue::HeldGroup &group : *held)
        groups.append(queue::toJson(group));
    if (request.json) {
        printJson({{u"by_state"_s, states},
                   {u"by_attempts"_s, byAttempts},
                   {u"outcome_unknown"_s, stats->outcomeUnknown},
                   {u"held"_s, groups}});
        return 0;
    }
    print(table, {});
    for (const queue::HeldGroup &group : *held)
        printLine(queue::heldSentence(group) + u": "_s + errorText(group.error));
    return 0;
}

/// The tasks by number, {"ids":[…]}; or all that match a filter, an operation.
using Change = std::function<queue::TaskChange(const Request &)>;
using Command = std::function<QFuture<Result<>>(node::Commands &, const Request &)>;
Verb change(Change asked, Command command)
{
    return withSession([asked = std::move(asked), command = std::move(command)](Session &session,
                                                                                const Request &request) -> Result<int> {
        if (request.ids.isEmpty())
            return changeMatching(session, request, asked(request));
        const Result<> done = Session::await(command(session.commands(), request));
        if (!done)
            return fail(done.error());
        QJsonArray ids;
        for (const queue::Id id : request.ids)
            ids.append(id);
        if (request.json)
            printJson({{u"ids"_s, ids}});
        return 0;
    });
}

Change only(queue::TaskVerb verb)
{
    return [verb](const Request &) { return queue::TaskChange{verb, {}, 0}; };
}

Result<int> resolve(Session &session, const Request &request)
{
    QJsonArray ids;
    for (const queue::Id id : request.ids) {
        const Result<> done = Session::await(session.commands().resolveUnknown(id, request.done));
        if (!done)
            return fail(done.error());
        ids.append(id);
    }
    if (request.json)
        printJson({{u"ids"_s, ids}});
    return 0;
}

void addTaskChanges(Verbs &verbs)
{
    using enum queue::TaskVerb;
    verbs.insert(u"tasks cancel"_s, change(only(Cancel), [](node::Commands &commands, const Request &r) {
                     return commands.cancelTasks(r.ids);
                 }));
    verbs.insert(u"tasks retry"_s, change(only(Retry), [](node::Commands &commands, const Request &r) {
                     return commands.retryTasks(r.ids);
                 }));
    verbs.insert(u"tasks delete"_s, change(only(Delete), [](node::Commands &commands, const Request &r) {
                     return commands.deleteTasks(r.ids);
                 }));
    verbs.insert(u"tasks undelete"_s, change(only(Undelete), [](node::Commands &commands, const Request &r) {
                     return commands.undeleteTasks(r.ids);
                 }));
    verbs.insert(u"tasks snooze"_s, change(
                                        [](const Request &r) {
                                            return queue::TaskChange{Snooze, std::chrono::seconds(r.seconds), 0};
                                        },
                                        [](node::Commands &commands, const Request &r) {
                                            return commands.snoozeTasks(r.ids, std::chrono::seconds(r.seconds));
                                        }));
    verbs.insert(u"tasks set-priority"_s, change(
                                              [](const Request &r) {
                                                  return queue::TaskChange{SetPriority, {}, r.priority.value_or(0)};
                                              },
                                              [](node::Commands &commands, const Request &r) {
                                                  return commands.setPriority(r.ids, r.priority.value_or(0));
                                              }));
}

} // namespace

void addTaskVerbs(Verbs &verbs)
{
    verbs.insert(u"tasks add"_s, withSession(add));
    verbs.insert(u"tasks list"_s, withSession(list));
    verbs.insert(u"tasks show"_s, withSession(show));
    verbs.insert(u"tasks stats"_s, withSession(stats));
    verbs.insert(u"tasks resolve"_s, withSession(resolve));
    verbs.insert(u"tasks deleted"_s, withSession(listDeleted));
    addTaskChanges(verbs);
}

} // namespace pult::ctl
