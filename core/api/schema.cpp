// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <cmath>
#include <limits>

// Resources of a static library are not initialised by themselves; the macro must stand outside of namespaces.
static void initApiResources()
{
    Q_INIT_RESOURCE(api);
}

namespace pult::api {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestShown = 80;

Result<> checkValue(const QJsonValue &value, const QJsonObject &schema, const QString &place);

QJsonObject resolved(const QJsonObject &schema)
{
    const QString ref = schema[u"$ref"].toString();
    return ref.isEmpty() ? schema : apiSchemas()[ref.section(u'/', -1)].toObject();
}

QStringList typesOf(const QJsonObject &schema)
{
    const QJsonValue type = schema[u"type"];
    if (type.isString())
        return {type.toString()};
    QStringList types;
    const QJsonArray several = type.toArray();
    for (const QJsonValue &one : several)
        types.append(one.toString());
    return types;
}

bool isWhole(const QJsonValue &value)
{
    const double number = value.toDouble();
    return value.isDouble() && std::floor(number) == number && std::abs(number) < 9.3e18;
}

bool hasType(const QJsonValue &value, const QString &type)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return type == "null"_L1;
    case QJsonValue::Bool:
        return type == "boolean"_L1;
    case QJsonValue::Double:
        return type == "number"_L1 || (type == "integer"_L1 && isWhole(value));
    case QJsonValue::String:
        return type == "string"_L1;
    case QJsonValue::Array:
        return type == "array"_L1;
    case QJsonValue::Object:
        return type == "object"_L1;
    case QJsonValue::Undefined:
        break;
    }
    return false;
}

QString written(const QJsonValue &value)
{
    const QByteArray inArray = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(inArray.sliced(1, inArray.size() - 2));
}

/// What is told back to the caller: short, and nothing of what a document holds.
QString shown(const QJsonValue &value)
{
    if (value.isObject())
        return u"{…}"_s;
    if (value.isArray())
        return u"[…]"_s;
    const QString text = written(value);
    return text.size() > longestShown ? QString(text.left(longestShown) + u'…') : text;
}

tl::unexpected<Error> refuse(const QJsonValue &value, const QJsonObject &schema, const QString &place)
{
    const QString where = place.isEmpty() ? u"body"_s : place;
    return fail(ErrorKind::Invalid, "request_value_invalid", {where, shown(value), describeSchema(schema)});
}

/// A byte 0 is no text that a database keeps; a half of a surrogate pair is no text at all.
bool isText(const QString &text)
{
    return !text.contains(QChar(0)) && text.isValidUtf16();
}

bool fitsText(const QString &text, const QJsonObject &schema)
{
    const qint64 length = text.size();
    if (!isText(text) || length < schema[u"minLength"].toInteger(0) ||
        length > schema[u"maxLength"].toInteger(std::numeric_limits<qint64>::max()))
        return false;
    if (schema[u"format"] == "date-time"_L1) {
        static const QRegularExpression time(
            u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)$"_s);
        if (!time.match(text).hasMatch())
            return false;
    }
    const QString pattern = schema[u"pattern"].toString();
    return pattern.isEmpty() || QRegularExpression(pattern).match(text).hasMatch();
}

bool fitsNumber(const QJsonValue &value, const QJsonObject &schema)
{
    const double number = value.toDouble();
    return (!schema.contains(u"minimum") || number >= schema[u"minimum"].toDouble()) &&
           (!schema.contains(u"maximum") || number <= schema[u"maximum"].toDouble());
}

Result<> checkArray(const QJsonArray &array, const QJsonObject &schema, const QString &place)
{
    if (array.size() < schema[u"minItems"].toInteger(0) ||
        array.size() > schema[u"maxItems"].toInteger(std::numeric_limits<qint64>::max()))
        return refuse(array, schema, place);
    const QJsonObject items = schema[u"items"].toObject();
    for (qsizetype i = 0; i < array.size() && !items.isEmpty(); ++i) {
        const QString itsPlace = place.startsWith(u'?') ? place : QString(place + u'/' + QString::number(i));
        if (const Result<> checked = checkValue(array.at(i), items, itsPlace); !checked)
            return checked;
    }
    return {};
}

Result<> checkObject(const QJsonObject &object, const QJsonObject &schema, const QString &place)
{
    const QJsonObject properties = schema[u"properties"].toObject();
    const QJsonArray required = schema[u"required"].toArray();
    for (const QJsonValue &name : required) {
        if (!object.contains(name.toString()))
            return fail(ErrorKind::Invalid, "request_field_missing", {place + u'/' + name.toString()});
    }
    const bool closed = schema[u"additionalProperties"] == QJsonValue(false);
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString itsPlace = place + u'/' + it.key();
        if (properties.contains(it.key())) {
            if (const Result<> checked = checkValue(it.value(), properties[it.key()].toObject(), itsPlace); !checked)
                return checked;
        } else if (closed) {
            return fail(ErrorKind::Invalid, "request_field_unknown",
                        {itsPlace.left(longestShown), properties.keys().join(u", "_s)});
        }
    }
    return {};
}

