// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was done by whom, and what needs somebody.
#include "backstage.h"

namespace pult::api {

using namespace Qt::StringLiterals;

QList<Route> recordRoutes(const BackstagePtr &stage)
{
    node::Commands *const commands = &stage->commands();
    return {
        RouteMaker("GET", "/api/v1/audit", "listAudit", "Records", "Who changed what, with before and after")
            .needs(Scope::Admin)
            .query("limit", integerSchema(1, 1000, 100), "Of the page.")
            .query("after", idSchema(), "`next` of the page before.")
            .tagged()
            .answers(200, "Newest first.", "AuditList")
            .handle([stage, commands](const Call &call) {
                const int limit = int(call.integer("limit", 100));
                const std::optional<qint64> after = call.optional("after");
                return stage->list(call, [commands, limit, after] { return auditPage(*commands, limit, after); });
            }),
        RouteMaker("GET", "/api/v1/alerts", "listAlerts", "Records", "Alerts that fire")
            .tagged()
            .answers(200, "Empty: no rules raise alerts yet.", "AlertList")
            .handle([stage](const Call &call) {
                return stage->list(call, [] { return QtFuture::makeReadyFuture(Result<ListPage>(ListPage())); });
            }),
        RouteMaker("POST", "/api/v1/alerts/{id}/acknowledge", "acknowledgeAlert", "Records",
                   "Says that somebody sees to an alert")
            .path("id", textSchema(100), "The alert.")
            .answers(200, "The alert as it is then.", QJsonObject())
            .problems({404})
            .handle([](const Call &call) {
                return answered(problem({ErrorKind::NotFound, u"alert_unknown"_s, {call.text("id")}, {}}));
            }),
    };
}

} // namespace pult::api
