// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "routemaker.h"

#include "schema.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <limits>

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

QString latin(const char *text)
{
    return QString::fromLatin1(text);
}

QJsonObject responseRef(const char *name)
{
    return {{u"$ref"_s, QString(u"#/components/responses/"_s + latin(name))}};
}

const char *problemOf(int status)
{
    switch (status) {
    case 400:
        return "BadRequest";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "NotFound";
    case 409:
        return "Conflict";
    case 429:
        return "TooManyRequests";
    default:
        return "Unavailable";
    }
}

/// `security` of the document: reading may be open on the loopback while there is no token.
QJsonArray securityOf(Scope scope)
{
    const QJsonObject bearer{{u"bearer"_s, QJsonArray()}};
    switch (scope) {
    case Scope::Open:
        return {};
    case Scope::Read:
    case Scope::Metrics:
        return {bearer, QJsonObject()};
    case Scope::Operate:
    case Scope::Admin:
        break;
    }
    return {bearer};
}

} // namespace

qint64 Call::integer(const char *name, qint64 otherwise) const
{
    return values.value(latin(name)).toInteger(otherwise);
}

std::optional<qint64> Call::optional(const char *name) const
{
    return has(name) ? std::optional(integer(name)) : std::nullopt;
}

bool Call::flag(const char *name) const
{
    return values.value(latin(name)).toBool();
}

QString Call::text(const char *name) const
{
    return values.value(latin(name)).toString();
}

RouteMaker::RouteMaker(const char *method, const char *pattern, const char *operationId, const char *tag,
                       const char *summary)
{
    m_route.method = method;
    m_route.pattern = latin(pattern);
    m_route.operation = {{u"operationId"_s, latin(operationId)},
                         {u"tags"_s, QJsonArray{latin(tag)}},
                         {u"summary"_s, latin(summary)},
                         {u"description"_s, QString(latin(summary) + u'.')}};
    if (m_route.method != "GET")
        m_route.scope = Scope::Operate;
}

RouteMaker &RouteMaker::describe(const char *text)
{
    m_route.operation[u"description"_s] = latin(text);
    return *this;
}

RouteMaker &RouteMaker::needs(Scope scope)
{
    m_route.scope = scope;
    return *this;
}

RouteMaker &RouteMaker::counts(Quota quota)
{
    m_route.quota = quota;
    return *this;
}

RouteMaker &RouteMaker::path(const char *name, const QJsonObject &schema, const char *description)
{
    return add(name, schema, description, true, true);
}

RouteMaker &RouteMaker::query(const char *name, const QJsonObject &schema, const char *description, bool required)
{
    return add(name, schema, description, false, required);
}

RouteMaker &RouteMaker::add(const char *name, const QJsonObject &schema, const char *description, bool inPath,
                            bool required)
{
    m_parameters.append({latin(name), schema, inPath, required});
    QJsonObject documented{{u"name"_s, latin(name)},
                           {u"in"_s, inPath ? u"path"_s : u"query"_s},
                           {u"description"_s, latin(description)},
                           {u"schema"_s, schema}};
    if (required)
        documented[u"required"_s] = true;
    if (schema[u"type"] == "array"_L1) {
        documented[u"style"_s] = u"form"_s;
        documented[u"explode"_s] = false;
    }
    m_documented.append(documented);
    return *this;
}

RouteMaker &RouteMaker::tagged()
{
    m_responses[u"304"_s] = QJsonObject{
        {u"description"_s, u"The list is still what If-None-Match names. It is looked at so often that what others "
                           "changed up to 100 ms ago may not be seen yet; what was changed by way of this node is. A "
                           "list that is sent (200) is never older than the request."_s}};
    return query("since", textSchema(100), "An ETag of this list: only what changed since is sent.");
}

RouteMaker &RouteMaker::takes(const char *schema, bool required)
{
    m_bodySchema = schemaRef(latin(schema));
    m_bodyRequired = required;
    m_route.operation[u"requestBody"_s] =
        QJsonObject{{u"required"_s, required},
                    {u"content"_s, QJsonObject{{u"application/json"_s, QJsonObject{{u"schema"_s, m_bodySchema}}}}}};
    return problems({400});
}

RouteMaker &RouteMaker::answers(int status, const char *description, const char *schema)
{
    return answers(status, description,
                   QJsonObject{{u"application/json"_s, QJsonObject{{u"schema"_s, schemaRef(latin(schema))}}}});
}

