// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "listing.h"
#include "nodewaits.h"
#include "output.h"
#include "remoteverbs.h"
#include "taskwords.h"

#include <base/errortext.h>
#include <node/startoptions.h>
#include <queue/placesjson.h>
#include <queue/valuesfromjson.h>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

QString workersText(int workers, int down)
{
    return down > 0 ? CtlTr::tr("%1, %2 down").arg(workers).arg(down) : QString::number(workers);
}

/// Of a node that works; others say nothing of what they use now.
QString usageText(const queue::NodeInfo &info, double value, const QString &unit)
{
    const bool there = info.resources.known &&
                       (info.state == "running"_L1 || info.state == "draining"_L1 || info.state == "paused"_L1);
    return there ? QString(QString::number(qRound(value)) + unit) : QString();
}

void drawNodes(const QList<queue::NodeInfo> &nodes)
{
    Table table({CtlTr::tr("Node"), CtlTr::tr("Group"), CtlTr::tr("State"), CtlTr::tr("Running"), CtlTr::tr("Workers"),
                 CtlTr::tr("Memory"), CtlTr::tr("CPU"), CtlTr::tr("Version"), CtlTr::tr("Seen")});
    QStringList remarks;
    for (const queue::NodeInfo &info : nodes) {
        int running = 0;
        int capacity = 0;
        int down = 0;
        for (const queue::WorkerInfo &worker : info.workers) {
            running += worker.running;
            capacity += worker.capacity;
            down += worker.state == "down"_L1 ? 1 : 0;
        }
        const bool well = info.state == "running"_L1;
        table.addRow(
            {{info.name},
             {info.state, well ? Colour::Green : Colour::Amber},
             {u"%1/%2"_s.arg(running).arg(capacity), Colour::None, true},
             {workersText(int(info.workers.size()), down), down > 0 ? Colour::Red : Colour::None, true},
             {usageText(info, info.resources.memoryMb + info.resources.browserMemoryMb, u" MB"_s), Colour::None, true},
             {usageText(info, info.resources.cpuPercent, u" %"_s), Colour::None, true},
             {info.version},
             {CtlTr::tr("%1 ago").arg(ageText(info.heartbeatAt)), Colour::None, true}});
        for (const queue::IntakeStop &stop : well ? info.stops : QList<queue::IntakeStop>())
            remarks.append(queue::reasonSentence(stop.reason));
    }
    if (!remarks.isEmpty())
        printProgress(remarks.join(u'\n'));
    print(table, CtlTr::tr("No node has used this database yet. Start one: pult --service"));
}

Result<int> listNodes(Session &session, const Request &request)
{
    return tellList(request, Session::await(session.commands().listNodes()), &drawNodes);
}

Result<int> tell(Fleet &fleet, const Request &request, queue::NodeVerb verb)
{
    queue::NodeRequest wanted;
    const Result<QString> node = request.name.isEmpty() ? fleet.ownNode() : request.name;
    if (!node)
        return fail(node.error());
    wanted.node = *node;
    wanted.verb = verb;
    wanted.worker = request.worker;
    const auto asked = fleet.order(wanted);
    if (!asked)
        return fail(asked.error());
    queue::NodeCommand command = *asked;
    if (request.wait) {
        const Result<queue::NodeCommand> answered = awaitAnswer(fleet, command);
        if (!answered)
            return fail(answered.error());
        command = *answered;
    }
    if (request.json)
        printJson(queue::toJson(command));
    else if (command.answer)
        printLine(errorText(*command.answer));
    else
        printLine(CtlTr::tr("Asked for; the node has not answered yet."));
    if (!request.wait || command.state == "done"_L1)
        return int(node::exitDone);
    return int(command.state == "failed"_L1 || command.state == "expired"_L1 ? node::exitFailed : node::exitTimeout);
}

void addOrders(Verbs &verbs, const OnFleet &onFleet)
{
    for (const queue::NodeVerb verb : {queue::NodeVerb::Pause, queue::NodeVerb::Drain, queue::NodeVerb::Resume,
                                       queue::NodeVerb::Stop, queue::NodeVerb::Restart, queue::NodeVerb::Kill})
        verbs.insert(u"nodes "_s + queue::nameOf(verb),
                     onFleet([verb](Fleet &fleet, const Request &request) { return tell(fleet, request, verb); }));
    addRolloutVerbs(verbs, onFleet);
}

} // namespace

void addNodeVerbs(Verbs &verbs)
{
    verbs.insert(u"nodes list"_s, withSession(listNodes));
    addOrders(verbs, [](auto verb) {
        return withSession(
            [verb](Session &session, const Request &request) { return verb(*fleetOf(session), request); });
    });
}

void addRemoteNodeVerbs(Verbs &verbs)
{
    verbs.insert(u"nodes list"_s, remoteList(u"/api/v1/nodes"_s, &queue::nodeFromJson, &drawNodes));
    addOrders(verbs, [](auto verb) {
        return [verb](const Request &request) { return verb(*remoteFleet(request), request); };
    });
}

} // namespace pult::ctl
