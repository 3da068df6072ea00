// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Changes to many nodes that must not interrupt the work: the rolling restart, and blue-green.
#include "nodewaits.h"
#include "output.h"
#include "verbs.h"

#include <node/startoptions.h>

#include <QJsonArray>

#include <algorithm>

namespace pult::ctl {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Nodes = QList<queue::NodeInfo>;

/// Beyond the time that what runs may take: for the start, and for an answer.
constexpr auto startTime = 60s;

/// For each node.
Result<std::chrono::milliseconds> patienceOf(Fleet &fleet, const Request &request)
{
    if (request.timeout)
        return std::chrono::milliseconds(qint64(*request.timeout * 1000));
    const Result<std::chrono::seconds> usual = fleet.drainTimeout();
    if (!usual)
        return fail(usual.error());
    return *usual + startTime;
}

Result<Nodes> aliveNodes(Fleet &fleet)
{
    auto nodes = fleet.nodes();
    if (!nodes)
        return fail(nodes.error());
    Nodes alive;
    std::copy_if(nodes->cbegin(), nodes->cend(), std::back_inserter(alive), isAlive);
    std::sort(alive.begin(), alive.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    return alive;
}

Error unhealthy(const queue::NodeInfo &node)
{
    return {ErrorKind::Unavailable, u"node_unhealthy"_s, {node.name, healthText(node)}, {}};
}

QJsonArray namesOf(const Nodes &nodes)
{
    QJsonArray names;
    for (const queue::NodeInfo &node : nodes)
        names.append(node.name);
    return names;
}

/// One node drained, ended and begun anew, until it works again.
Result<queue::NodeInfo> restartOne(Fleet &fleet, std::chrono::milliseconds patience, const queue::NodeInfo &node)
{
    printProgress(CtlTr::tr("%1: draining and restarting …").arg(node.name));
    if (const Result<> told = tellNode(fleet, node, queue::NodeVerb::Restart); !told)
        return fail(told.error());
    const auto back = awaitNode(fleet, node.id, QDeadlineTimer(patience), [&node](const queue::NodeInfo &now) {
        return now.sessionId != node.sessionId && isHealthy(now);
    });
    if (!back)
        return fail(back.error());
    if (!*back || (*back)->sessionId == node.sessionId)
        return fail(ErrorKind::Unavailable, "node_not_back", {node.name});
    if (!isHealthy(**back))
        return fail(unhealthy(**back));
    return **back;
}

/// Nothing is begun while one of them is not well: the others may be needed.
Result<Nodes> nodesToRestart(Fleet &fleet, const Request &request)
{
    const Result<Nodes> alive = aliveNodes(fleet);
    if (!alive)
        return fail(alive.error());
    Nodes wanted;
    for (const queue::NodeInfo &node : *alive) {
        if (!request.group.isEmpty() && node.group != request.group)
            continue;
        if (!isHealthy(node))
            return fail(unhealthy(node));
        wanted.append(node);
    }
    if (wanted.isEmpty() && request.group.isEmpty())
        return fail(ErrorKind::NotFound, "nodes_none");
    if (wanted.isEmpty())
        return fail(ErrorKind::NotFound, "node_group_empty", {request.group});
    return wanted;
}

Result<int> restartRolling(Fleet &fleet, const Request &request)
{
    Result<Nodes> left = nodesToRestart(fleet, request);
    if (!left)
        return fail(left.error());
    const Result<std::chrono::milliseconds> patience = patienceOf(fleet, request);
    if (!patience)
        return fail(patience.error());
    QJsonArray restarted;
    std::optional<Error> error;
    while (!left->isEmpty() && !error) {
        const queue::NodeInfo node = left->constFirst();
        const Result<queue::NodeInfo> now = restartOne(fleet, *patience, node);
        if (!now) {
            error = now.error();
            break;
        }
        left->removeFirst();
        restarted.append(
            QJsonObject{{u"node"_s, now->name}, {u"version_before"_s, node.version}, {u"version"_s, now->version}});
        if (!request.json)
            printLine(CtlTr::tr("%1: running again, version %2").arg(now->name, now->version));
    }
    if (request.json)
        printJson({{u"restarted"_s, restarted}, {u"not_restarted"_s, namesOf(*left)}});
    if (!error)
        return int(node::exitDone);
    node::tellError(*error, request.json);
    if (!request.json && left->size() > 1)
        printProgress(CtlTr::tr("%n more node(s) were left alone.", nullptr, int(left->size()) - 1));
    return int(node::exitFailed);
}

Result<> awaitAll(Fleet &fleet, const Nodes &nodes, QDeadlineTimer deadline,
                  const std::function<bool(const queue::NodeInfo &)> &wanted)
{
    for (const queue::NodeInfo &node : nodes) {
        const auto now = awaitNode(fleet, node.id, deadline, wanted);
        if (!now)
            return fail(now.error());
        if (!*now || !wanted(**now))
            return fail(unhealthy(*now ? **now : node));
    }
    return {};
}

Result<> tellAll(Fleet &fleet, const Nodes &nodes, queue::NodeVerb verb)
{
    for (const queue::NodeInfo &node : nodes) {
        if (const Result<> told = tellNode(fleet, node, verb); !told)
            return told;
    }
    return {};
}

bool isDrained(const queue::NodeInfo &node)
{
    return node.state == "drained"_L1 || !isAlive(node);
}

/// The new ones take tasks and are well before the old ones are told anything.
Result<> takeOver(Fleet &fleet, const Nodes &fresh, QDeadlineTimer deadline)
{
    for (const queue::NodeInfo &node : fresh) {
        const bool asleep = node.state == "draining"_L1 || node.state == "drained"_L1;
        if (const Result<> told = asleep ? tellNode(fleet, node, queue::NodeVerb::Resume) : Result<>(); !told)
            return told;
    }
    return awaitAll(fleet, fresh, deadline, isHealthy);
}

/// Drains the old ones; should a new one fail meanwhile, they take tasks again.
Result<> drainOld(Fleet &fleet, const Nodes &fresh, const Nodes &old, QDeadlineTimer deadline)
{
    if (const Result<> told = tellAll(fleet, old, queue::NodeVerb::Drain); !told)
        return told;
    Result<> ended = awaitAll(fleet, old, deadline, isDrained);
    if (ended)
        ended = awaitAll(fleet, fresh, QDeadlineTimer(0), isHealthy);
    if (!ended) {
        printProgress(CtlTr::tr("The group that was to take over is not well, or the other one did not come to an "
                                "end: the nodes that were drained take tasks again."));
        if (const Result<> back = tellAll(fleet, old, queue::NodeVerb::Resume); !back)
            return back;
    }
    return ended;
}

Result<int> switchGroup(Fleet &fleet, const Request &request)
{
    const Result<Nodes> alive = aliveNodes(fleet);
    if (!alive)
        return fail(alive.error());
    Nodes fresh;
    Nodes old;
    for (const queue::NodeInfo &node : *alive) {
        if (node.group == request.group)
            fresh.append(node);
        else if (request.fromGroup.isEmpty() || node.group == request.fromGroup)
            old.append(node);
    }
    if (fresh.isEmpty())
        return fail(ErrorKind::NotFound, "node_group_empty", {request.group});
    const Result<std::chrono::milliseconds> patience = patienceOf(fleet, request);
    if (!patience)
        return fail(patience.error());
    const QDeadlineTimer deadline(*patience);
    if (const Result<> taken = takeOver(fleet, fresh, deadline); !taken)
        return fail(taken.error());
    printProgress(CtlTr::tr("%1 takes tasks; draining the others …").arg(request.group));
    if (const Result<> drained = drainOld(fleet, fresh, old, deadline); !drained)
        return fail(drained.error());
    if (request.stopOld) {
        if (const Result<> stopped = tellAll(fleet, old, queue::NodeVerb::Stop); !stopped)
            return fail(stopped.error());
    }
    if (request.json) {
        printJson({{u"active"_s, namesOf(fresh)}, {u"drained"_s, namesOf(old)}, {u"stopped"_s, request.stopOld}});
    } else {
        QStringList names;
        for (const queue::NodeInfo &node : old)
            names.append(node.name);
        printLine(names.isEmpty()
                      ? CtlTr::tr("%1 takes all tasks; there was no other group.").arg(request.group)
                      : CtlTr::tr("%1 takes all tasks. Drained: %2").arg(request.group, names.join(u", "_s)));
    }
    return int(node::exitDone);
}

} // namespace

void addRolloutVerbs(Verbs &verbs, const OnFleet &onFleet)
{
    const Verb restartOfOne = verbs.value(u"nodes restart"_s);
    const Verb rolling = onFleet(restartRolling);
    verbs.insert(u"nodes restart"_s, [restartOfOne, rolling](const Request &request) {
        return request.rolling ? rolling(request) : restartOfOne(request);
    });
    verbs.insert(u"nodes switch"_s, onFleet(switchGroup));
}

} // namespace pult::ctl
