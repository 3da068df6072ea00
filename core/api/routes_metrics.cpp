// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backstage.h"

#include <QtConcurrent>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

/// Version 0.0.4 of the text format.
constexpr auto textType = "text/plain; version=0.0.4; charset=utf-8";

} // namespace

QList<Route> metricsRoutes(const BackstagePtr &stage)
{
    node::Node *const node = &stage->node();
    const QJsonObject text{{u"text/plain"_s, QJsonObject{{u"schema"_s, QJsonObject{{u"type"_s, u"string"_s}}}}}};
    return {
        RouteMaker("GET", "/api/v1/metrics", "getMetrics", "Metrics", "Every number of this node, as JSON")
            .needs(Scope::Metrics)
            .counts(Quota::Metrics)
            .answers(200, "Series with labels are named as Prometheus writes them.", "Metrics")
            .handle([node](const Call &) {
                return QtConcurrent::run([node] { return jsonAnswer(node->observation().metrics().json()); });
            }),
        RouteMaker("GET", "/metrics", "getMetricsText", "Metrics", "The same in Prometheus' text format")
            .needs(Scope::Metrics)
            .counts(Quota::Metrics)
            .answers(200, "Text format 0.0.4.", text)
            .handle([node](const Call &) {
                return QtConcurrent::run([node] {
                    Answer answer;
                    answer.body = node->observation().metrics().text();
                    answer.contentType = textType;
                    return answer;
                });
            }),
    };
}

} // namespace pult::api