RouteMaker &RouteMaker::answers(int status, const char *description, const QJsonObject &content)
{
    QJsonObject response{{u"description"_s, latin(description)}};
    if (!content.isEmpty())
        response[u"content"_s] = content;
    m_responses[QString::number(status)] = response;
    return *this;
}

RouteMaker &RouteMaker::problems(const QList<int> &statuses)
{
    for (const int status : statuses) {
        if (const QString name = QString::number(status); !m_responses.contains(name))
            m_responses[name] = responseRef(problemOf(status));
    }
    return *this;
}

Route RouteMaker::handle(Handle handle)
{
    problems({400});
    if (m_route.scope != Scope::Open)
        problems({401, 403, 503});
    if (m_route.quota != Quota::None)
        problems({429});
    m_route.operation[u"security"_s] = securityOf(m_route.scope);
    if (!m_documented.isEmpty())
        m_route.operation[u"parameters"_s] = m_documented;
    m_route.operation[u"responses"_s] = m_responses;
    m_route.handler = [handle = std::move(handle), parameters = m_parameters, schema = m_bodySchema,
                       required = m_bodyRequired](const Request &request) {
        const Result<Call> call = read(request, parameters, schema, required);
        return call ? handle(*call) : answered(problem(call.error()));
    };
    return m_route;
}

Result<Call> RouteMaker::read(const Request &request, const QList<Parameter> &parameters, const QJsonObject &bodySchema,
                              bool bodyRequired)
{
    Call call{request, {}, QJsonValue(QJsonValue::Undefined)};
    if (const Result<> checked = readParameters(call, parameters); !checked)
        return fail(checked.error());
    if (const Result<> checked = readBody(call, bodySchema, bodyRequired); !checked)
        return fail(checked.error());
    return call;
}

Result<> RouteMaker::readParameters(Call &call, const QList<Parameter> &parameters)
{
    QStringList known;
    for (const Parameter &parameter : parameters) {
        const QString place = parameter.inPath ? QString(u'{' + parameter.name + u'}') : QString(u'?' + parameter.name);
        QStringList given = parameter.inPath
                                ? QStringList{call.request.parameters.value(parameter.name)}
                                : call.request.query.allQueryItemValues(parameter.name, QUrl::FullyDecoded);
        if (!parameter.inPath)
            known.append(parameter.name);
        if (given.isEmpty() && parameter.required)
            return fail(ErrorKind::Invalid, "request_field_missing", {place});
        if (given.isEmpty())
            continue;
        if (given.size() > 1)
            return fail(ErrorKind::Invalid, "request_parameter_twice", {place});
        const QJsonValue value = valueFromText(given.constFirst(), parameter.schema);
        if (const Result<> checked = checkSchema(value, parameter.schema, place); !checked)
            return checked;
        call.values.insert(parameter.name, value);
    }
    const auto items = call.request.query.queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items) {
        if (!known.contains(name))
            return fail(ErrorKind::Invalid, "request_field_unknown",
                        {u'?' + name.left(80), known.isEmpty() ? u"–"_s : known.join(u", "_s)});
    }
    return {};
}

Result<> RouteMaker::readBody(Call &call, const QJsonObject &schema, bool required)
{
    const QByteArray body = call.request.body.trimmed();
    if (schema.isEmpty())
        return {}; // some clients send {} with every POST
    if (body.isEmpty())
        return required ? fail(ErrorKind::Invalid, "request_body_missing") : Result<>();
    QJsonParseError error{0, QJsonParseError::NoError};
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError)
        return fail(ErrorKind::Invalid, "json_invalid", {error.errorString(), QString::number(error.offset)});
    call.body = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    return checkSchema(call.body, schema, {});
}

QJsonObject integerSchema(qint64 minimum, qint64 maximum)
{
    return {{u"type"_s, u"integer"_s}, {u"format"_s, u"int64"_s}, {u"minimum"_s, minimum}, {u"maximum"_s, maximum}};
}

QJsonObject integerSchema(qint64 minimum, qint64 maximum, qint64 otherwise)
{
    QJsonObject schema = integerSchema(minimum, maximum);
    schema[u"default"_s] = otherwise;
    return schema;
}

QJsonObject textSchema(int longest)
{
    return {{u"type"_s, u"string"_s}, {u"minLength"_s, 1}, {u"maxLength"_s, longest}};
}

QJsonObject idSchema()
{
    return integerSchema(1, std::numeric_limits<qint64>::max());
}

} // namespace pult::api
