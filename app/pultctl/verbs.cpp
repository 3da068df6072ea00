// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "verbs.h"

#include <node/outagefile.h>
#include <node/startoptions.h>

#include <cstdio>

namespace pult::ctl {

using namespace Qt::StringLiterals;

namespace {

/// The database cannot say how this data folder's node fares; the node left word.
void tellOutage(const Request &request)
{
    const Result<node::NodeConfig> config = readConfig(request);
    if (!config)
        return;
    if (const std::optional<work::Outage> outage = node::readOutage(config->dataDir)) {
        const QByteArray line = node::outageSentence(*outage, toIso(outage->since)).toUtf8() + '\n';
        std::fputs(line.constData(), stderr);
    }
}

Verbs localVerbs()
{
    Verbs verbs;
    addBreakerVerbs(verbs);
    addCheckVerbs(verbs);
    addConfigVerbs(verbs);
    addTaskChangeVerbs(verbs);
    addTaskVerbs(verbs);
    addUploadVerbs(verbs);
    addFlowVerbs(verbs);
    addOperationVerbs(verbs);
    addLogVerbs(verbs);
    addPlaceVerbs(verbs);
    addNodeVerbs(verbs);
    addReportVerbs(verbs);
    addScheduleVerbs(verbs);
    addServiceVerbs(verbs);
    addStatusVerbs(verbs);
    addTokenVerbs(verbs);
    addWaitVerbs(verbs);
    addWhyVerbs(verbs);
    return verbs;
}

/// Some verbs are about this computer, whatever --url says.
bool isOfThisComputer(const QString &verb)
{
    return verb == "completion"_L1;
}

Result<int> carryOut(const Request &request)
{
    Verbs verbs;
    if (request.url.isEmpty() || isOfThisComputer(request.verb)) {
        verbs = localVerbs();
        Q_ASSERT_X(verbs.contains(request.verb), "pultctl", qPrintable(request.verb));
    } else {
        addRemoteVerbs(verbs);
    }
    const Verb verb = verbs.value(request.verb);
    if (!verb)
        return fail(urlRefusal(request.verb));
    return verb(request);
}

} // namespace

int run(const Request &request)
{
    const Result<int> code = carryOut(request);
    if (code)
        return *code;
    node::tellError(code.error(), request.json);
    if (code.error().kind == ErrorKind::Database && !request.json && request.url.isEmpty())
        tellOutage(request);
    return node::exitCodeFor(code.error());
}

Verb withSession(std::function<Result<int>(Session &, const Request &)> verb)
{
    return [verb = std::move(verb)](const Request &request) -> Result<int> {
        const Result<std::unique_ptr<Session>> session = Session::open(request);
        if (!session)
            return fail(session.error());
        return verb(**session, request);
    };
}

} // namespace pult::ctl
