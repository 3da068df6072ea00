// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "afterwards.h"
#include "exchange.h"
#include "problem.h"

#include <base/result.h>

namespace pult::api {

/// A request whose parameters and body are what its route's document says. A value.
struct Call
{
    Request request;
    QHash<QString, QJsonValue> values; ///< of path and query, by name; those that were not given are not there
    QJsonValue body;                   ///< undefined: none was sent

    bool has(const char *name) const { return values.contains(QLatin1StringView(name)); }
    qint64 integer(const char *name, qint64 otherwise = 0) const;
    std::optional<qint64> optional(const char *name) const;
    bool flag(const char *name) const;
    QString text(const char *name) const;
};

/// Makes a route: what is said here is what the OpenAPI document says, and what requests are held against before
/// `handle` sees them.
class RouteMaker final
{
public:
    using Handle = std::function<QFuture<Answer>(const Call &)>;

    RouteMaker(const char *method, const char *pattern, const char *operationId, const char *tag, const char *summary);

    RouteMaker &describe(const char *text);
    RouteMaker &needs(Scope scope);
    RouteMaker &counts(Quota quota);
    RouteMaker &path(const char *name, const QJsonObject &schema, const char *description);
    RouteMaker &query(const char *name, const QJsonObject &schema, const char *description, bool required = false);
    /// A list with an ETag (Backstage::list).
    RouteMaker &tagged();
    /// A JSON body of this schema.
    RouteMaker &takes(const char *schema, bool required = true);
    /// JSON of this schema; the first is what `schema` of 2xx means.
    RouteMaker &answers(int status, const char *description, const char *schema);
    RouteMaker &answers(int status, const char *description, const QJsonObject &content);
    /// Problems besides those that every route has.
    RouteMaker &problems(const QList<int> &statuses);
    Route handle(Handle handle);

private:
    struct Parameter
    {
        QString name;
        QJsonObject schema;
        bool inPath = false;
        bool required = false;
    };
    static Result<Call> read(const Request &request, const QList<Parameter> &parameters, const QJsonObject &bodySchema,
                             bool bodyRequired);
    static Result<> readParameters(Call &call, const QList<Parameter> &parameters);
    static Result<> readBody(Call &call, const QJsonObject &schema, bool required);
    RouteMaker &add(const char *name, const QJsonObject &schema, const char *description, bool inPath, bool required);

    Route m_route;
    QList<Parameter> m_parameters;
    QJsonArray m_documented;
    QJsonObject m_responses;
    QJsonObject m_bodySchema;
    bool m_bodyRequired = false;
};

/// Schemas of parameters.
QJsonObject integerSchema(qint64 minimum, qint64 maximum);
QJsonObject integerSchema(qint64 minimum, qint64 maximum, qint64 otherwise);
QJsonObject textSchema(int longest = 200);
QJsonObject idSchema();

/// Waits for a command's result: its answer when it went well, else its problem.
template<typename T, typename Make>
QFuture<Answer> answerWith(QFuture<Result<T>> future, Make make)
{
    return afterwards(future, [make = std::move(make)](const Result<T> &result) -> Answer {
        if (!result)
            return problem(result.error());
        if constexpr (std::is_void_v<T>)
            return make();
        else
            return make(*result);
    });
}

} // namespace pult::api
