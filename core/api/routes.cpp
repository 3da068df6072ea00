// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "routes.h"

#include "problem.h"

namespace pult::api {

using namespace Qt::StringLiterals;

QList<Route> makeRoutes(const RouteSources &sources)
{
    Q_UNUSED(sources)
    Route alive;
    alive.method = "GET";
    alive.pattern = u"/livez"_s;
    alive.scope = Scope::Open;
    alive.quota = Quota::None;
    alive.handler = [](const Request &) { return answered(jsonAnswer({{u"status"_s, u"pass"_s}})); };
    return {alive};
}

} // namespace pult::api
