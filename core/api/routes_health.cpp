// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Health for people, for scripts of the source systems, and for what starts and stops nodes.
#include "backstage.h"

#include <QJsonArray>

namespace pult::api {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// So long without a turn of its event loops, and the node is better started anew.
constexpr auto silenceLimit = 10s;
constexpr int unavailable = 503;
constexpr int unauthorized = 401;

const char *probeWord(HealthState state)
{
    return state == HealthState::Unhealthy ? "fail" : state == HealthState::Degraded ? "warn" : "pass";
}

Answer notKept(Answer answer)
{
    answer.headers.emplaceBack("Cache-Control", "no-store");
    return answer;
}

Answer probeAnswer(const QJsonObject &body, bool well)
{
    Answer answer = notKept(jsonAnswer(body, well ? 200 : unavailable));
    answer.contentType = "application/health+json";
    return answer;
}

/// Names of computers and what errors say are not for everybody.
bool mayKnowMore(const Call &call)
{
    return !call.request.caller.name.isEmpty();
}

QFuture<Answer> needsToken()
{
    Answer answer = problem(unauthorized, {ErrorKind::Denied, u"access_needs_token"_s, {}, {}});
    answer.headers.emplaceBack("WWW-Authenticate", "Bearer");
    return answered(std::move(answer));
}

QJsonObject probeCheck(const QString &name, const HealthCheck &check, const TimePoint &at, bool verbose)
{
    const bool isStore = name == "database"_L1;
    const bool isComponent = name == "dolphin"_L1;
    QJsonObject object{{u"status"_s, QString::fromLatin1(probeWord(check.state))}};
    if (!verbose)
        return object;
    object[u"componentType"_s] = isStore ? u"datastore"_s : isComponent ? u"component"_s : u"system"_s;
    object[u"time"_s] = toIso(at);
    if (check.observed) {
        object[u"observedValue"_s] = *check.observed;
        if (!check.unit.isEmpty())
            object[u"observedUnit"_s] = check.unit;
    }
    if (check.state != HealthState::Healthy)
        object[u"output"_s] = check.message;
    return object;
}

QString measurementOf(const QString &name)
{
    return name == "database"_L1  ? u"database:responseTime"_s
           : name == "dolphin"_L1 ? name
                                  : QString(name + u":utilization"_s);
}

QJsonObject probeBody(const HealthReport &report, HealthState state, const node::NodeConfig *verbose)
{
    QJsonObject checks;
    const QList<std::pair<QString, HealthCheck>> all = report.checks();
    for (const auto &[name, check] : all) {
        if (check.state != HealthState::Disabled)
            checks[measurementOf(name)] = QJsonArray{probeCheck(name, check, report.at, verbose != nullptr)};
    }
    QJsonObject body{{u"status"_s, QString::fromLatin1(probeWord(state))}, {u"checks"_s, checks}};
    if (verbose) {
        body[u"version"_s] = QStringLiteral(PULT_VERSION);
        body[u"serviceId"_s] = verbose->id;
        body[u"description"_s] = verbose->name;
    }
    return body;
}

Answer simpleHealth(const HealthReport &report)
{
    const bool ok = report.overall() != HealthState::Unhealthy;
    return notKept(jsonAnswer({{u"ok"_s, ok}, {u"status"_s, nameOf(report.overall())}}, ok ? 200 : unavailable));
}

Answer wholeHealth(const HealthReport &report)
{
    QJsonObject checks;
    const QList<std::pair<QString, HealthCheck>> all = report.checks();
    for (const auto &[name, check] : all)
        checks[name] = QJsonObject{{u"status"_s, nameOf(check.state)}, {u"message"_s, check.message}};
    const HealthState state = report.overall();
    return notKept(jsonAnswer({{u"status"_s, nameOf(state)}, {u"checks"_s, checks}, {u"timestamp"_s, toIso(report.at)}},
                              state == HealthState::Unhealthy ? unavailable : 200));
}

QJsonObject probeContent()
{
    return {{u"application/health+json"_s,
             QJsonObject{{u"schema"_s, QJsonObject{{u"$ref"_s, u"#/components/schemas/ProbeHealth"_s}}}}}};
}

RouteMaker probe(const char *pattern, const char *id, const char *summary)
{
    RouteMaker maker("GET", pattern, id, "Health", summary);
    maker.needs(Scope::Open).counts(Quota::None);
    maker.answers(200, "Well.", probeContent()).answers(unavailable, "Not well.", probeContent());
    return maker;
}

QJsonObject verboseSchema()
{
    return {{u"type"_s, u"boolean"_s}};
}

/// Neither starting, draining nor stopping: known at once, whatever is kept of the rest.
bool takesWork(node::Node &node)
{
    return node.observation().described().state == "running"_L1 && !node.isStopping();
}

Route live(const BackstagePtr &stage)
{
    return probe("/livez", "getLive", "Whether the process is to be left running")
        .describe("Looks at the event loops alone, never at the database, whose outage no restart would end.")
        .handle([stage](const Call &) {
            const bool alive = stage->node().silence() < silenceLimit;
            return answered(probeAnswer({{u"status"_s, alive ? u"pass"_s : u"fail"_s}}, alive));
        });
}

Route ready(const BackstagePtr &stage)
{
    return probe("/readyz", "getReady", "Whether it may be sent work")
        .describe("The database answers within a second with a schema that fits, a worker is alive, and the node is "
                  "neither starting, draining nor stopping. A node that ends says so here for READY_NOTICE_SECS before "
                  "it stops answering, when somebody asks.")
        .query("verbose", verboseSchema(), "Every check; needs a token.")
        .handle([stage](const Call &call) {
            const bool verbose = call.flag("verbose");
            if (verbose && !mayKnowMore(call))
                return needsToken();
            return afterwards(stage->health().report(), [stage = stage.get(), verbose](const HealthReport &report) {
                node::Node *const node = &stage->node();
                const bool isReady = report.canWork() && takesWork(*node);
                stage->readyAnswered(isReady);
                const HealthState state = isReady ? HealthState::Healthy : HealthState::Unhealthy;
                const QJsonObject brief{{u"status"_s, QString::fromLatin1(probeWord(state))}};
                return probeAnswer(verbose ? probeBody(report, state, &node->config()) : brief, isReady);
            });
        });
}

Route probed(const BackstagePtr &stage)
{
    return probe("/healthz", "getHealthDetail", "Health in the form of application/health+json")
        .query("verbose", verboseSchema(), "What was seen, with names and messages; needs a token.")
        .handle([stage](const Call &call) {
            const bool verbose = call.flag("verbose");
            if (verbose && !mayKnowMore(call))
                return needsToken();
            node::Node *const node = &stage->node();
            return afterwards(stage->health().report(), [node, verbose](const HealthReport &report) {
                return probeAnswer(probeBody(report, report.overall(), verbose ? &node->config() : nullptr),
                                   report.overall() != HealthState::Unhealthy);
            });
        });
}

} // namespace

QList<Route> healthRoutes(const BackstagePtr &stage)
{
    return {
        RouteMaker("GET", "/api/v1/health/simple", "getSimpleHealth", "Health", "Whether the node is well, in a word")
            .needs(Scope::Open)
            .counts(Quota::Health)
            .answers(200, "Healthy or degraded.", "SimpleHealth")
            .answers(unavailable, "Unhealthy.", "SimpleHealth")
            .handle([stage](const Call &) { return afterwards(stage->health().report(), &simpleHealth); }),
        RouteMaker("GET", "/api/v1/health", "getHealth", "Health", "How the node is, part by part")
            .counts(Quota::Health)
            .answers(200, "Healthy or degraded: Dolphin and memory only degrade.", "Health")
            .answers(unavailable, "Unhealthy: the database, the workers or the disk.", "Health")
            .handle([stage](const Call &) { return afterwards(stage->health().report(), &wholeHealth); }),
        live(stage),
        ready(stage),
        probed(stage),
    };
}

} // namespace pult::api
