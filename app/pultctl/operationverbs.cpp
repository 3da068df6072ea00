// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "listing.h"
#include "output.h"
#include "taskwords.h"

#include <base/errortext.h>
#include <node/filterline.h>
#include <node/startoptions.h>
#include <queue/valuesfromjson.h>

#include <QJsonArray>
#include <QJsonDocument>

#include <thread>

namespace pult::ctl {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Of a node, whose limit of requests others share.
constexpr auto lookEvery = 1s;

QString stateWord(const queue::Operation &operation)
{
    if (operation.state == "done"_L1)
        return CtlTr::tr("done");
    if (operation.state == "cancelled"_L1)
        return CtlTr::tr("cancelled");
    return CtlTr::tr("running");
}

QString operationText(const queue::Operation &operation)
{
    QString text = CtlTr::tr("Operation %1: %2, %3")
                       .arg(QString::number(operation.id), queue::nameOf(operation.change.verb), stateWord(operation));
    text += u"\n  " + node::filterLineOf(operation.filter);
    text +=
        u"\n  " +
        CtlTr::tr("%1 of %2 tasks changed, %3 refused").arg(operation.done).arg(operation.total).arg(operation.failed);
    for (const queue::Refusal &refusal : operation.failures)
        text += u"\n  " + errorSentence(refusal.error);
    return text;
}

/// Exit code 1 when tasks were refused.
int printOperation(const Request &request, const queue::Operation &operation)
{
    if (request.json)
        printJson(queue::toJson(operation));
    else
        printLine(operationText(operation));
    return int(operation.failed > 0 ? node::exitFailed : node::exitDone);
}

void drawOperations(const QList<queue::Operation> &operations)
{
    Table table({CtlTr::tr("ID"), CtlTr::tr("Operation"), CtlTr::tr("State"), CtlTr::tr("Filter"), CtlTr::tr("Changed"),
                 CtlTr::tr("Refused"), CtlTr::tr("By"), CtlTr::tr("Age")});
    for (const queue::Operation &operation : operations) {
        table.addRow({{QString::number(operation.id), Colour::None, true},
                      {queue::nameOf(operation.change.verb)},
                      {stateWord(operation), operation.state == "running"_L1 ? Colour::Blue : Colour::Grey},
                      {node::filterLineOf(operation.filter)},
                      {u"%1/%2"_s.arg(operation.done).arg(operation.total), Colour::None, true},
                      {QString::number(operation.failed), operation.failed > 0 ? Colour::Amber : Colour::None, true},
                      {operation.who},
                      {ageText(operation.createdAt), Colour::None, true}});
    }
    print(table, CtlTr::tr("No operations over many tasks yet."));
}

Result<int> list(Session &session, const Request &request)
{
    return tellList(request, Session::await(session.commands().listOperations(request.limit)), &drawOperations);
}

Result<int> listRemotely(const Request &request)
{
    QUrlQuery query;
    query.addQueryItem(u"limit"_s, QString::number(request.limit));
    return tellList(request, {"GET", u"/api/v1/operations"_s, query, {}}, &queue::operationFromJson, &drawOperations);
}

using Look = std::function<Result<queue::Operation>(qint64)>;

Result<int> tellEach(const Request &request, const Look &look)
{
    QJsonArray objects;
    for (const qint64 id : request.ids) {
        const auto operation = look(id);
        if (!operation)
            return fail(operation.error());
        objects.append(queue::toJson(*operation));
        if (!request.json)
            printLine(operationText(*operation));
    }
    if (request.json)
        printObjects(objects);
    return 0;
}

using Ask = QFuture<Result<queue::Operation>> (node::Commands::*)(qint64);
Verb each(Ask ask)
{
    return withSession([ask](Session &session, const Request &request) {
        return tellEach(request, [&](qint64 id) { return Session::await((session.commands().*ask)(id)); });
    });
}

Result<queue::Operation> operationOf(const Request &request, const RemoteCall &call)
{
    const Result<RemoteAnswer> reply = callNode(request, call);
    if (!reply)
        return fail(reply.error());
    return queue::operationFromJson(QJsonDocument::fromJson(reply->body).object());
}

QString pathOf(qint64 id, const QString &word = {})
{
    return u"/api/v1/operations/"_s + QString::number(id) + word;
}

Result<int> showRemotely(const Request &request)
{
    return tellEach(request, [&request](qint64 id) { return operationOf(request, {"GET", pathOf(id), {}, {}}); });
}

Result<int> cancelRemotely(const Request &request)
{
    return tellEach(request, [&request](qint64 id) {
        return operationOf(request, {"POST", pathOf(id, u"/cancel"_s), {}, bodyOf({})});
    });
}

/// Where tasks are changed that a filter finds: beside the database, or by a node.
struct Place
{
    std::function<Result<qint64>()> count;
    std::function<Result<queue::Operation>()> start;
    Look goOn; ///< some time or some tasks later
};

Result<int> changeAll(const Request &request, const Place &place)
{
    if (request.dryRun) {
        const auto count = place.count();
        if (!count)
            return fail(count.error());
        if (request.json)
            printJson({{u"total"_s, *count}});
        else
            printLine(CtlTr::tr("%n task(s) match.", nullptr, int(*count)));
        return 0;
    }
    auto operation = place.start();
    if (!operation)
        return fail(operation.error());
    const qint64 id = operation->id;
    while (request.wait && operation->state == "running"_L1) {
        operation = place.goOn(id);
        if (!operation)
            return fail(operation.error());
    }
    return printOperation(request, *operation);
}

/// The filter is read by the node, and its ages are counted by its clock.
QJsonObject operationBody(const Request &request, const queue::TaskChange &change)
{
    QJsonObject body = changeObject(change);
    body.insert(u"filter"_s, request.filter);
    QJsonArray states;
    const QStringList names = request.states.split(u',', Qt::SkipEmptyParts);
    for (const QString &name : names)
        states.append(name.trimmed());
    if (!states.isEmpty())
        body.insert(u"state"_s, states);
    if (!request.kind.isEmpty())
        body.insert(u"kind"_s, request.kind);
    return body;
}

} // namespace

