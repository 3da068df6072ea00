// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "tasktables.h"
#include "taskwords.h"
#include "verbs.h"

#include <base/errortext.h>
#include <node/filterline.h>
#include <node/newtaskjson.h>
#include <node/taskdetailjson.h>
#include <queue/placesjson.h>

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

QJsonObject listed(const queue::Task &task)
{
    return queue::toJson(task, false);
}

QJsonObject listed(const queue::DeletedTask &task)
{
    return queue::toJson(task);
}

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

/// A page of the database: as JSON, or drawn.
template<typename T>
Result<int> tellPage(const Request &request, const Result<queue::Page<T>> &page, void (*draw)(const queue::Page<T> &))
{
    if (!page)
        return fail(page.error());
    if (!request.json) {
        draw(*page);
        return 0;
    }
    QJsonArray items;
    for (const T &item : page->items)
        items.append(listed(item));
    printJson(listJson(items, page->next));
    return 0;
}

Result<int> list(Session &session, const Request &request)
{
    const auto filter = filterFrom(request);
    if (!filter)
        return fail(filter.error());
    return tellPage(request, Session::await(session.commands().listTasks(*filter, {request.limit, request.after})),
                    &drawTasks);
}

Result<int> listDeleted(Session &session, const Request &request)
{
    return tellPage(request, Session::await(session.commands().listDeletedTasks({request.limit, request.after})),
                    &drawDeleted);
}

Result<int> show(Session &session, const Request &request)
{
    QJsonArray objects;
    QStringList texts;
    for (const queue::Id id : request.ids) {
        const auto detail = Session::await(session.commands().showTask(id));
        if (!detail)
            return fail(detail.error());
        objects.append(node::toJson(*detail));
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
    const auto held = Session::await(session.commands().heldTasks());
    return held ? Result<int>(printStats(request, *stats, *held)) : fail(held.error());
}

} // namespace

void addTaskVerbs(Verbs &verbs)
{
    verbs.insert(u"tasks add"_s, withSession(add));
    verbs.insert(u"tasks list"_s, withSession(list));
    verbs.insert(u"tasks show"_s, withSession(show));
    verbs.insert(u"tasks stats"_s, withSession(stats));
    verbs.insert(u"tasks deleted"_s, withSession(listDeleted));
}

} // namespace pult::ctl
