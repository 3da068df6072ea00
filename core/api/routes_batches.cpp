// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backstage.h"

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

constexpr int accepted = 202;

Answer startedAnswer(const queue::Batch &batch)
{
    return jsonAnswer({{u"task_id"_s, batch.id}, {u"status"_s, u"started"_s}, {u"tasks"_s, batch.total}}, accepted);
}

} // namespace

QList<Route> batchRoutes(const BackstagePtr &stage)
{
    node::Commands *const commands = &stage->commands();
    return {
        RouteMaker("GET", "/api/v1/batches", "listBatches", "Batches", "Batches, newest first")
            .query("limit", integerSchema(1, 1000, 100), "Of the page.")
            .query("after", idSchema(), "`next` of the page before.")
            .tagged()
            .answers(200, "Without their tasks' ids.", "BatchList")
            .handle([stage, commands](const Call &call) {
                const int limit = int(call.integer("limit", 100));
                const std::optional<qint64> after = call.optional("after");
                return stage->list(call, [commands, limit, after] { return batchPage(*commands, limit, after); });
            }),
        RouteMaker("GET", "/api/v1/batches/{id}", "getBatch", "Batches", "A batch with the ids of its tasks")
            .path("id", idSchema(), "The batch.")
            .answers(200, "The batch.", "Batch")
            .problems({404})
            .handle([commands](const Call &call) {
                return answerWith(commands->showBatch(call.integer("id")),
                                  [](const queue::Batch &batch) { return jsonAnswer(queue::toJson(batch)); });
            }),
        RouteMaker("POST", "/api/v1/bulk-upload/start", "startBulkUpload", "Batches",
                   "Starts a bulk upload that is a draft")
            .counts(Quota::TaskStart)
            .query("task_id", idSchema(), "The batch.", true)
            .answers(accepted, "Started.", "Started")
            .problems({404, 409})
            .handle([stage](const Call &call) {
                return answerWith(stage->commandsFor(call).startBatch(call.integer("task_id")), &startedAnswer);
            }),
    };
}

} // namespace pult::api
