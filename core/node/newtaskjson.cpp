// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "newtaskjson.h"

#include <base/errortext.h>

#include <QJsonArray>
#include <QJsonDocument>

#include <limits>

namespace pult::node {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 anyInteger = std::numeric_limits<int>::max();

/// The bytes of one member of a valid JSON object. Through QJsonValue 12345678901234567890 would not come back the
/// same.
QByteArray rawMember(const QByteArray &json, QByteArrayView name)
{
    int depth = 0;
    bool isKey = false;
    qsizetype valueBegin = -1;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json.at(i);
        if (c == '"') {
            const qsizetype begin = i + 1;
            for (++i; json.at(i) != '"'; ++i)
                i += json.at(i) == '\\';
            if (depth == 1 && isKey) {
                const bool wanted = QByteArrayView(json).sliced(begin, i - begin) == name;
                i = json.indexOf(':', i);
                valueBegin = wanted ? i + 1 : -1;
                isKey = false;
            }
        } else if (c == '{' || c == '[') {
            isKey = ++depth == 1;
        } else if ((c == ',' && depth == 1) || ((c == '}' || c == ']') && --depth == 0)) {
            if (valueBegin >= 0)
                return json.mid(valueBegin, i - valueBegin).trimmed();
            isKey = true;
        }
    }
    return {};
}

bool isReadOnly(const QString &name)
{
    static const QStringList names{u"id"_s,         u"state"_s,       u"attempt"_s,     u"batch_id"_s,
                                   u"progress"_s,   u"waiting_for"_s, u"last_error"_s,  u"lease"_s,
                                   u"created_at"_s, u"started_at"_s,  u"finished_at"_s, u"outcome_unknown"_s};
    return names.contains(name);
}

/// Reads the members one after the other; the first fault stays.
class Reader final
{
public:
    Reader(const QJsonObject &object, const QByteArray &json, const QStringList &besides)
        : m_object(object), m_json(json), m_besides(besides)
    {
    }

    Result<queue::NewTask> run()
    {
        for (auto it = m_object.begin(); it != m_object.end(); ++it)
            readMember(it.key(), it.value());
        if (m_error.code.isEmpty() && m_task.kind.isEmpty())
            m_error = Error{ErrorKind::Invalid, u"kind_missing"_s, {}, {}};
        if (!m_error.code.isEmpty())
            return fail(m_error);
        return m_task;
    }

private:
    void readMember(const QString &name, const QJsonValue &value)
    {
        const QHash<QString, QString *> texts{{u"kind"_s, &m_task.kind},
                                              {u"queue"_s, &m_task.queue},
                                              {u"unique_key"_s, &m_task.uniqueKey},
                                              {u"exclusive_key"_s, &m_task.exclusiveKey},
                                              {u"node"_s, &m_task.node},
                                              {u"provider"_s, &m_task.provider}};
        if (name == "state"_L1)
            m_task.draft = value.toString() == "draft"_L1;
        if (isReadOnly(name) || m_besides.contains(name) || (value.isNull() && name != "kind"_L1))
            return;
        if (QString *text = texts.value(name))
            readText(name, value, text);
        else if (name == "priority"_L1)
            m_task.priority = int(readInteger(name, value, -100, 100));
        else if (name == "max_attempts"_L1)
            m_task.maxAttempts = int(readInteger(name, value, 1, anyInteger));
        else if (name == "payload"_L1)
            readPayload(value);
        else if (name == "run_at"_L1)
            readTime(value);
        else if (name == "depends_on"_L1)
            readIds(value);
        else if (name == "on_unknown"_L1)
            readPolicy(value);
        else
            set("field_unknown", {name});
    }

    void readText(const QString &name, const QJsonValue &value, QString *text)
    {
        if (value.isString())
            *text = value.toString();
        else
            set("field_invalid", {name, u"text"_s});
    }
    qint64 readInteger(const QString &name, const QJsonValue &value, qint64 minimum, qint64 maximum)
    {
        const qint64 number = value.toInteger(minimum - 1);
        if (value.isDouble() && number >= minimum && number <= maximum && double(number) == value.toDouble())
            return number;
        set("field_invalid", {name, u"%1…%2"_s.arg(minimum).arg(maximum)});
        return 0;
    }
    void readPayload(const QJsonValue &value)
    {
        if (value.isObject())
            m_task.payload = rawMember(m_json, "payload");
        else
            set("field_invalid", {u"payload"_s, u"{…}"_s});
    }
    void readTime(const QJsonValue &value)
    {
        m_task.runAt = fromIso(value.toString());
        if (!m_task.runAt)
            set("field_invalid", {u"run_at"_s, u"2026-11-22T13:17:05Z"_s});
    }
    void readIds(const QJsonValue &value)
    {
        const QJsonArray array = value.toArray();
        for (const QJsonValue &id : array)
            m_task.dependsOn.append(readInteger(u"depends_on"_s, id, 1, std::numeric_limits<qint64>::max()));
        if (!value.isArray())
            set("field_invalid", {u"depends_on"_s, u"[1, 2]"_s});
    }
    void readPolicy(const QJsonValue &value)
    {
        if (const auto policy = queue::onUnknownFromString(value.toString()))
            m_task.onUnknown = *policy;
        else
            set("field_invalid", {u"on_unknown"_s, u"ask, retry, skip"_s});
    }
    void set(const char *code, const QStringList &arguments)
    {
        if (m_error.code.isEmpty())
            m_error = Error{ErrorKind::Invalid, QString::fromLatin1(code), arguments, {}};
    }

    QJsonObject m_object;
    QByteArray m_json;
    const QStringList m_besides;
    queue::NewTask m_task;
    Error m_error;
};

} // namespace

Result<queue::NewTask> newTaskFromJson(const QByteArray &json, const QStringList &besides)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        return fail(ErrorKind::Invalid, "json_invalid", {error.errorString(), QString::number(error.offset)});
    if (!document.isObject())
        return fail(ErrorKind::Invalid, "json_invalid", {u"not an object"_s, u"0"_s});
    return Reader(document.object(), json, besides).run();
}

Result<QList<queue::NewTask>> newTasksFromJsonLines(const QByteArray &lines, const QString &name)
{
    QList<queue::NewTask> tasks;
    const QList<QByteArray> all = (lines.startsWith("\xEF\xBB\xBF") ? lines.mid(3) : lines).split('\n');
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QByteArray line = all[i].trimmed();
        if (line.isEmpty())
            continue;
        const Result<queue::NewTask> task = newTaskFromJson(line);
        if (!task)
            return fail(ErrorKind::Invalid, "json_line_invalid",
                        {name, QString::number(i + 1), errorSentence(task.error())}, task.error().code);
        tasks.append(*task);
    }
    return tasks;
}

} // namespace pult::node