/// The alternatives differ by type, so the one that is meant says best what is wrong with it.
Result<> checkOneOf(const QJsonValue &value, const QJsonObject &schema, const QString &place)
{
    const QJsonArray alternatives = schema[u"oneOf"].toArray();
    for (const QJsonValue &one : alternatives) {
        const QJsonObject alternative = resolved(one.toObject());
        const QStringList types = typesOf(alternative);
        if (std::any_of(types.cbegin(), types.cend(), [&](const QString &type) { return hasType(value, type); }))
            return checkValue(value, alternative, place);
    }
    return refuse(value, schema, place);
}

Result<> checkValue(const QJsonValue &value, const QJsonObject &given, const QString &place)
{
    const QJsonObject schema = resolved(given);
    if (schema.contains(u"oneOf"))
        return checkOneOf(value, schema, place);
    const QStringList types = typesOf(schema);
    if (!types.isEmpty() &&
        std::none_of(types.cbegin(), types.cend(), [&](const QString &type) { return hasType(value, type); }))
        return refuse(value, schema, place);
    if (schema.contains(u"enum") && !schema[u"enum"].toArray().contains(value))
        return refuse(value, schema, place);
    if ((value.isString() && !fitsText(value.toString(), schema)) || (value.isDouble() && !fitsNumber(value, schema)))
        return refuse(value, schema, place);
    if (value.isArray())
        return checkArray(value.toArray(), schema, place);
    return value.isObject() ? checkObject(value.toObject(), schema, place) : Result<>();
}

QString range(const QJsonObject &schema, const QString &least, const QString &most)
{
    const bool from = schema.contains(least);
    const bool to = schema.contains(most);
    return from || to ? QString(written(schema[least]).replace("null"_L1, QString()) + u'…' +
                                written(schema[most]).replace("null"_L1, QString()))
                      : QString();
}

QString describeType(const QString &type, const QJsonObject &schema)
{
    if (type == "integer"_L1) {
        const QString numbers = range(schema, u"minimum"_s, u"maximum"_s);
        return numbers.isEmpty() ? u"123"_s : numbers;
    }
    if (type == "number"_L1)
        return u"1.5"_s;
    if (type == "boolean"_L1)
        return u"true | false"_s;
    if (type == "array"_L1) {
        const QString count = range(schema, u"minItems"_s, u"maxItems"_s);
        const QString item = describeSchema(schema[u"items"].toObject());
        return count.isEmpty() ? QString(u'[' + item + u"]"_s) : QString(u'[' + item + u"] × "_s + count);
    }
    if (type == "object"_L1)
        return u"{…}"_s;
    if (type == "null"_L1)
        return type;
    if (schema[u"format"] == "date-time"_L1)
        return u"\"2026-11-22T13:17:05Z\""_s;
    const QJsonArray examples = schema[u"examples"].toArray();
    if (!examples.isEmpty())
        return written(examples.first());
    const QString length = range(schema, u"minLength"_s, u"maxLength"_s);
    return length.isEmpty() ? u"\"…\""_s : QString(u"\"…\" ("_s + length + u')');
}

} // namespace

const QJsonObject &apiSchemas()
{
    static const QJsonObject schemas = [] {
        initApiResources();
        QFile file(u":/api/schemas.json"_s);
        QJsonParseError error{0, QJsonParseError::NoError};
        const QByteArray text = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        const QJsonDocument document = QJsonDocument::fromJson(text, &error);
        Q_ASSERT_X(error.error == QJsonParseError::NoError, "apiSchemas", qPrintable(error.errorString()));
        return document.object();
    }();
    return schemas;
}

QJsonObject schemaRef(const QString &name)
{
    return {{u"$ref"_s, QString(u"#/components/schemas/"_s + name)}};
}

Result<> checkSchema(const QJsonValue &value, const QJsonObject &schema, const QString &place)
{
    return checkValue(value, schema, place);
}

QString describeSchema(const QJsonObject &given)
{
    const QJsonObject schema = resolved(given);
    QStringList parts;
    const QJsonArray choices = schema[u"enum"].toArray();
    for (const QJsonValue &choice : choices)
        parts.append(written(choice));
    const QJsonArray alternatives = schema[u"oneOf"].toArray();
    for (const QJsonValue &one : alternatives)
        parts.append(describeSchema(one.toObject()));
    if (parts.isEmpty()) {
        const QStringList types = typesOf(schema);
        for (const QString &type : types)
            parts.append(describeType(type, schema));
    }
    return parts.join(u" | "_s);
}

QJsonValue valueFromText(const QString &text, const QJsonObject &given)
{
    const QJsonObject schema = resolved(given);
    const QStringList types = typesOf(schema);
    if (types.contains(u"array"_s)) {
        QJsonArray array;
        const QStringList parts = text.split(u',');
        for (const QString &part : parts)
            array.append(valueFromText(part, schema[u"items"].toObject()));
        return array;
    }
    if (types.contains(u"integer"_s)) {
        static const QRegularExpression form(u"^-?\\d{1,19}$"_s);
        bool ok = false;
        const qint64 number = text.toLongLong(&ok);
        return ok && form.match(text).hasMatch() ? QJsonValue(number) : QJsonValue(text);
    }
    if (types.contains(u"boolean"_s) && (text == "true"_L1 || text == "1"_L1))
        return true;
    if (types.contains(u"boolean"_s) && (text == "false"_L1 || text == "0"_L1))
        return false;
    return text;
}

} // namespace pult::api
