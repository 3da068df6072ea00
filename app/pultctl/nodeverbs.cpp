// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "nodewaits.h"
#include "output.h"
#include "remoteverbs.h"
#include "taskwords.h"

#include <base/errortext.h>
#include <node/startoptions.h>
#include <queue/noderesources.h>
#include <queue/placesjson.h>

#include <QJsonArray>

#include <cstdio>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

QString workersText(int workers, int down)
{
    return down > 0 ? CtlTr::tr("%1, %2 down").arg(workers).arg(down) : QString::number(workers);
}

QJsonArray stopsJson(const queue::NodeInfo &info)
{
    QJsonArray stops;
    for (const queue::IntakeStop &stop : info.stops) {
        stops.append(QJsonObject{{u"code"_s, stop.reason.code},
                                 {u"arguments"_s, QJsonArray::fromStringList(stop.reason.arguments)},
                                 {u"kinds"_s, QJsonArray::fromStringList(stop.kinds)},
                                 {u"warning"_s, stop.warning},
                                 {u"message"_s, queue::reasonSentence(stop.reason)}});
    }
    return stops;
}

/// Of a node that works; others say nothing of what they use now.
QString usageText(const queue::NodeInfo &info, double value, const QString &unit)
{
    const bool there = info.resources.known &&
                       (info.state == "running"_L1 || info.state == "draining"_L1 || info.state == "paused"_L1);
    return there ? QString(QString::number(qRound(value)) + unit) : QString();
}

QJsonObject nodeJson(const queue::NodeInfo &info)
{
    QJsonArray workers;
    for (const queue::WorkerInfo &worker : info.workers) {
        QJsonArray tasks;
        for (const queue::Id id : worker.tasks)
            tasks.append(id);
        workers.append(QJsonObject{{u"id"_s, worker.id},
                                   {u"capacity"_s, worker.capacity},
                                   {u"running"_s, worker.running},
                                   {u"tasks"_s, tasks},
                                   {u"state"_s, worker.state},
                                   {u"restarts"_s, worker.restarts}});
    }
    return {{u"id"_s, info.id},
            {u"name"_s, info.name},
            {u"group"_s, info.group},
            {u"session_id"_s, info.sessionId},
            {u"state"_s, info.state},
            {u"version"_s, info.version},
            {u"queues"_s, QJsonArray::fromStringList(info.queues)},
            {u"pid"_s, info.pid},
            {u"api_port"_s, info.apiPort > 0 ? QJsonValue(info.apiPort) : QJsonValue()},
            {u"workers"_s, workers},
            {u"resource_usage"_s, queue::toJson(info.resources)},
            {u"stops"_s, stopsJson(info)},
            {u"started_at"_s, toIso(info.startedAt)},
            {u"heartbeat_at"_s, toIso(info.heartbeatAt)}};
}

Result<int> listNodes(Session &session, const Request &request)
{
    const auto nodes = Session::await(session.commands().listNodes());
    if (!nodes)
        return fail(nodes.error());
    QJsonArray items;
    Table table({CtlTr::tr("Node"), CtlTr::tr("Group"), CtlTr::tr("State"), CtlTr::tr("Running"), CtlTr::tr("Workers"),
                 CtlTr::tr("Memory"), CtlTr::tr("CPU"), CtlTr::tr("Version"), CtlTr::tr("Seen")});
    QStringList remarks;
    for (const queue::NodeInfo &info : *nodes) {
        items.append(nodeJson(info));
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
    if (!request.json && !remarks.isEmpty())
        std::fputs(qPrintable(remarks.join(u'\n') + u'\n'), stderr);
    if (request.json)
        printJson(listJson(items));
    else
        print(table, CtlTr::tr("No node has used this database yet. Start one: pult --service"));
    return 0;
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
    addOrders(verbs, [](auto verb) {
        return [verb](const Request &request) { return verb(*remoteFleet(request), request); };
    });
}

} // namespace pult::ctl
