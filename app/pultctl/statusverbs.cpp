// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How the whole installation is, as its database tells it, or the node at --url.
#include "listing.h"
#include "nodewaits.h"
#include "output.h"
#include "statustables.h"
#include "taskwords.h"

#include <node/startoptions.h>
#include <queue/noderesources.h>
#include <queue/valuesfromjson.h>
#include <storage/migrations.h>

#include <QElapsedTimer>
#include <QMap>

#include <algorithm>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

enum class Health { Disabled, Healthy, Degraded, Unhealthy };

QString nameOf(Health health)
{
    switch (health) {
    case Health::Disabled:
        return u"disabled"_s;
    case Health::Healthy:
        return u"healthy"_s;
    case Health::Degraded:
        return u"degraded"_s;
    case Health::Unhealthy:
        return u"unhealthy"_s;
    }
    return {};
}

struct Check
{
    Health health = Health::Healthy;
    QString message;
};

/// Everything that both verbs are made of.
struct Situation
{
    QList<queue::NodeInfo> nodes;
    QList<queue::QueueInfo> queues;
    QList<queue::BreakerInfo> breakers;
    TimePoint now{};
    qint64 databaseMs = 0;
};

Result<Situation> look(Session &session)
{
    Situation situation;
    QElapsedTimer timer;
    timer.start();
    const auto now = Session::await(session.commands().databaseNow());
    if (!now)
        return fail(now.error());
    situation.now = *now;
    situation.databaseMs = timer.elapsed();
    auto nodes = Session::await(session.commands().listNodes());
    if (!nodes)
        return fail(nodes.error());
    situation.nodes = *nodes;
    auto queues = Session::await(session.commands().listQueues());
    if (!queues)
        return fail(queues.error());
    situation.queues = *queues;
    auto breakers = Session::await(session.commands().listBreakers());
    if (!breakers)
        return fail(breakers.error());
    situation.breakers = *breakers;
    return situation;
}

Check workersOf(const Situation &situation)
{
    int well = 0;
    QStringList ill;
    for (const queue::NodeInfo &node : situation.nodes) {
        const int down = int(std::count_if(node.workers.cbegin(), node.workers.cend(),
                                           [](const queue::WorkerInfo &worker) { return worker.state == "down"_L1; }));
        well += isHealthy(node) ? 1 : 0;
        if (node.state == "late"_L1 || (isHealthy(node) && down > 0))
            ill.append(node.name);
    }
    if (well == 0)
        return {Health::Unhealthy, CtlTr::tr("no node takes tasks")};
    if (!ill.isEmpty())
        return {Health::Degraded, CtlTr::tr("late, or with workers down: %1").arg(ill.join(u", "_s))};
    return {Health::Healthy, CtlTr::tr("%n node(s) take tasks", nullptr, well)};
}

/// What keeps nodes from taking tasks, of this kind.
Check stopsOf(const Situation &situation, const QStringList &codes, Health worst)
{
    Check check;
    for (const queue::NodeInfo &node : situation.nodes) {
        if (!isAlive(node))
            continue;
        for (const queue::IntakeStop &stop : node.stops) {
            if (!codes.contains(stop.reason.code))
                continue;
            check.health = std::max(check.health, stop.warning ? Health::Degraded : worst);
            check.message = queue::reasonSentence(stop.reason);
        }
    }
    return check;
}

Check worse(const Check &one, const Check &other)
{
    return one.health < other.health ? other : one;
}

Check dolphinOf(const Situation &situation)
{
    Check check{Health::Disabled, {}};
    for (const queue::BreakerInfo &breaker : situation.breakers) {
        if (breaker.name != "dolphin"_L1)
            continue;
        check.health = std::max(check.health, breaker.isBlocking() ? Health::Degraded : Health::Healthy);
        if (breaker.isBlocking())
            check.message = CtlTr::tr("its breaker is open (%1)").arg(breaker.scope);
    }
    return check;
}

QMap<QString, Check> checksOf(const Situation &situation)
{
    return {{u"database"_s, {Health::Healthy, CtlTr::tr("answers in %1 ms").arg(situation.databaseMs)}},
            {u"workers"_s, workersOf(situation)},
            {u"memory"_s,
             stopsOf(situation, {u"node_memory"_s, u"node_browser_memory"_s, u"node_free_memory"_s}, Health::Degraded)},
            {u"disk"_s, worse(stopsOf(situation, {u"node_disk"_s}, Health::Unhealthy),
                              stopsOf(situation, {u"node_browser_disk"_s}, Health::Degraded))},
            {u"dolphin"_s, dolphinOf(situation)}};
}

/// The same shape as GET /api/v1/health.
QJsonObject healthJson(const Situation &situation)
{
    Health whole = Health::Healthy;
    QJsonObject checks;
    const QMap<QString, Check> all = checksOf(situation);
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        whole = std::max(whole, it->health);
        checks.insert(it.key(), QJsonObject{{u"status"_s, nameOf(it->health)}, {u"message"_s, it->message}});
    }
    return {{u"status"_s, nameOf(whole)}, {u"checks"_s, checks}, {u"timestamp"_s, toIso(situation.now)}};
}

Result<int> showHealth(Session &session, const Request &request)
{
    const Result<Situation> situation = look(session);
    if (!situation)
        return fail(situation.error());
    const QJsonObject health = healthJson(*situation);
    if (request.json)
        printJson(health);
    else
        printHealth(health);
    return int(health[u"status"].toString() == "unhealthy"_L1 ? node::exitFailed : node::exitDone);
}

