// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "verbs.h"

#include <node/startoptions.h>

namespace pult::ctl {

int run(const Request &request)
{
    Verbs verbs;
    addBreakerVerbs(verbs);
    addTaskVerbs(verbs);
    addUploadVerbs(verbs);
    addFlowVerbs(verbs);
    addOperationVerbs(verbs);
    addPlaceVerbs(verbs);
    addScheduleVerbs(verbs);
    addWaitVerbs(verbs);
    const Verb verb = verbs.value(request.verb);
    Q_ASSERT_X(verb, "pultctl", qPrintable(request.verb));
    const Result<int> code = verb(request);
    if (code)
        return *code;
    node::tellError(code.error(), request.json);
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
