// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "verbs.h"

#include <node/outagefile.h>
#include <node/startoptions.h>

#include <cstdio>

namespace pult::ctl {

namespace {

/// The database cannot say how this data folder's node fares; the node left word.
void tellOutage(const Request &request)
{
    const Result<node::NodeConfig> config = readConfig(request);
    if (!config)
        return;
    if (const std::optional<work::Outage> outage = node::readOutage(config->dataDir)) {
        const QByteArray line = node::outageSentence(*outage).toUtf8() + '\n';
        std::fputs(line.constData(), stderr);
    }
}

} // namespace

int run(const Request &request)
{
    Verbs verbs;
    addBreakerVerbs(verbs);
    addTaskVerbs(verbs);
    addUploadVerbs(verbs);
    addFlowVerbs(verbs);
    addOperationVerbs(verbs);
    addPlaceVerbs(verbs);
    addNodeVerbs(verbs);
    addScheduleVerbs(verbs);
    addTokenVerbs(verbs);
    addWaitVerbs(verbs);
    const Verb verb = verbs.value(request.verb);
    Q_ASSERT_X(verb, "pultctl", qPrintable(request.verb));
    const Result<int> code = verb(request);
    if (code)
        return *code;
    node::tellError(code.error(), request.json);
    if (code.error().kind == ErrorKind::Database && !request.json)
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
