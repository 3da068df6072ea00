// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "nodewaits.h"

#include "output.h"

#include <algorithm>
#include <thread>

namespace pult::ctl {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto nodeLookEvery = 300ms;
constexpr auto patience = 20s;

} // namespace

bool isHealthy(const queue::NodeInfo &node)
{
    const bool works = std::any_of(node.workers.cbegin(), node.workers.cend(),
                                   [](const queue::WorkerInfo &worker) { return worker.state != "down"_L1; });
    return node.state == "running"_L1 && works;
}

bool isAlive(const queue::NodeInfo &node)
{
    return node.state != "stopped"_L1 && node.state != "dead"_L1;
}

QString healthText(const queue::NodeInfo &node)
{
    return node.state == "running"_L1 && !isHealthy(node) ? CtlTr::tr("all of its workers are down") : node.state;
}

Result<queue::NodeCommand> awaitAnswer(Fleet &fleet, const queue::NodeCommand &asked)
{
    queue::NodeCommand command = asked;
    const QDeadlineTimer deadline(patience);
    while ((command.state == "waiting"_L1 || command.state == "taken"_L1) && !deadline.hasExpired()) {
        std::this_thread::sleep_for(fleet.pause());
        const Result<queue::NodeCommand> now = fleet.orderNow(asked.id);
        if (!now && !fleet.mayPass(now.error()))
            return fail(now.error());
        command = now.value_or(command);
    }
    return command;
}

Result<queue::NodeCommand> askNode(Fleet &fleet, const queue::NodeRequest &request)
{
    const auto asked = fleet.order(request);
    if (!asked)
        return fail(asked.error());
    return awaitAnswer(fleet, *asked);
}

Result<> tellNode(Fleet &fleet, const queue::NodeInfo &node, queue::NodeVerb verb)
{
    queue::NodeRequest request;
    request.node = node.id;
    request.verb = verb;
    const Result<queue::NodeCommand> answer = askNode(fleet, request);
    if (!answer)
        return fail(answer.error());
    if (answer->state == "done"_L1)
        return {};
    if (answer->state == "failed"_L1 && answer->answer)
        return fail(*answer->answer);
    return fail(ErrorKind::Timeout, "node_not_answering", {node.name});
}

Result<std::optional<queue::NodeInfo>> awaitNode(Fleet &fleet, const QString &id, QDeadlineTimer deadline,
                                                 const std::function<bool(const queue::NodeInfo &)> &wanted)
{
    for (;;) {
        const auto nodes = fleet.nodes();
        if (!nodes && (!fleet.mayPass(nodes.error()) || deadline.hasExpired()))
            return fail(nodes.error());
        const QList<queue::NodeInfo> seen = nodes.value_or(QList<queue::NodeInfo>());
        const auto found =
            std::find_if(seen.cbegin(), seen.cend(), [&id](const queue::NodeInfo &node) { return node.id == id; });
        const bool there = found != seen.cend();
        if ((there && wanted(*found)) || deadline.hasExpired())
            return there ? std::optional(*found) : std::nullopt;
        std::this_thread::sleep_for(std::max<std::chrono::milliseconds>(nodeLookEvery, fleet.pause()));
    }
}

} // namespace pult::ctl
