// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.h"
#include "taskwords.h"
#include "verbs.h"

#include <base/errortext.h>
#include <node/filterline.h>
#include <node/startoptions.h>

#include <QJsonArray>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

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

Result<int> list(Session &session, const Request &request)
{
    const auto operations = Session::await(session.commands().listOperations(request.limit));
    if (!operations)
        return fail(operations.error());
    QJsonArray items;
    Table table({CtlTr::tr("ID"), CtlTr::tr("Operation"), CtlTr::tr("State"), CtlTr::tr("Filter"), CtlTr::tr("Changed"),
                 CtlTr::tr("Refused"), CtlTr::tr("By"), CtlTr::tr("Age")});
    for (const queue::Operation &operation : *operations) {
        items.append(queue::toJson(operation));
        table.addRow({{QString::number(operation.id), Colour::None, true},
                      {queue::nameOf(operation.change.verb)},
                      {stateWord(operation), operation.state == "running"_L1 ? Colour::Blue : Colour::Grey},
                      {node::filterLineOf(operation.filter)},
                      {u"%1/%2"_s.arg(operation.done).arg(operation.total), Colour::None, true},
                      {QString::number(operation.failed), operation.failed > 0 ? Colour::Amber : Colour::None, true},
                      {operation.who},
                      {ageText(operation.createdAt), Colour::None, true}});
    }
    if (request.json)
        printJson(listJson(items));
    else
        print(table, CtlTr::tr("No operations over many tasks yet."));
    return 0;
}

using Ask = QFuture<Result<queue::Operation>> (node::Commands::*)(qint64);
Verb each(Ask ask)
{
    return withSession([ask](Session &session, const Request &request) -> Result<int> {
        QJsonArray objects;
        for (const qint64 id : request.ids) {
            const auto operation = Session::await((session.commands().*ask)(id));
            if (!operation)
                return fail(operation.error());
            objects.append(queue::toJson(*operation));
            if (!request.json)
                printLine(operationText(*operation));
        }
        if (request.json)
            printJson(objects.size() == 1 ? objects.first().toObject() : listJson(objects));
        return 0;
    });
}

} // namespace

Result<int> changeMatching(Session &session, const Request &request, const queue::TaskChange &change)
{
    const Result<queue::TaskFilter> filter = filterFrom(request);
    if (!filter)
        return fail(filter.error());
    if (request.dryRun) {
        const auto count = Session::await(session.commands().countMatching(change, *filter));
        if (!count)
            return fail(count.error());
        if (request.json)
            printJson({{u"total"_s, *count}});
        else
            printLine(CtlTr::tr("%n task(s) match.", nullptr, int(*count)));
        return 0;
    }
    auto operation = Session::await(session.commands().startOperation(change, *filter));
    if (!operation)
        return fail(operation.error());
    // Nodes carry it on beside this; without one it is done all the same.
    const qint64 id = operation->id;
    while (request.wait && operation->state == "running"_L1) {
        operation = Session::await(session.commands().stepOperation(id));
        if (!operation)
            return fail(operation.error());
    }
    return printOperation(request, *operation);
}

void addOperationVerbs(Verbs &verbs)
{
    verbs.insert(u"operations list"_s, withSession(list));
    verbs.insert(u"operations show"_s, each(&node::Commands::showOperation));
    verbs.insert(u"operations cancel"_s, each(&node::Commands::cancelOperation));
}

} // namespace pult::ctl