Result<int> changeMatching(Session &session, const Request &request, const queue::TaskChange &change)
{
    const Result<queue::TaskFilter> filter = filterFrom(request);
    if (!filter)
        return fail(filter.error());
    node::Commands &commands = session.commands();
    // Nodes carry it on beside this; without one it is done all the same.
    return changeAll(request, {[&] { return Session::await(commands.countMatching(change, *filter)); },
                               [&] { return Session::await(commands.startOperation(change, *filter)); },
                               [&](qint64 id) { return Session::await(commands.stepOperation(id)); }});
}

Result<int> changeMatchingRemotely(const Request &request, const queue::TaskChange &change)
{
    // A fault in the filter is told here, with its place.
    if (const Result<queue::TaskFilter> filter = filterFrom(request); !filter)
        return fail(filter.error());
    const QString path = u"/api/v1/operations"_s;
    QJsonObject body = operationBody(request, change);
    const auto count = [&]() -> Result<qint64> {
        body.insert(u"dry_run"_s, true);
        const Result<RemoteAnswer> reply = callNode(request, {"POST", path, {}, bodyOf(body)});
        if (!reply)
            return fail(reply.error());
        return QJsonDocument::fromJson(reply->body)[u"total"].toInteger();
    };
    const auto look = [&request](qint64 id) {
        std::this_thread::sleep_for(lookEvery);
        return operationOf(request, {"GET", pathOf(id), {}, {}});
    };
    return changeAll(request, {count, [&] { return operationOf(request, {"POST", path, {}, bodyOf(body)}); }, look});
}

void addOperationVerbs(Verbs &verbs)
{
    verbs.insert(u"operations list"_s, withSession(list));
    verbs.insert(u"operations show"_s, each(&node::Commands::showOperation));
    verbs.insert(u"operations cancel"_s, each(&node::Commands::cancelOperation));
}

void addRemoteOperationVerbs(Verbs &verbs)
{
    verbs.insert(u"operations list"_s, listRemotely);
    verbs.insert(u"operations show"_s, showRemotely);
    verbs.insert(u"operations cancel"_s, cancelRemotely);
}

} // namespace pult::ctl