QHash<queue::TaskState, qint64> countsOf(const Situation &situation)
{
    QHash<queue::TaskState, qint64> counts;
    for (const queue::QueueInfo &queue : situation.queues) {
        for (auto it = queue.counts.cbegin(); it != queue.counts.cend(); ++it)
            counts[it.key()] += it.value();
    }
    return counts;
}

QJsonObject statusJson(const QString &database, const Situation &situation)
{
    QJsonArray nodes;
    for (const queue::NodeInfo &node : situation.nodes) {
        if (isAlive(node))
            nodes.append(QJsonObject{{u"id"_s, node.id},
                                     {u"name"_s, node.name},
                                     {u"group"_s, node.group},
                                     {u"state"_s, node.state},
                                     {u"version"_s, node.version},
                                     {u"resource_usage"_s, queue::toJson(node.resources)}});
    }
    QJsonObject tasks;
    const QHash<queue::TaskState, qint64> counts = countsOf(situation);
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        tasks.insert(queue::nameOf(it.key()), it.value());
    QJsonArray paused;
    for (const queue::QueueInfo &queue : situation.queues) {
        if (queue.paused)
            paused.append(queue.name);
    }
    QJsonArray open;
    for (const queue::BreakerInfo &breaker : situation.breakers) {
        if (breaker.isBlocking())
            open.append(breaker.name);
    }
    return {{u"version"_s, QStringLiteral(PULT_VERSION)},
            {u"database"_s, database},
            {u"nodes"_s, nodes},
            {u"tasks"_s, tasks},
            {u"queues_paused"_s, paused},
            {u"breakers_open"_s, open},
            {u"timestamp"_s, toIso(situation.now)}};
}

Result<int> showStatus(Session &session, const Request &request)
{
    const Result<Situation> situation = look(session);
    if (!situation)
        return fail(situation.error());
    const QJsonObject status = statusJson(session.config().database.display(), *situation);
    if (request.json)
        printJson(status);
    else
        printStatus(status);
    return int(node::exitDone);
}

/// Not well is an answer, too.
Result<int> showHealthRemotely(const Request &request)
{
    constexpr int notWell = 503;
    const Result<RemoteAnswer> reply = callNode(request, {"GET", u"/api/v1/health"_s, {}, {}}, {notWell});
    if (!reply)
        return fail(reply.error());
    if (request.json)
        printRaw(reply->body);
    else
        printHealth(QJsonDocument::fromJson(reply->body).object());
    return int(reply->status == notWell ? node::exitFailed : node::exitDone);
}

/// With --json the node tells of itself; for people it is the same as of the database.
Result<int> showStatusRemotely(const Request &request)
{
    const Result<RemoteAnswer> status = callNode(request, {"GET", u"/api/v1/status"_s, {}, {}});
    if (!status)
        return fail(status.error());
    if (request.json) {
        printRaw(status->body);
        return int(node::exitDone);
    }
    const Result<RemoteAnswer> nodes = callNode(request, {"GET", u"/api/v1/nodes"_s, {}, {}});
    if (!nodes)
        return fail(nodes.error());
    const QJsonObject told = QJsonDocument::fromJson(status->body).object();
    Situation situation;
    situation.nodes = itemsOf(nodes->body, &queue::nodeFromJson);
    const QJsonArray queues = told[u"queues"].toArray();
    for (const QJsonValue &queue : queues)
        situation.queues.append(queue::queueFromJson(queue.toObject()));
    const QJsonArray breakers = told[u"breakers"].toArray();
    for (const QJsonValue &breaker : breakers)
        situation.breakers.append(queue::breakerFromJson(breaker.toObject()));
    QJsonObject shown = statusJson({}, situation);
    shown[u"url"_s] = request.url;
    shown[u"version"_s] = told[u"version"];
    printStatus(shown);
    return int(node::exitDone);
}

Result<int> migrate(const Request &request)
{
    const Result<node::NodeConfig> config = readConfig(request);
    if (!config)
        return fail(config.error());
    const auto connection = storage::Connection::open(config->database, u"migrate"_s);
    if (!connection)
        return fail(connection.error());
    const Result<int> before = storage::installedSchemaVersion(**connection);
    if (!before)
        return fail(before.error());
    const int latest = storage::latestSchemaVersion();
    if (const Result<> done = request.dryRun ? Result<>() : storage::migrate(**connection); !done)
        return fail(done.error());
    if (request.json)
        printJson({{u"from"_s, *before}, {u"to"_s, std::max(latest, *before)}, {u"dry_run"_s, request.dryRun}});
    else if (*before >= latest)
        printLine(CtlTr::tr("The schema is at version %1 already.").arg(*before));
    else
        printLine((request.dryRun ? CtlTr::tr("The schema would go from version %1 to %2.")
                                  : CtlTr::tr("The schema went from version %1 to %2."))
                      .arg(*before)
                      .arg(latest));
    return int(node::exitDone);
}

} // namespace

void addStatusVerbs(Verbs &verbs)
{
    verbs.insert(u"status"_s, withSession(showStatus));
    verbs.insert(u"health"_s, withSession(showHealth));
    verbs.insert(u"migrate"_s, migrate);
    verbs.insert(u"completion"_s, printCompletion);
}

void addRemoteStatusVerbs(Verbs &verbs)
{
    verbs.insert(u"status"_s, showStatusRemotely);
    verbs.insert(u"health"_s, showHealthRemotely);
}

} // namespace pult::ctl
