// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pultctl check: is this installation ready for production? It changes nothing.
#include "checks.h"
#include "output.h"
#include "remoteverbs.h"

#include <base/errortext.h>
#include <node/startoptions.h>
#include <queue/nodes.h>

#include <QJsonArray>

#include <algorithm>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

Colour colourOf(CheckLevel level)
{
    switch (level) {
    case CheckLevel::Elsewhere:
        return Colour::Grey;
    case CheckLevel::Ok:
        return Colour::Green;
    case CheckLevel::Warn:
        return Colour::Amber;
    case CheckLevel::Fail:
        return Colour::Red;
    }
    return Colour::None;
}

CheckLine failed(const QString &subject, const Error &error)
{
    return {subject, CheckLevel::Fail, errorSentence(error), errorAdvice(error)};
}

/// Without the pool: that would bring the schema to this version before it is looked at.
CheckLines checkAll(const Settings &settings, const node::NodeConfig &config)
{
    const CheckPlace place{settings, config};
    CheckLines lines = checkSettings(place) + checkAccess(place);
    QList<queue::NodeInfo> nodes;
    const auto connection = storage::Connection::open(config.database, u"check"_s);
    if (connection) {
        nodes = queue::listNodes(**connection, config.heartbeat).value_or(nodes);
        lines += checkDatabase(**connection, place, nodes);
    } else {
        lines.append(failed(u"database"_s, connection.error()));
    }
    return lines + checkNodes(nodes) + checkComputer(place, nodes) + checkBrowsers(place);
}

Result<CheckLines> findOut(const Request &request)
{
    node::StartOptions options;
    options.dataDir = request.dataDir;
    const Result<Settings> settings = node::loadSettings(options);
    if (!settings)
        return fail(settings.error());
    CheckLines lines;
    const QList<Error> faults = node::configFaults(*settings);
    for (const Error &fault : faults)
        lines.append(failed(u"settings"_s, fault));
    if (!faults.isEmpty())
        return lines; // nothing else can be built from them
    const Result<node::NodeConfig> config = node::readNodeConfig(*settings, false);
    if (!config)
        return fail(config.error());
    return checkAll(*settings, *config);
}

void printLines(const CheckLines &lines)
{
    const bool coloured = stdoutIsColoured();
    for (const CheckLine &line : lines) {
        printLine(painted(nameOf(line.level).leftJustified(5), colourOf(line.level), coloured) +
                  line.subject.leftJustified(19) + line.sentence);
        if (!line.advice.isEmpty())
            printLine(QString(24, u' ') + painted(line.advice, Colour::Grey, coloured));
    }
}

struct CheckCounts
{
    int fails = 0;
    int warnings = 0;
    int skipped = 0;
};

CheckCounts countsOf(const CheckLines &lines)
{
    const auto count = [&lines](CheckLevel level) {
        return int(std::count_if(lines.cbegin(), lines.cend(),
                                 [level](const CheckLine &line) { return line.level == level; }));
    };
    return {count(CheckLevel::Fail), count(CheckLevel::Warn), count(CheckLevel::Elsewhere)};
}

/// Ready is said of what was looked at whole; null: what was skipped may be anything.
QJsonValue readiness(const CheckCounts &counts)
{
    if (counts.fails > 0)
        return false;
    return counts.skipped > 0 ? QJsonValue() : QJsonValue(true);
}

QString summary(const CheckCounts &counts)
{
    if (counts.fails == 0 && counts.skipped == 0)
        return CtlTr::tr("Ready, with %n warning(s).", nullptr, counts.warnings);
    const QString found =
        counts.fails > 0
            ? CtlTr::tr("Not ready: %n fault(s).", nullptr, counts.fails)
            : CtlTr::tr("No faults found in what can be seen from here, with %n warning(s).", nullptr, counts.warnings);
    return counts.skipped == 0
               ? found
               : found + u' ' +
                     CtlTr::tr("%n subject(s) must be checked on the node's computer.", nullptr, counts.skipped);
}

Result<int> tell(const Request &request, const Result<CheckLines> &lines)
{
    if (!lines)
        return fail(lines.error());
    const CheckCounts counts = countsOf(*lines);
    if (request.json) {
        QJsonArray items;
        for (const CheckLine &line : *lines)
            items.append(QJsonObject{{u"check"_s, line.subject},
                                     {u"level"_s, nameOf(line.level)},
                                     {u"message"_s, line.sentence},
                                     {u"advice"_s, line.advice}});
        printJson({{u"ready"_s, readiness(counts)},
                   {u"failed"_s, counts.fails},
                   {u"warnings"_s, counts.warnings},
                   {u"skipped"_s, counts.skipped},
                   {u"items"_s, items}});
    } else {
        printLines(*lines);
        printLine({});
        printLine(summary(counts));
    }
    return int(counts.fails > 0 ? node::exitFailed : node::exitDone);
}

} // namespace

void addCheckVerbs(Verbs &verbs)
{
    verbs.insert(u"check"_s, [](const Request &request) { return tell(request, findOut(request)); });
}

void addRemoteCheckVerbs(Verbs &verbs)
{
    verbs.insert(u"check"_s, [](const Request &request) { return tell(request, checkRemotely(request)); });
}

} // namespace pult::ctl
