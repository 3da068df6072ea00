// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "apifuzzer.h"

#include <QJsonDocument>
#include <QStringList>

#include <limits>

namespace pult::test {

using namespace Qt::StringLiterals;

namespace {

/// Names that mean something to the node, so that right requests get somewhere.
const QStringList &words()
{
    static const QStringList all{u"probe"_s, u"bulk_upload"_s, u"browser_flow"_s, u"default"_s, u"mail"_s,
                                 u"night"_s, u"dolphin"_s,     u"studio"_s,       u"новости"_s, u"5"_s};
    return all;
}

const QByteArrayList &hostileTexts()
{
    static const QByteArrayList all{"",
                                    "%00",
                                    "a%00b",
                                    "%ff%fe",
                                    "%F0%9F%98%80",
                                    "-1",
                                    "0",
                                    "1e309",
                                    "NaN",
                                    "99999999999999999999999999",
                                    "9223372036854775807",
                                    "9223372036854775808",
                                    "-9223372036854775809",
                                    "1.5",
                                    "0x10",
                                    "%20",
                                    "true",
                                    "..%2f..%2fetc%2fpasswd",
                                    "%27%3B%20drop%20table%20tasks%3B--",
                                    "%25s%25n%25x",
                                    "%7B%7Bprofile%7D%7D",
                                    "a,b,,c",
                                    "%0d%0aX-Injected:%201",
                                    "%EF%BF%BF",
                                    QByteArray(3000, 'x')};
    return all;
}

const QByteArrayList &hostileBodies()
{
    static const QByteArrayList all{"",
                                    "{",
                                    "nul",
                                    "\xff\xfe\x00",
                                    "{\"kind\":\"probe\"}{",
                                    "[[[[[[[[",
                                    QByteArray(100'000, '['),
                                    "\"text\"",
                                    "42",
                                    "{\"kind\":\"probe\",\"kind\":7}",
                                    "{\"\":null}",
                                    "{\"kind\":\"probe\",\"payload\":" + QByteArray(600, '[') + QByteArray(600, ']') +
                                        '}',
                                    "{\"kind\":\"\\ud800\"}",
                                    "{\"kind\":\"probe\",\"priority\":1e400}",
                                    "{\"kind\":\"probe\",\"unique_key\":\"\\u0000\"}",
                                    "{\"kind\":\"probe\",\"payload\":{\"a\":\"\\u0000\"}}"};
    return all;
}

} // namespace

ApiFuzzer::ApiFuzzer(const QJsonObject &document, quint32 seed)
    : m_random(seed), m_schemas(document[u"components"][u"schemas"].toObject())
{
    const QJsonObject paths = document[u"paths"].toObject();
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        const QJsonObject methods = path.value().toObject();
        for (auto method = methods.begin(); method != methods.end(); ++method) {
            const QJsonObject operation = method.value().toObject();
            const QString id = operation[u"operationId"].toString();
            // What never ends, and what ends the node.
            static const QStringList others{u"streamEvents"_s, u"streamLogLines"_s, u"stopNode"_s, u"restartNode"_s,
                                            u"killNode"_s};
            if (!others.contains(id))
                m_operations.append({method.key().toUpper().toLatin1(), path.key(), operation});
        }
    }
}

QJsonObject ApiFuzzer::resolved(const QJsonObject &schema) const
{
    const QString ref = schema[u"$ref"].toString();
    return ref.isEmpty() ? schema : m_schemas[ref.section(u'/', -1)].toObject();
}

QJsonValue ApiFuzzer::right(const QJsonObject &given, const QString &name, int depth)
{
    const QJsonObject schema = resolved(given);
    const QJsonArray choices = schema[u"enum"].toArray();
    if (!choices.isEmpty())
        return choices.at(m_random.bounded(int(choices.size())));
    const QJsonArray alternatives = schema[u"oneOf"].toArray();
    if (!alternatives.isEmpty())
        return right(alternatives.at(m_random.bounded(int(alternatives.size()))).toObject(), name, depth);
    QJsonArray types = schema[u"type"].isArray() ? schema[u"type"].toArray() : QJsonArray{schema[u"type"]};
    return rightOf(types.at(m_random.bounded(int(types.size()))).toString(), schema, name, depth);
}

QJsonValue ApiFuzzer::rightOf(const QString &type, const QJsonObject &schema, const QString &name, int depth)
{
    if (type == "integer"_L1) {
        const qint64 least = schema[u"minimum"].toInteger(-1000);
        const qint64 most = std::min<qint64>(schema[u"maximum"].toInteger(1000), least + 60);
        return m_random.bounded(least, most + 1);
    }
    if (type == "number"_L1)
        return m_random.generateDouble();
    if (type == "boolean"_L1)
        return chance(50);
    if (type == "string"_L1) {
        if (schema[u"format"] == "date-time"_L1)
            return chance(50) ? u"2031-05-06T07:08:09Z"_s : u"2031-05-06T07:08:09.123+03:00"_s;
        const QJsonArray examples = schema[u"examples"].toArray();
        return examples.isEmpty() || chance(10) ? QJsonValue(oneOf(words())) : examples.first();
    }
    if (type == "array"_L1) {
        QJsonArray array;
        const int count = depth > 3 ? 0 : int(m_random.bounded(1, 4));
        for (int i = 0; i < count; ++i)
            array.append(right(schema[u"items"].toObject(), name, depth + 1));
        return array;
    }
    if (type != "object"_L1)
        return {};
    QJsonObject object;
    const QJsonObject properties = schema[u"properties"].toObject();
    const QJsonArray required = schema[u"required"].toArray();
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        if (required.contains(it.key()) || (depth < 4 && chance(25)))
            object[it.key()] = right(it.value().toObject(), it.key(), depth + 1);
    }
    return object;
}

QJsonValue ApiFuzzer::hostile()
{
    switch (m_random.bounded(12)) {
    case 0:
        return QJsonValue();
    case 1:
        return chance(50);
    case 2:
        return -1;
    case 3:
        return 0;
    case 4:
        return 1e308;
    case 5:
        return std::numeric_limits<qint64>::max();
    case 6:
        return QString();
    case 7:
        return QString(5000, u'я');
    case 8:
        return QString(u"a\x01\x7f"_s + QChar(0x202e) + QChar(0));
    case 9:
        return u"'; drop table tasks; --"_s;
    case 10:
        return QJsonArray{QJsonArray{QJsonArray{}}, QJsonObject{}};
    default:
        return QJsonObject{{u"unknown"_s, 1.5}, {u"kind"_s, QJsonArray{}}};
    }
}

QByteArray ApiFuzzer::hostileText()
{
    return oneOf(hostileTexts());
}

QByteArray ApiFuzzer::textFor(const QJsonObject &parameter)
{
    if (chance(35))
        return hostileText();
    const QJsonValue value = right(parameter[u"schema"].toObject(), parameter[u"name"].toString());
    QStringList parts;
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (const QJsonValue &part : array)
            parts.append(part.toVariant().toString());
    } else {
        parts.append(value.toVariant().toString());
    }
    return parts.join(u',').toUtf8().toPercentEncoding(",");
}

