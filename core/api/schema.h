// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The part of JSON Schema 2020-12 that the API's document is written in. The schemas that programs read are the ones
// that their requests are held against, so the two cannot differ.
#pragma once

#include <base/result.h>

#include <QJsonObject>

namespace pult::api {

/// The document's `components/schemas`.
const QJsonObject &apiSchemas();
/// {"$ref": "#/components/schemas/NAME"}
QJsonObject schemaRef(const QString &name);

/// Holds a value against a schema: type, enum, const, minimum, maximum, minLength, maxLength, pattern, minItems,
/// maxItems, items, properties, required, additionalProperties, oneOf by type, $ref. `place` names the value in errors:
/// "/0/priority" of a body, "?limit" of a query. The first fault is the error: request_field_unknown(place, known),
/// request_field_missing(place), request_value_invalid(place, value, what it takes).
Result<> checkSchema(const QJsonValue &value, const QJsonObject &schema, const QString &place);

/// What a schema takes, in signs rather than words: `1…100`, `"a" | "b"`, `{…}`.
QString describeSchema(const QJsonObject &schema);

/// Text of a query or path as the value that its schema says; what does not read as one stays text, for checkSchema to
/// refuse. Arrays are written with commas between.
QJsonValue valueFromText(const QString &text, const QJsonObject &schema);

} // namespace pult::api