QByteArray ApiFuzzer::bodyFor(const QJsonObject &operation)
{
    const QJsonObject schema = operation[u"requestBody"][u"content"][u"application/json"][u"schema"].toObject();
    if (schema.isEmpty())
        return chance(90) ? QByteArray() : oneOf(hostileBodies());
    if (chance(15))
        return oneOf(hostileBodies());
    QJsonValue value = right(schema, {});
    if (value.isObject() && chance(50)) { // right but for one thing
        QJsonObject object = value.toObject();
        const QStringList names = object.keys() + QStringList{u"surplus"_s};
        const QString name = oneOf(names);
        if (chance(30))
            object.remove(name);
        else
            object[name] = hostile();
        value = object;
    } else if (chance(5)) {
        value = hostile();
    }
    return value.isArray() ? QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)
                           : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
}

FuzzRequest ApiFuzzer::next()
{
    const Operation &operation = m_operations.at(m_turn++ % m_operations.size());
    FuzzRequest request{operation.method, operation.path.toLatin1(), {}, operation.object};
    QByteArrayList query;
    const QJsonArray parameters = operation.object[u"parameters"].toArray();
    for (const QJsonValue &one : parameters) {
        const QJsonObject parameter = one.toObject();
        const QByteArray name = parameter[u"name"].toString().toLatin1();
        if (parameter[u"in"] == "path"_L1) {
            const QByteArray text = textFor(parameter);
            request.target.replace(QByteArray('{' + name + '}'), text.isEmpty() ? QByteArrayLiteral("x") : text);
        } else if (parameter[u"required"].toBool() ? chance(90) : chance(25)) {
            query.append(QByteArray(name + '=' + textFor(parameter)));
            if (chance(3))
                query.append(QByteArray(name + '=' + hostileText()));
        }
    }
    if (chance(3))
        query.append(QByteArray(hostileText() + '=' + hostileText()));
    if (!query.isEmpty())
        request.target += '?' + query.join('&');
    request.body = bodyFor(operation.object);
    if (request.method == "GET" && chance(5))
        request.method = "HEAD";
    return request;
}

} // namespace pult::test
